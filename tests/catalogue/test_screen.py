"""From the county's word to the shelf, and off it again."""

import pytest

from chalicelib.catalogue import (
    Goods,
    edit_listing,
    get_listing,
    public_listing,
    public_listings,
    publish,
    recommend,
    reject,
    remove,
    waiting_for_county,
    waiting_for_review,
)
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.stock import Stock, offers
from tests.costs import assert_cost
from tests.goods import SILVER, offered, on_show
from tests.people import LEISHAN


def test_recommended_and_reviewed_goods_are_on_show_and_on_sale() -> None:
    listing = on_show()

    offer = offers([listing.sku_id])[listing.sku_id]
    assert public_listing(listing.listing_id).title == SILVER.title
    assert (offer.on_sale, offer.screening, offer.photo_ref) == (True, "public", "art/umbrella")


def test_goods_pass_from_one_queue_to_the_next() -> None:
    listing = offered()
    assert [listing.listing_id for listing in waiting_for_county(LEISHAN).items] == [
        listing.listing_id
    ]

    recommend(listing.listing_id, LEISHAN, "official")

    assert not waiting_for_county(LEISHAN).items
    assert [listing.listing_id for listing in waiting_for_review().items] == [listing.listing_id]


def test_nothing_reaches_the_shelf_past_the_county() -> None:
    listing = offered()

    with pytest.raises(Refused, match="listing-moved-on"):
        publish(listing.listing_id, "reviewer")

    assert not Stock.get(listing.sku_id).on_sale
    with pytest.raises(NotFound):
        public_listing(listing.listing_id)


def test_another_county_cannot_recommend() -> None:
    listing = offered()

    with pytest.raises(NotFound):
        recommend(listing.listing_id, "c0001", "stranger")


def test_goods_without_a_photo_are_not_recommended() -> None:
    listing = offered(photo_ref="")

    with pytest.raises(Refused, match="listing-without-photo"):
        recommend(listing.listing_id, LEISHAN, "official")


def test_goods_that_changed_after_the_look_are_not_recommended_unseen() -> None:
    listing = offered()
    edit_listing(listing.listing_id, listing.producer_id, Goods("Other", 1), by="yang")

    with pytest.raises(Refused, match="listing-moved-on"):
        recommend(listing.listing_id, LEISHAN, "official", state_since=listing.state_since)


def test_goods_that_changed_after_the_look_are_not_approved_unseen() -> None:
    listing = offered()
    seen = recommend(listing.listing_id, LEISHAN, "official").state_since
    edit_listing(listing.listing_id, listing.producer_id, Goods("Other", 1), by="yang")
    recommend(listing.listing_id, LEISHAN, "official")

    with pytest.raises(Refused, match="listing-moved-on"):
        publish(listing.listing_id, "reviewer", state_since=seen)


def test_goods_sent_back_carry_the_reason_and_may_be_sent_again() -> None:
    listing = offered()

    reject(listing.listing_id, "请补充材质", "reviewer")

    assert get_listing(listing.listing_id).reason == "请补充材质"
    edit_listing(listing.listing_id, listing.producer_id, SILVER, by="yang")
    assert get_listing(listing.listing_id).state == "submitted"


def test_no_decision_without_a_reason() -> None:
    listing = on_show()

    with pytest.raises(Invalid):
        remove(listing.listing_id, "  ", "reviewer")

    assert get_listing(listing.listing_id).state == "public"


def test_a_removal_ends_the_sale_in_the_same_transaction() -> None:
    listing = on_show()

    with assert_cost(writes=2 * 2 + 2 + 2 + 2, reads=3):
        remove(listing.listing_id, "冒充手工", "reviewer")

    offer = offers([listing.sku_id])[listing.sku_id]
    assert (offer.on_sale, offer.screening) == (False, "removed")
    assert not public_listings().items


def test_a_publication_costs_ten_writes() -> None:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")

    with assert_cost(writes=2 * 2 + 2 + 2 + 2, reads=2):
        publish(listing.listing_id, "reviewer")


def test_every_step_may_be_heard_twice() -> None:
    listing = offered()

    for _ in range(2):
        recommend(listing.listing_id, LEISHAN, "official")
    for _ in range(2):
        publish(listing.listing_id, "reviewer")
    for _ in range(2):
        remove(listing.listing_id, "冒充手工", "reviewer")

    assert get_listing(listing.listing_id).state == "removed"


def test_the_shelf_is_read_by_page_newest_first() -> None:
    titles = [on_show(Goods(f"Goods {i}", 100)).title for i in range(5)]

    first = public_listings(limit=3)
    rest = public_listings(limit=3, cursor=first.cursor)

    assert [listing.title for listing in [*first.items, *rest.items]] == titles[::-1]


def test_a_shelf_shows_only_what_is_public() -> None:
    listing = on_show()
    offered(Goods("Waiting", 100))

    by_producer = public_listings(producer_id=listing.producer_id).items
    by_county = public_listings(county_id=LEISHAN).items

    assert [listing.title for listing in by_producer] == [SILVER.title]
    assert [listing.title for listing in by_county] == [SILVER.title]
