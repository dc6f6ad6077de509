"""Somebody who works for two shops chooses one, and no page of the one changes the other."""

import pytest

from chalicelib.catalogue import listings_of_producer
from chalicelib.producers import get_producer, rates_of
from tests.client import Client
from tests.goods import SILVER, offered
from tests.people import SignIn, seller
from tests.web.seller.test_listings import ANSWERS, sent_photo


@pytest.fixture
def both(signed_in_as: SignIn) -> Client:
    """A browser of somebody who works for Wu's and for Li's shop."""
    seller("wu")
    seller("li")
    offered(SILVER._replace(title="吴家梨"), producer_id="wu")
    offered(SILVER._replace(title="李家茶"), producer_id="li")
    return signed_in_as("producer:wu", "producer:li")


def test_both_shops_are_a_tap_away_and_the_choice_is_remembered(both: Client) -> None:
    first = both.get("/shop").body
    second = both.get("/shop?shop=li").body
    later = both.get("/shop").body

    assert "吴家梨" in first
    assert 'href="/shop?shop=li">Li</a>' in first
    for page in (second, later):
        assert "李家茶" in page
        assert 'href="/shop?shop=li" aria-current="true">Li</a>' in page


@pytest.mark.parametrize(
    "path",
    ["/shop/listings/new", "/shop/shipping", "/shop/orders", "/shop/claims", "/earnings/shop"],
)
def test_every_page_of_a_shop_says_whose_it_is(both: Client, path: str) -> None:
    both.get("/shop?shop=li")

    assert 'aria-current="true">Li</a>' in both.get(path).body


def test_a_form_changes_the_shop_that_it_was_drawn_for(both: Client) -> None:
    both.get("/shop?shop=li")
    page = both.get("/shop/shipping").body
    both.get("/shop?shop=wu")  # on another tab

    assert 'name="shop" value="li"' in page
    answer = both.post("/shop/shipping", **{"shop": "li", "first-0": "7", "further-0": "1"})

    assert answer.status_code == 303, answer.body
    assert 'aria-current="true">Li</a>' in both.follow(answer).body
    assert rates_of(get_producer("li")).zones[0].first_fen == 700
    assert rates_of(get_producer("wu")).zones[0].first_fen == 0


def test_a_bad_form_comes_back_for_its_own_shop(both: Client) -> None:
    answer = both.post("/shop/shipping", **{"shop": "li", "first-0": "x", "further-0": "1"})

    assert answer.status_code == 422
    assert 'name="shop" value="li"' in answer.body
    assert 'aria-current="true">Li</a>' in answer.body


def test_goods_are_listed_by_the_shop_of_the_form(both: Client) -> None:
    both.post("/shop/listings", **ANSWERS, shop="li", photo=sent_photo("li"))

    titles = {listing.title for listing in listings_of_producer("li").items}
    assert titles == {"李家茶", ANSWERS["title"]}


@pytest.mark.parametrize("path", ["/shop", "/shop/orders", "/shop/claims"])
def test_another_persons_shop_is_not_found(both: Client, path: str) -> None:
    seller("mao")

    assert both.get(f"{path}?shop=mao").status_code == 404
    assert both.post("/shop/shipping", **{"shop": "mao", "first-0": "7"}).status_code == 404
    both.cookies["shop"] = "mao"
    assert "吴家梨" in both.get("/shop").body


def test_who_has_one_shop_is_not_asked(signed_in_as: SignIn) -> None:
    seller("wu")

    page = signed_in_as("producer:wu").get("/shop/shipping").body

    assert 'name="shop"' not in page
    assert "Shop" not in page


def test_a_page_of_any_shop_does_not_name_one(both: Client) -> None:
    assert "Shop" not in both.get("/shop/orders/none").body
    assert "Shop" not in both.get("/orders").body
