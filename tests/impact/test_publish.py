"""Public figures: whole months, written once and late, and nothing that happens later is told by them."""

import json
from datetime import date, timedelta
from hashlib import sha256

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, Refused
from chalicelib.impact import public_figures, public_months, publish_due, publish_month, reconcile
from chalicelib.impact.rules import is_over_for_a_day
from tests.costs import assert_cost
from tests.impact.damage import add_a_fen
from tests.impact.orders import NOON, Shard, changed, order, sell_to_twelve

APRIL, MAY = (date(2020, 4, 1), date(2020, 4, 30)), (date(2020, 5, 1), date(2020, 5, 31))


def test_one_order_of_today_and_a_late_refund_change_no_byte_of_it() -> None:
    sell_to_twelve()
    publish_due()
    before = public_figures(*APRIL)
    bought = order("new", "9", 23_332, paid_at=clock.now())
    refunded = changed(order("mei1", "key1", 10_000), refunded_fen=9_999)

    Shard("shard-2").paid(bought)
    Shard("shard-3").deliver((order("mei1", "key1", 10_000), refunded))
    publish_due()

    assert public_figures(*APRIL) == before
    assert [public.month for public in public_months()] == ["2020-04"]


def test_a_month_says_what_its_report_says_with_rounded_counts_and_its_hash() -> None:
    sell_to_twelve()

    public = publish_month("2020-04")

    figures = json.loads(public.content)
    assert (figures["gmv_fen"], figures["gmv"], figures["net_gmv_fen"]) == (
        73_750,
        "737.50",
        63_651,
    )
    assert (figures["orders"], figures["buyers"], figures["sessions"]) == (10, 10, 0)
    assert (figures["designated_share"], figures["new_customer_share"]) == (94.9, 100.0)
    assert public.sha256 == sha256(public.content.encode()).hexdigest()


def test_a_month_of_fewer_than_ten_buyers_says_nothing_but_that() -> None:
    Shard().paid(*(order(f"b{at}", "1", 100) for at in range(9)))

    figures = json.loads(publish_month("2020-04").content)

    assert figures["hidden"]
    assert (figures["gmv_fen"], figures["buyers"], figures["designated_share"]) == (None,) * 3


@pytest.mark.parametrize(
    ("day", "is_over"), [("2020-04-30", False), ("2020-05-01", False), ("2020-05-02", True)]
)
def test_a_month_is_published_on_the_second_day_after_it(day: str, *, is_over: bool) -> None:
    assert is_over_for_a_day("2020-04", date.fromisoformat(day)) is is_over


def test_this_month_is_refused_and_not_due() -> None:
    Shard().paid(order("mei", paid_at=clock.now()))

    with pytest.raises(Refused, match="month-not-over"):
        publish_month(f"{clock.shanghai_day(clock.now()):%Y-%m}")
    assert publish_due() == []


def test_a_month_that_differs_from_its_lines_waits() -> None:
    sell_to_twelve()
    add_a_fen("total")

    with pytest.raises(Refused, match="figures-differ"):
        publish_month("2020-04")

    assert publish_due() == []
    assert public_months() == []


def test_a_month_that_the_night_found_to_differ_from_its_orders_waits() -> None:
    sell_to_twelve()
    lost = order("lost", "1", 500)
    lost.save()
    reconcile(patience_seconds=0)

    with pytest.raises(Refused, match="figures-differ"):
        publish_month("2020-04")


def test_a_month_without_sales_is_not_frozen_by_hand() -> None:
    sell_to_twelve()

    with pytest.raises(Refused, match="nothing-sold"):
        publish_month("2020-03")
    assert public_months() == []


def test_published_twice_is_published_once() -> None:
    sell_to_twelve()
    first = publish_month("2020-04")
    Shard("shard-2").paid(order("late", "1", 500))

    again = publish_month("2020-04")

    assert (again.content, again.published_at) == (first.content, first.published_at)
    assert [public.content for public in public_months()] == [first.content]


def test_months_add_up_but_for_their_buyers() -> None:
    sell_to_twelve()
    Shard("shard-2").paid(
        *(order(f"b{at}", "1", 1_000, paid_at=NOON + timedelta(days=20)) for at in range(12))
    )
    publish_due()

    figures = json.loads(public_figures(APRIL[0], MAY[1]))

    assert figures["months"] == ["2020-04", "2020-05"]
    assert (figures["gmv_fen"], figures["gmv"]) == (73_750 + 12_000, "857.50")
    assert "buyers" not in figures


def test_parts_of_months_are_told_to_nobody() -> None:
    sell_to_twelve()
    publish_due()

    for days in ((APRIL[0], date(2020, 4, 29)), (date(2020, 4, 2), MAY[1])):
        with pytest.raises(Invalid):
            public_figures(*days)
    with pytest.raises(Invalid):
        public_figures(*MAY)


def test_reading_costs_one_unit_and_publishing_what_its_report_costs() -> None:
    sell_to_twelve()

    with assert_cost(
        writes=1, reads=6.5
    ):  # comparison, watermarks twice, cells of two kinds, pages, whether anything was sold
        publish_month("2020-04")
    with assert_cost(reads=1):
        public_figures(*APRIL)
