"""Roll-ups and orders are held against each other; a difference is an alarm."""

import logging
import threading

import pytest

from chalicelib.impact import last_comparison, reconcile, report
from chalicelib.impact.models import Rollup
from chalicelib.impact.reconcile import recompute
from chalicelib.impact.sales import Cell
from tests.impact.orders import DAY, Shard, changed, order


def test_roll_ups_and_orders_agree(caplog: pytest.LogCaptureFixture) -> None:
    Shard().paid(order("mei"), order("li", "2", 500))

    outcome = reconcile()

    assert outcome.is_equal
    assert caplog.records == []
    found = last_comparison()
    assert found
    assert found.is_equal


def test_a_recomputation_says_what_the_report_says() -> None:
    Shard().paid(order("mei"), order("li", "2", 500))

    told = recompute(DAY, DAY)[Cell("total", DAY, "")]

    assert told == report(DAY, DAY).total.figures


def test_a_roll_up_that_was_tampered_with_raises_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    Shard().paid(order())
    Rollup("total#2020-04", "2020-04-30#").update(actions=[Rollup.gmv_fen.add(1)])

    outcome = reconcile(patience_seconds=0)

    assert not outcome.is_equal
    assert outcome.differences[0].startswith("total 2020-04-30")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_an_order_that_never_came_through_the_stream_raises_an_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    order().save()

    outcome = reconcile(patience_seconds=0)

    assert outcome.cells == 6  # five dimensions, and one new customer
    assert caplog.records


def test_a_change_that_is_still_on_its_way_is_no_alarm(caplog: pytest.LogCaptureFixture) -> None:
    shard, paid = Shard(), order()
    shard.paid(paid)
    later = changed(paid, refunded_fen=300)
    later.save()
    stream = threading.Timer(0.2, shard.deliver, [(paid, later)])

    stream.start()
    outcome = reconcile(patience_seconds=2)
    stream.join()

    assert outcome.is_equal
    assert caplog.records == []
