"""The report of a period, and what of it may be shown."""

from datetime import timedelta

import pytest

from chalicelib.errors import NotFound
from chalicelib.impact import (
    LEAST_FOR_OFFICERS,
    TOGETHER,
    LineBehind,
    lines_behind,
    question_of,
    report,
    shown_to,
    sum_behind,
)
from chalicelib.impact.report import BY
from tests.impact.orders import DAY, LISTED, NEVER_LISTED, NOON, Shard, changed, order

ONE_DAY = timedelta(days=1)


@pytest.fixture
def three_days() -> Shard:
    """Three days of sales in two counties, one of them cancelled, one refunded in part."""
    shard = Shard()
    shard.paid(
        order("mei", "1", 1_000),
        order("li", "2", 2_000, 500, session_id="s2", host_ids=("h1", "h2")),
        order("tao", "3", 4_000, county_id=NEVER_LISTED, session_id="", host_ids=()),
        order("mei", "4", 8_001, paid_at=NOON + ONE_DAY, host_ids=("h1", "h2")),
        order("wu", "5", 16_000, paid_at=NOON + 2 * ONE_DAY),
    )
    cancelled = changed(order("mei", "1", 1_000), cancelled_fen=1_000)
    refunded = changed(order("wu", "5", 16_000, paid_at=NOON + 2 * ONE_DAY), refunded_fen=6_000)
    for record in (cancelled, refunded):
        record.save()
    shard.deliver(
        (order("mei", "1", 1_000), cancelled),
        (order("wu", "5", 16_000, paid_at=NOON + 2 * ONE_DAY), refunded),
    )
    return shard


def test_the_last_day_belongs_to_the_period(three_days: Shard) -> None:
    assert report(DAY, DAY + 2 * ONE_DAY).total.figures.gmv_fen == 31_501
    assert report(DAY, DAY + ONE_DAY).total.figures.gmv_fen == 15_501


def test_midnight_in_shanghai_parts_the_days() -> None:
    last_moment = NOON + timedelta(hours=12) - timedelta(milliseconds=1)
    Shard().paid(
        order("mei", paid_at=last_moment),
        order("li", paid_at=last_moment + timedelta(milliseconds=1)),
    )

    assert report(DAY, DAY).total.figures.orders == 1
    assert report(DAY + ONE_DAY, DAY + ONE_DAY).total.figures.orders == 1


def test_gmv_is_bridged_to_net_gmv(three_days: Shard) -> None:
    total = report(DAY, DAY + 2 * ONE_DAY).total.figures

    assert total.cancelled_fen == 1_000
    assert total.refunded_fen == 6_000
    assert total.net_gmv_fen == 24_501


@pytest.mark.parametrize("by", BY)
def test_rows_add_up_to_the_total(three_days: Shard, by: str) -> None:
    found = report(DAY, DAY + 2 * ONE_DAY, by)

    assert sum(row.figures.gmv_fen for row in found.rows) == found.total.figures.gmv_fen


def test_sales_outside_any_live_are_a_row_of_their_own_and_no_session(three_days: Shard) -> None:
    found = report(DAY, DAY + 2 * ONE_DAY, "session")

    assert found.row("").figures.gmv_fen == 4_000
    assert found.sessions == 2


def test_two_hosts_share_a_live_to_the_fen(three_days: Shard) -> None:
    found = report(DAY + ONE_DAY, DAY + ONE_DAY, "host")

    assert (found.row("h1").figures.gmv_fen, found.row("h2").figures.gmv_fen) == (4_001, 4_000)


def test_a_buyer_is_new_in_the_period_of_the_first_order_only(three_days: Shard) -> None:
    first, second = report(DAY, DAY).total, report(DAY + ONE_DAY, DAY + ONE_DAY).total

    assert (first.buyers, first.new_customer_share) == (3, 100.0)
    assert (second.buyers, second.new_customer_share) == (1, 0.0)


def test_the_same_report_asked_for_twice_is_the_same(three_days: Shard) -> None:
    assert report(DAY, DAY) == report(DAY, DAY)


def test_a_period_without_sales_is_a_report_of_nothing() -> None:
    found = report(DAY, DAY)

    assert (found.total.figures.gmv_fen, found.rows, found.total.designated_share) == (0, (), None)


def test_rows_of_few_buyers_stand_together_in_a_row_that_tells_nothing_of_them() -> None:
    shard = Shard()
    shard.paid(*(order(f"a{at}", "1", 100, producer_id="many") for at in range(9)))
    shard.paid(*(order(f"b{at}", "2", 10, producer_id="few") for at in range(4)))
    shard.paid(*(order(f"c{at}", "3", 1, producer_id="fewer") for at in range(3)))

    shown = shown_to(report(DAY, DAY, "producer"), LEAST_FOR_OFFICERS)

    assert [row.scope for row in shown.rows] == ["many", TOGETHER]
    assert shown.row(TOGETHER).figures.gmv_fen == 43


@pytest.mark.parametrize("figure", ["gmv", "net", "genuine", "cancelled", "refunded", "designated"])
@pytest.mark.parametrize(
    ("by", "scope"), [("total", ""), ("county", LISTED), ("session", "s2"), ("host", "h2")]
)
def test_the_lines_behind_a_number_add_up_to_it(
    three_days: Shard, by: str, scope: str, figure: str
) -> None:
    asked = question_of(DAY, DAY + 2 * ONE_DAY, by=by, scope=scope, figure=figure)

    found = lines_behind(asked)

    assert sum(row.amount_fen for row in found.items) == sum_behind(asked)
    assert all(row.amount_fen for row in found.items)


def test_lines_come_page_by_page_and_none_is_lost(three_days: Shard) -> None:
    asked = question_of(DAY, DAY + 2 * ONE_DAY, by="total", scope="", figure="gmv")
    found: list[LineBehind] = []
    cursor, pages = "", 0

    while pages == 0 or cursor:
        page = lines_behind(asked, cursor=cursor, limit=2)
        found, cursor, pages = [*found, *page.items], page.cursor, pages + 1

    assert found == list(lines_behind(asked).items)
    assert (len(found), pages) == (6, 3)


def test_the_lines_of_new_customers_are_those_of_buyers_who_came_first(three_days: Shard) -> None:
    asked = question_of(DAY + ONE_DAY, DAY + 2 * ONE_DAY, by="total", scope="", figure="new")

    assert [line.entry.buyer_id for line in lines_behind(asked).items] == ["wu"]
    assert sum_behind(asked) == 16_000


@pytest.mark.parametrize(
    "cursor", ["x", "2020-04-30", "2020-04-30.x", "1999-01-01.0", "2020-04-30.-1"]
)
def test_a_made_up_cursor_leads_nowhere(cursor: str) -> None:
    asked = question_of(DAY, DAY, by="total", scope="", figure="gmv")

    with pytest.raises(NotFound):
        lines_behind(asked, cursor=cursor)


@pytest.mark.parametrize(("by", "figure"), [("moon", "gmv"), ("county", "profit")])
def test_a_question_that_no_report_asks_is_not_found(by: str, figure: str) -> None:
    with pytest.raises(NotFound):
        question_of(DAY, DAY, by=by, scope="", figure=figure)
