"""Goods are shown, buyers see them, and the session is credited with what they take."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.catalogue import remove
from chalicelib.errors import NotFound, Refused
from chalicelib.live import (
    Credit,
    credit_for,
    end,
    get_session,
    pin_goods,
    pins_of,
    state_of,
    unpin,
)
from chalicelib.live.rules import CREDIT_AFTER_PIN, after_in_show, pin_counts
from chalicelib.stock import restock
from tests.costs import assert_cost
from tests.goods import goods_of_wu
from tests.live.stage import on_air, planned
from tests.people import COUNTY, REVIEWER

NOON = datetime.fromisoformat("2026-12-01T12:00:00+00:00")
minutes = st.integers(-120, 120).map(lambda n: timedelta(minutes=n))


def test_a_pin_is_what_everyone_sees() -> None:
    umbrella = goods_of_wu(left=7)
    session = on_air([umbrella])

    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")

    assert state_of(session.session_id) == {
        "status": "live",
        "video": "",
        "film_at_ms": 0,
        "pin": {
            "pin_id": pinned.pin_id,
            "listing_id": umbrella.listing_id,
            "sku_id": umbrella.sku_id,
            "title": "Oiled-paper umbrella",
            "title_en": "",
            "price_fen": 16_800,
            "left": 7,
            "photo_ref": "art/umbrella",
        },
        "chat": [],
        "next_poll_ms": 1_000,
    }


def test_the_stock_that_buyers_see_follows_the_stock() -> None:
    umbrella = goods_of_wu(left=7)
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    restock(umbrella.sku_id, -3, producer_id=umbrella.producer_id, form_key="f1")

    assert state_of(session.session_id)["pin"]["left"] == 4


def test_the_next_pin_takes_the_place_of_the_last() -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = on_air([umbrella, tea])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    pin_goods(session.session_id, tea.listing_id, "assistant-1")

    first, second = pins_of(session.session_id)
    assert first.listing_id == umbrella.listing_id
    assert first.until == second.since
    assert second.listing_id == tea.listing_id
    assert second.until is None


def test_a_second_tap_on_the_same_goods_is_no_news() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])

    first = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    again = pin_goods(session.session_id, umbrella.listing_id, "host-1")

    assert again.pin_id == first.pin_id
    assert len(pins_of(session.session_id)) == 1


def test_two_people_who_tap_at_once_leave_one_pin_shown() -> None:
    shown = [goods_of_wu(), goods_of_wu("Tea"), goods_of_wu("Pot"), goods_of_wu("Honey")]
    session = on_air(shown)

    def tap(listing_id: str) -> None:
        pin_goods(session.session_id, listing_id, "host-1")

    with ThreadPoolExecutor(4) as people:
        list(people.map(tap, [listing.listing_id for listing in shown]))

    open_pins = [pin for pin in pins_of(session.session_id) if pin.until is None]
    assert [pin.pin_id for pin in open_pins] == [get_session(session.session_id).pin_id]


def test_taking_the_pin_down_ends_it() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    unpin(session.session_id, "host-1")
    unpin(session.session_id, "host-1")

    assert state_of(session.session_id)["pin"] is None
    assert pins_of(session.session_id)[0].until is not None


def test_only_goods_of_the_show_are_pinned_and_only_live() -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    early, session = planned([umbrella]), on_air([umbrella])

    with pytest.raises(Refused, match="live-not-now"):
        pin_goods(early.session_id, umbrella.listing_id, "host-1")
    with pytest.raises(Refused, match="live-not-in-the-show"):
        pin_goods(session.session_id, tea.listing_id, "host-1")


def test_goods_that_were_taken_off_the_fair_cannot_be_pinned() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    remove(umbrella.listing_id, "unsafe", REVIEWER)

    with pytest.raises(NotFound):
        pin_goods(session.session_id, umbrella.listing_id, "host-1")


def test_the_end_takes_the_pin_down() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    end(session.session_id, "host-1")

    assert state_of(session.session_id)["status"] == "ended"
    assert pins_of(session.session_id)[0].until is not None


def test_what_the_state_and_a_pin_cost() -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = on_air([umbrella, tea])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")

    with assert_cost(reads=2.5):  # the session, half a unit for the stock, and the wall
        state_of(session.session_id)
    with assert_cost(
        reads=3, writes=8
    ):  # the session with its two lists (2 + 2), the old pin, the new one
        pin_goods(session.session_id, tea.listing_id, "host-1")


def test_goods_taken_from_the_pin_are_credited_while_the_session_is_live() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    unpin(session.session_id, "host-1")

    at = clock.now() + timedelta(hours=2)

    assert credit_for(session.session_id, pinned.pin_id, umbrella.sku_id, at) == Credit(
        session.session_id, ("host-1",), pinned.pin_id, county_id=COUNTY
    )


def test_the_credit_lasts_for_half_an_hour_after_the_pin() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    end(session.session_id, "host-1")
    taken = (session.session_id, pinned.pin_id, umbrella.sku_id)

    until = pins_of(session.session_id)[0].until

    assert until is not None
    assert credit_for(*taken, until + CREDIT_AFTER_PIN) is not None
    assert credit_for(*taken, until + CREDIT_AFTER_PIN + timedelta(seconds=1)) is None
    assert credit_for(*taken, session.made_at) is None


def test_goods_of_the_show_are_credited_without_a_pin_only_while_it_is_live() -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = on_air([umbrella, tea])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    now = clock.now()

    unpinned = Credit(session.session_id, ("host-1",), "", county_id=COUNTY)
    assert credit_for(session.session_id, "", tea.sku_id, now) == unpinned
    assert credit_for(session.session_id, pinned.pin_id, tea.sku_id, now) == unpinned
    assert credit_for(session.session_id, "", tea.sku_id, session.made_at) is None


def test_other_goods_and_made_up_sessions_earn_no_credit() -> None:
    umbrella, tea = goods_of_wu(), goods_of_wu("Tea")
    session = on_air([umbrella])
    pinned = pin_goods(session.session_id, umbrella.listing_id, "host-1")
    now = clock.now()

    assert credit_for(session.session_id, pinned.pin_id, tea.sku_id, now) is None
    assert credit_for(session.session_id, "", "made-up", now) is None
    assert credit_for("made-up", pinned.pin_id, umbrella.sku_id, now) is None
    assert credit_for("", "", umbrella.sku_id, now) is None


@given(shown=minutes, taken=minutes)
def test_a_pin_counts_from_its_first_moment_to_half_an_hour_after_its_last(
    shown: timedelta, taken: timedelta
) -> None:
    until = NOON + abs(shown)

    assert pin_counts(NOON, until, NOON + taken) == (
        timedelta() <= taken <= abs(shown) + CREDIT_AFTER_PIN
    )
    assert pin_counts(NOON, None, NOON + taken) == (taken >= timedelta())


@given(show=st.lists(st.text(min_size=1), unique=True, max_size=9))
def test_the_next_button_walks_through_the_whole_show(show: list[str]) -> None:
    walked = []
    at = ""

    while at := after_in_show(show, at):
        walked.append(at)

    assert walked == show
