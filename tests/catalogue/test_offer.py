"""A producer offers goods, says it better, and counts what is left."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import (
    Goods,
    NewListing,
    edit_listing,
    get_listing,
    offer_listing,
    own_listing,
    submit_listing,
)
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.stock import MOST_IN_STOCK, Stock, offers, recent_offers, restock
from tests.costs import assert_cost, assert_warm_cost
from tests.goods import SILVER, offered, on_show
from tests.people import LEISHAN, silversmith


def test_offered_goods_wait_for_their_county_and_are_not_on_sale() -> None:
    listing = offered(quantity=7)

    offer = offers([listing.sku_id])[listing.sku_id]
    assert listing.state == "submitted"
    assert (listing.county_id, listing.seller_county_id) == (LEISHAN, LEISHAN)
    assert (offer.left, offer.price_fen, offer.on_sale) == (7, 16_800, False)


def test_the_same_form_twice_is_the_same_listing() -> None:
    first = offered(quantity=7)

    second = offered(quantity=7)

    assert second.listing_id == first.listing_id
    assert Stock.get(first.sku_id).left == 7


def test_offering_costs_two_items_in_one_transaction_and_three_entries() -> None:
    producer_id = silversmith().producer_id

    with assert_cost(writes=2 * 2 + 3, reads=1):
        offer_listing(producer_id, SILVER, 5, NewListing("1", "yang", photo_ref="art/umbrella"))


def test_the_offers_of_a_basket_cost_half_a_unit_each() -> None:
    sku_ids = [offered(Goods(f"Goods {i}", 100)).sku_id for i in range(3)]

    with assert_cost(reads=2):  # what does not exist costs as much
        found = offers([*sku_ids, "no-such-sku"])

    assert set(found) == set(sku_ids)


def test_offers_that_were_looked_at_a_moment_ago_cost_nothing() -> None:
    sku_ids = [offered(Goods(f"Goods {i}", 100)).sku_id for i in range(3)]

    with assert_cost(reads=1.5):
        first = recent_offers(sku_ids)
    with assert_warm_cost(reads=0):
        again = recent_offers(sku_ids)

    assert first == again


@pytest.mark.parametrize(
    ("goods", "field"),
    [
        (Goods("", 100), "title"),
        (Goods("   ", 100), "title"),
        (Goods("长" * 61, 100), "title"),
        (Goods("Tea", 0), "price"),
        (Goods("Tea", -500), "price"),
        (Goods("Tea", 100_000_000), "price"),
        (Goods("Tea", 100, category="weapons"), "category"),
        (Goods("Tea", 100, unit="ton"), "unit"),
        (Goods("Tea", 100, description="x" * 1001), "description"),
    ],
)
def test_goods_that_nobody_could_sell_are_refused_field_by_field(goods: Goods, field: str) -> None:
    producer_id = silversmith().producer_id

    with pytest.raises(Invalid) as refused:
        offer_listing(producer_id, goods, 1, NewListing("1", "yang"))

    assert list(refused.value.problems) == [field]


def test_an_edit_changes_listing_and_stock_together_and_asks_the_county_again() -> None:
    listing = offered()

    edit_listing(listing.listing_id, listing.producer_id, Goods("银发簪（大）", 19_900), by="yang")

    assert get_listing(listing.listing_id).title == "银发簪（大）"
    assert get_listing(listing.listing_id).state == "submitted"
    assert Stock.get(listing.sku_id).price_fen == 19_900
    assert Stock.get(listing.sku_id).title == "银发簪（大）"


def test_goods_on_show_keep_their_words_and_their_price() -> None:
    listing = on_show()

    with pytest.raises(Refused, match="listing-not-editable"):
        edit_listing(listing.listing_id, listing.producer_id, Goods("Gold", 1), by="yang")

    assert Stock.get(listing.sku_id).price_fen == 16_800
    assert get_listing(listing.listing_id).title == SILVER.title


def test_a_neighbours_listing_is_not_found() -> None:
    listing = offered()

    with pytest.raises(NotFound):
        own_listing(listing.listing_id, "neighbour")
    with pytest.raises(NotFound):
        edit_listing(listing.listing_id, "neighbour", SILVER, by="neighbour")
    with pytest.raises(NotFound):
        submit_listing(listing.listing_id, "neighbour", by="neighbour")


def test_a_draft_is_sent_once() -> None:
    draft = offered(is_draft=True)
    assert draft.state == "draft"

    submit_listing(draft.listing_id, draft.producer_id, by="yang")
    submit_listing(draft.listing_id, draft.producer_id, by="yang")

    assert get_listing(draft.listing_id).state == "submitted"


def test_stock_goes_up_and_down_by_what_came_and_went() -> None:
    listing = on_show(quantity=5)

    restock(listing.sku_id, 10, producer_id=listing.producer_id, form_key="a")
    restock(listing.sku_id, -3, producer_id=listing.producer_id, form_key="b")

    assert Stock.get(listing.sku_id).left == 12


def test_a_stock_form_sent_twice_counts_once() -> None:
    listing = offered(quantity=5)

    for _ in range(2):
        restock(listing.sku_id, 10, producer_id=listing.producer_id, form_key="a")

    assert Stock.get(listing.sku_id).left == 15


def test_a_stock_form_that_comes_late_counts_once() -> None:
    listing = offered(quantity=5)

    for form_key in ("a", "b", "a", "b", "a"):
        restock(listing.sku_id, 10, producer_id=listing.producer_id, form_key=form_key)

    assert Stock.get(listing.sku_id).left == 25


def test_a_stock_form_that_was_refused_may_come_again() -> None:
    listing = offered(quantity=5)
    with pytest.raises(Refused, match="stock-too-low"):
        restock(listing.sku_id, -6, producer_id=listing.producer_id, form_key="a")
    restock(listing.sku_id, 1, producer_id=listing.producer_id, form_key="b")

    restock(listing.sku_id, -6, producer_id=listing.producer_id, form_key="a")

    assert Stock.get(listing.sku_id).left == 0


def test_changing_the_stock_costs_four_writes() -> None:
    listing = offered(quantity=5)

    for _ in range(2):
        with assert_cost(writes=4):
            restock(listing.sku_id, -5, producer_id=listing.producer_id, form_key="a")


def test_a_neighbour_cannot_touch_the_stock() -> None:
    listing = offered(quantity=5)

    with pytest.raises(Refused):
        restock(listing.sku_id, -5, producer_id="neighbour", form_key="a")

    assert Stock.get(listing.sku_id).left == 5


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(deltas=st.lists(st.integers(-MOST_IN_STOCK, MOST_IN_STOCK).filter(bool), max_size=6))
def test_stock_is_never_below_nothing_or_above_the_shelf(deltas: list[int]) -> None:
    sku_id, producer_id = "tea-1", "yang"
    facts: dict[str, Any] = {
        **dict.fromkeys(("producer_id", "seller_id"), producer_id),
        **dict.fromkeys(("county_id", "seller_county_id"), LEISHAN),
        "listing_id": "tea",
        "title": "Tea",
        "unit": "jin",
        "category": "tea",
    }
    Stock(sku_id, left=50, price_fen=100, screening="public", **facts).save()
    expected = 50

    for delta in deltas:
        try:
            restock(sku_id, delta, producer_id=producer_id, form_key=str(uuid.uuid4()))
            expected += delta
        except Refused:
            assert not 0 <= expected + delta <= MOST_IN_STOCK

    assert Stock.get(sku_id).left == expected
    assert 0 <= expected <= MOST_IN_STOCK
