"""What was folded is written anew from the orders, while sales go on, and as often as one likes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.accounts import Person, add_person
from chalicelib.errors import Refused
from chalicelib.impact import (
    FirstOrder,
    compare,
    fold,
    lines_behind,
    question_of,
    rebuild,
    report,
    sum_behind,
)
from chalicelib.impact.models import Rollup, SalePage
from tests.costs import assert_cost
from tests.impact.damage import add_a_fen, lose_half_of_the_entries
from tests.impact.orders import DAY, NOON, Shard, changed, order

ONE_DAY = timedelta(days=1)


@pytest.fixture
def shard() -> Shard:
    """Six orders of one day, one refunded in part, and one of the next day."""
    shard = Shard()
    shard.paid(*(order(f"mei{at}", str(at), 100, 250) for at in range(6)))
    refunded = changed(order("mei5", "5", 100, 250), refunded_fen=30)
    refunded.save()
    shard.deliver((order("mei5", "5", 100, 250), refunded))
    shard.paid(order("li", "1", 500, paid_at=NOON + ONE_DAY))
    return shard


def test_a_cell_with_a_fen_too_much_is_shown_as_different_and_mended(shard: Shard) -> None:
    add_a_fen()
    before = report(DAY, DAY).differences

    outcome = rebuild(DAY, DAY, patience_seconds=0)

    assert [difference.by for difference in before] == ["county"]
    assert outcome == (0, 1)
    assert report(DAY, DAY).differences == ()
    assert compare() == []


def test_entries_that_were_lost_come_back_with_their_cells_and_new_buyers(shard: Shard) -> None:
    whole = report(DAY, DAY)
    lose_half_of_the_entries()
    assert report(DAY, DAY).differences

    rebuild(DAY, DAY, patience_seconds=0)

    again = report(DAY, DAY)
    assert (again.total, again.rows, again.differences) == (whole.total, whole.rows, ())
    question = question_of(DAY, DAY, by="total", scope="", figure="net")
    assert sum(line.amount_fen for line in lines_behind(question).items) == sum_behind(question)


def test_a_rebuild_of_what_is_right_changes_nothing_and_twice_is_once(shard: Shard) -> None:
    lose_half_of_the_entries()
    rebuild(DAY, DAY + ONE_DAY, patience_seconds=0)
    pages, cells = list(SalePage.scan()), list(Rollup.scan())

    outcome = rebuild(DAY, DAY + ONE_DAY, patience_seconds=0)

    assert outcome == (0, 0)
    assert [page.content for page in SalePage.scan()] == [page.content for page in pages]
    assert [cell.serialize() for cell in Rollup.scan()] == [cell.serialize() for cell in cells]


def test_lines_that_no_order_tells_of_are_taken_back(shard: Shard) -> None:
    shard.deliver((None, order("nobody", "9", 70_000)))

    rebuild(DAY, DAY, patience_seconds=0)

    assert report(DAY, DAY).total.figures.gmv_fen == 6 * 350
    assert report(DAY, DAY).total.buyers == 6
    assert compare() == []


def test_what_is_lost_twice_is_mended_twice(shard: Shard) -> None:
    for _ in range(2):
        lose_half_of_the_entries()
        rebuild(DAY, DAY + ONE_DAY, patience_seconds=0)

    assert compare() == []


def test_what_is_still_on_its_way_is_left_to_the_fold(shard: Shard) -> None:
    late = order("late", "1", 900)
    late.save()
    changes = shard.news((None, late))
    lose_half_of_the_entries()

    stream = threading.Timer(0.3, fold, [shard.name, changes])
    stream.start()
    rebuild(DAY, DAY, patience_seconds=2)
    stream.join()

    assert report(DAY, DAY).total.figures.gmv_fen == 6 * 350 + 900
    assert compare() == []


def test_only_the_days_that_are_named_are_touched(shard: Shard) -> None:
    add_a_fen("total", str(DAY + ONE_DAY))

    assert rebuild(DAY, DAY, patience_seconds=0) == (0, 0)
    assert report(DAY, DAY + ONE_DAY).differences


def test_two_rebuilds_at_once_do_not_mend_twice(shard: Shard) -> None:
    lose_half_of_the_entries()

    with ThreadPoolExecutor(2) as operators:
        outcomes = [
            operators.submit(rebuild, DAY, DAY + ONE_DAY, patience_seconds=0.2) for _ in range(2)
        ]

    refusals = [outcome.exception() for outcome in outcomes if outcome.exception()]
    assert all(isinstance(refusal, Refused) for refusal in refusals)
    assert len(refusals) < 2
    assert compare() == []


def test_guests_who_joined_before_anybody_listened_are_joined_by_a_rebuild(shard: Shard) -> None:
    add_person("Mei", ["buyer:*"], made_by="root", person_id="mei0")
    Person("mei0").update(actions=[Person.also.set(["mei1", "mei2"])])

    rebuild(DAY, DAY, patience_seconds=0)

    total = report(DAY, DAY).total
    assert (total.buyers, total.new_buyers) == (4, 4)
    assert FirstOrder.get("mei1").person_id == "mei0"
    assert compare() == []


def test_orders_that_were_folded_by_older_rules_are_counted_by_those_of_today(shard: Shard) -> None:
    """A refused parcel once stood in GMV as cancelled."""
    kept = order("tao", "1", 900)
    stood = order("tao", "1", 900)
    stood.lines[0].cancelled_fen = 900
    shard.deliver((None, stood))
    kept.sub_orders[0].refused_at = NOON + ONE_DAY
    kept.payment_method, kept.lines[0].cancelled_fen = "cod", 900
    kept.save()

    rebuild(DAY, DAY + ONE_DAY, patience_seconds=0)

    first, second = report(DAY, DAY).total, report(DAY + ONE_DAY, DAY + ONE_DAY).total
    assert (first.figures.gmv_fen, first.figures.refused_fen, first.buyers) == (6 * 350, 0, 6)
    assert (second.figures.gmv_fen, second.figures.refused_fen, second.buyers) == (500, 900, 1)
    assert compare() == []


def test_a_rebuild_reads_its_days_and_all_orders(shard: Shard) -> None:
    # orders, first orders, people, pages twice; cells of five dimensions; watermarks twice
    with assert_cost(reads=11):
        assert rebuild(DAY, DAY, patience_seconds=0) == (0, 0)
