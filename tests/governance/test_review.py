"""The reviewer decides on what the counties recommended."""

import pytest

from chalicelib.catalogue import Goods, get_listing, recommend
from chalicelib.errors import NotFound, Refused
from chalicelib.governance import approve, reject, remove_listing, review_queue
from tests.goods import offered
from tests.people import LEISHAN


def test_the_longest_wait_stands_first() -> None:
    listings = [offered(Goods(f"Goods {i}", 100)) for i in range(3)]
    for listing in listings:
        recommend(listing.listing_id, LEISHAN, "official")

    assert [listing.title for listing in review_queue().items] == ["Goods 0", "Goods 1", "Goods 2"]


def test_a_decision_ends_the_wait_and_is_signed() -> None:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")

    approve(listing.listing_id, "reviewer-1")

    assert not review_queue().items
    assert get_listing(listing.listing_id).changed_by == "reviewer-1"


def test_goods_may_be_stopped_before_they_are_shown_and_taken_down_after() -> None:
    stopped, shown = offered(Goods("Stopped", 100)), offered(Goods("Shown", 100))
    for listing in (stopped, shown):
        recommend(listing.listing_id, LEISHAN, "official")

    reject(stopped.listing_id, "图文不符", "reviewer")
    approve(shown.listing_id, "reviewer")
    remove_listing(shown.listing_id, "投诉属实", "reviewer")

    assert get_listing(stopped.listing_id).state == "rejected"
    assert get_listing(shown.listing_id).state == "removed"


def test_goods_on_show_cannot_be_rejected_any_more() -> None:
    listing = offered()
    recommend(listing.listing_id, LEISHAN, "official")
    approve(listing.listing_id, "reviewer")

    with pytest.raises(Refused):
        reject(listing.listing_id, "太晚了", "reviewer")


def test_there_is_no_decision_on_goods_that_do_not_exist() -> None:
    with pytest.raises(NotFound):
        approve("nothing", "reviewer")
