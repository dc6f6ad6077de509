"""The checkout takes a pasted address apart, without a script and without losing what else was typed."""

import pytest

from tests.client import Client
from tests.goods import stocked

PASTED = "李四 13900139000 廣東省廣州市天河區 体育西路1号"


@pytest.fixture
def basket(visitor: Client) -> Client:
    stocked("pear")
    visitor.post("/basket/lines", sku_id="pear", quantity="1", price_fen="500")
    return visitor


def test_it_falls_into_its_fields(basket: Client) -> None:
    page = basket.post("/checkout", mend="pasted", pasted=PASTED, street="Lane 9", method="bank")

    for text in ("李四", "13900139000", "广东省广州市天河区", "体育西路1号"):
        assert f'value="{text}"' in page.body
    assert "Lane 9" not in page.body
    assert PASTED not in page.body


def test_what_it_does_not_say_stays_as_typed(basket: Client) -> None:
    page = basket.post("/checkout", mend="pasted", pasted="杭州", name="Mei", street="Lane 9")

    for text in ("Mei", "浙江省杭州市", "Lane 9"):
        assert f'value="{text}"' in page.body


def test_without_a_place_it_comes_back_with_a_sentence(basket: Client) -> None:
    page = basket.post("/checkout", mend="pasted", pasted="<火星> 9", name="Mei")

    assert page.status_code == 422
    assert "We found no province, city or county in it." in page.body
    assert "&lt;火星&gt; 9" in page.body
    assert 'value="Mei"' in page.body


@pytest.mark.parametrize(
    ("pasted", "problem"),
    [(f"{PASTED} {'长' * 500}", "500"), (f"{PASTED} \ue816", "U+E816")],
)
def test_what_cannot_be_kept_whole_is_named_and_comes_back(
    basket: Client, pasted: str, problem: str
) -> None:
    page = basket.post("/checkout", mend="pasted", pasted=pasted, name="Mei")

    assert page.status_code == 422
    assert problem in page.body.partition('id="pasted-problem"')[2][:300]
    assert pasted in page.body
    assert 'value="Mei"' in page.body
