"""The sandbox's page: pay, refuse, try again."""

import pytest

from chalicelib.orders import Order
from tests.client import Client
from tests.goods import again, buy, left, pears, stocked
from tests.people import GUEST


@pytest.fixture
def held() -> Order:
    stocked("pear")
    return buy(pears(1), buyer_id=GUEST, method="sandbox")


def test_a_buyer_pays_and_lands_on_the_order(buyer: Client, held: Order) -> None:
    page = buyer.get(f"/pay/{held.order_id}")
    paid = buyer.post(f"/pay/{held.order_id}", answer="pay")

    assert "No money moves" in page.body
    assert paid.location == f"/orders/{held.order_id}"
    assert again(held).state == "confirmed"
    assert buyer.get(f"/pay/{held.order_id}").location == f"/orders/{held.order_id}"


def test_a_refused_payment_keeps_the_goods_and_can_be_tried_again(
    buyer: Client, held: Order
) -> None:
    refused = buyer.post(f"/pay/{held.order_id}", answer="refuse")
    still = again(held).state
    buyer.post(f"/pay/{held.order_id}", answer="pay")

    assert refused.status_code == 409
    assert "you were not charged" in refused.body
    assert still == "held"
    assert again(held).state == "confirmed"
    assert left("pear") == 9


def test_paying_twice_is_one_payment(buyer: Client, held: Order) -> None:
    first = buyer.post(f"/pay/{held.order_id}", answer="pay")
    second = buyer.post(f"/pay/{held.order_id}", answer="pay")

    assert first.location == second.location == f"/orders/{held.order_id}"


@pytest.mark.parametrize("answer", ["", "free", "PAY"])
def test_no_other_answer_is_taken(buyer: Client, held: Order, answer: str) -> None:
    assert buyer.post(f"/pay/{held.order_id}", answer=answer).status_code == 422
    assert again(held).state == "held"


def test_an_order_for_cash_has_no_page_to_pay_at(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)

    assert buyer.get(f"/pay/{order.order_id}").status_code == 404
    assert buyer.post(f"/pay/{order.order_id}", answer="pay").status_code == 404


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_payment_for_a_cancelled_order_is_closed(buyer: Client, held: Order, lang: str) -> None:
    buyer.lang = lang
    buyer.get(f"/pay/{held.order_id}")
    buyer.post(f"/orders/{held.order_id}/cancel")

    answer = buyer.post(f"/pay/{held.order_id}", answer="pay")

    assert answer.status_code == 409
    assert again(held).state == "cancelled"
    assert left("pear") == 10
