"""Roll-ups and orders are held against each other; a difference is an alarm."""

import logging
import threading

import pytest

from chalicelib.impact import last_comparison, reconcile
from chalicelib.impact.models import Rollup
from chalicelib.ledger import JournalEntry, post_dispute, post_dispute_end
from chalicelib.orders import record_chargeback
from tests.impact.damage import lose_half_of_the_entries
from tests.impact.orders import Shard, changed, order


def test_roll_ups_and_orders_agree(caplog: pytest.LogCaptureFixture) -> None:
    Shard().paid(order("mei"), order("li", "2", 500))

    outcome = reconcile()

    assert outcome.is_equal
    assert alarms_in(caplog) == []
    found = last_comparison()
    assert found
    assert found.is_equal


def test_a_roll_up_that_was_tampered_with_raises_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    Shard().paid(order())
    Rollup("total#2020-04", "2020-04-30#").update(actions=[Rollup.gmv_fen.add(1)])

    outcome = reconcile(patience_seconds=0)

    assert not outcome.is_equal
    assert outcome.differences[0].startswith("total 2020-04-30")
    assert [record.levelno for record in alarms_in(caplog)] == [logging.ERROR]


def test_an_order_that_never_came_through_the_stream_raises_an_alarm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    order().save()

    outcome = reconcile(patience_seconds=0)

    assert outcome.cells == 8  # five dimensions, the line, one new customer, and the ledger
    assert outcome.months == ["2020-04"]
    assert alarms_in(caplog)


def test_entries_that_a_sale_page_lost_are_named() -> None:
    shard = Shard()
    shard.paid(*(order(f"mei{at}", str(at), 100) for at in range(6)))
    lose_half_of_the_entries()

    outcome = reconcile(patience_seconds=0)

    lines = [name for name in outcome.differences if name.startswith("line 2020-04-30 mei")]
    assert len(lines) == 3
    assert outcome.cells == 3 + 3 + 3  # lines, new customers, and goods that the ledger has


def test_a_line_that_is_not_what_the_ledger_took_in_is_named() -> None:
    Shard().paid(order("mei", "1", 100))
    paid = JournalEntry.get("mei.1", "paid")
    for posting in paid.postings:
        posting.fen = 2 * posting.fen
    paid.save()

    outcome = reconcile(patience_seconds=0)

    assert outcome.differences == ["ledger 2020-04-30 mei.1: (100, 0) instead of (700, 0)"]


@pytest.mark.parametrize("fen", [600, 599])
def test_a_lost_dispute_stands_on_its_order_as_in_the_ledger(fen: int) -> None:
    shard, paid = Shard(), order("mei", "1", 100)
    shard.paid(paid)
    post_dispute("d1", 600)
    post_dispute_end("d1", 600, won=False)
    shard.deliver((paid, record_chargeback(paid.order_id, dispute_id="d1", fen=fen)))

    outcome = reconcile(patience_seconds=0)

    assert outcome.is_equal == (fen == 600)


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
    assert alarms_in(caplog) == []


def alarms_in(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the fair itself has logged; a fair of an earlier test may still look for its engine."""
    return [record for record in caplog.records if record.name.startswith("countyfair")]
