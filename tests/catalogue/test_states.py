"""Each step takes a listing its own way, and leaves it alone in every other state."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from chalicelib.catalogue import (
    Listing,
    edit_listing,
    get_listing,
    pause_listing,
    publish,
    put_away,
    recommend,
    reject,
    remove,
    sell_again,
    submit_listing,
    take_out,
    undo_removal,
)
from chalicelib.catalogue.rules import (
    ARCHIVED,
    DRAFT,
    EDITABLE,
    PAUSED,
    PUBLIC,
    RECOMMENDED,
    REJECTED,
    REMOVED,
    STATES,
    SUBMITTED,
)
from chalicelib.errors import Refused
from tests.goods import SILVER, offered
from tests.people import LEISHAN

Step = Callable[[Listing], object]


def edited(listing: Listing) -> None:
    edit_listing(listing.listing_id, listing.producer_id, SILVER, by="yang")


def put_aside(listing: Listing) -> None:
    edit_listing(listing.listing_id, listing.producer_id, SILVER, by="yang", submit=False)


def submitted(listing: Listing) -> None:
    submit_listing(listing.listing_id, listing.producer_id, by="yang")


def recommended(listing: Listing) -> None:
    recommend(listing.listing_id, LEISHAN, "official")


def published(listing: Listing) -> None:
    publish(listing.listing_id, "reviewer")


def rejected(listing: Listing) -> None:
    reject(listing.listing_id, "请补充材质", "reviewer")


def removed(listing: Listing) -> None:
    remove(listing.listing_id, "冒充手工", "reviewer")


def paused(listing: Listing) -> None:
    pause_listing(listing.listing_id, listing.producer_id, by="yang")


def resumed(listing: Listing) -> None:
    sell_again(listing.listing_id, listing.producer_id, by="yang")


def archived(listing: Listing) -> None:
    put_away(listing.listing_id, listing.producer_id, by="yang")


def taken_out(listing: Listing) -> None:
    take_out(listing.listing_id, listing.producer_id, by="yang")


def brought_back(listing: Listing) -> None:
    undo_removal(listing.listing_id, "reviewer")


STEPS_TO: dict[str, tuple[Step, ...]] = {
    DRAFT: (),
    SUBMITTED: (submitted,),
    RECOMMENDED: (submitted, recommended),
    PUBLIC: (submitted, recommended, published),
    PAUSED: (submitted, recommended, published, paused),
    REJECTED: (submitted, rejected),
    REMOVED: (submitted, recommended, published, removed),
    ARCHIVED: (archived,),
}


def listing_in(state: str) -> Listing:
    listing = offered(form_key=state, is_draft=True)
    for step in STEPS_TO[state]:
        step(listing)
    assert get_listing(listing.listing_id).state == state
    return listing


@pytest.mark.parametrize(
    ("step", "starts", "end"),
    [
        (edited, EDITABLE, SUBMITTED),
        (put_aside, EDITABLE, DRAFT),
        (submitted, (DRAFT, REJECTED), SUBMITTED),
        (recommended, (SUBMITTED,), RECOMMENDED),
        (published, (RECOMMENDED,), PUBLIC),
        (rejected, (SUBMITTED, RECOMMENDED), REJECTED),
        (removed, (PUBLIC, PAUSED), REMOVED),
        (brought_back, (REMOVED,), PUBLIC),
        (paused, (PUBLIC,), PAUSED),
        (resumed, (PAUSED,), PUBLIC),
        (archived, (DRAFT, REJECTED, PAUSED), ARCHIVED),
        (taken_out, (ARCHIVED,), DRAFT),
    ],
)
def test_a_step_moves_only_what_may_go_its_way(
    step: Step, starts: tuple[str, ...], end: str
) -> None:
    for state in STATES:
        listing = listing_in(state)

        with suppress(Refused):
            step(listing)

        expected = end if state in starts else state
        assert get_listing(listing.listing_id).state == expected, (state, step)


def test_goods_on_show_are_not_for_editing() -> None:
    assert set(EDITABLE) == set(STATES) - {PUBLIC, PAUSED, REMOVED, ARCHIVED}
