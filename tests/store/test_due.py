"""Queues of what is due: everything is seen in its minute or after it, however long nobody looked."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.store import Due, Sweep, remember, sweep
from chalicelib.store.due import minute_of
from tests.costs import assert_cost

NOW = clock.now().replace(second=0, microsecond=0)
SOON = NOW + timedelta(minutes=30)
LATER = NOW + timedelta(minutes=60)


def swept(now: datetime, queue: str = "orders") -> list[str]:
    seen: list[str] = []

    def take(ids: Sequence[str]) -> Collection[str]:
        seen.extend(ids)
        return ()

    sweep(queue, now, take)
    return seen


def test_what_is_due_is_seen_in_its_minute_and_not_before() -> None:
    remember("orders", "batch-1", [("pear", SOON), ("tea", SOON + timedelta(seconds=1))])

    seen = [swept(SOON + timedelta(minutes=i)) for i in (-1, 0, 1, 2)]

    assert seen == [[], ["pear"], ["tea"], []]


def test_nothing_is_missed_however_long_nobody_looked() -> None:
    swept(NOW)
    days = [timedelta(days=i, minutes=7) for i in range(3)]
    for i, later in enumerate(days):
        remember("orders", f"batch-{i}", [(f"pear-{i}", SOON + later)])

    seen = [swept(SOON + timedelta(days=20)) for _ in range(4)]

    assert [id_ for ids in seen for id_ in ids] == ["pear-0", "pear-1", "pear-2"]


def test_the_first_sweep_of_all_finds_what_was_due_before_it() -> None:
    remember("orders", "batch-1", [("pear", SOON)])

    assert swept(SOON + timedelta(days=3)) == ["pear"]


def test_the_same_batch_again_is_kept_once() -> None:
    for _ in range(2):
        remember("orders", "batch-1", [("pear", SOON), ("pear", SOON)])

    assert swept(LATER) == ["pear"]


def test_what_comes_too_late_is_due_next() -> None:
    swept(LATER)  # as if the stream had lain still while the sweep went on

    remember("orders", "batch-1", [("pear", SOON)])

    assert swept(LATER) == []
    assert swept(LATER + timedelta(minutes=1)) == ["pear"]


def test_what_is_written_while_a_sweep_reads_is_not_lost() -> None:
    remember("orders", "batch-1", [("pear", SOON)])
    swept(NOW)

    def take(ids: Sequence[str]) -> Collection[str]:
        remember("orders", "batch-2", [("tea", SOON)])
        return ()

    sweep("orders", SOON, take)

    assert swept(LATER) == ["tea"]


def test_a_sweep_that_breaks_off_is_taken_up_by_the_next() -> None:
    remember("orders", "batch-1", [("pear", SOON)])
    remember("orders", "batch-2", [("tea", SOON)])
    seen: list[str] = []

    def take(ids: Sequence[str]) -> Collection[str]:
        seen.extend(ids)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        sweep("orders", LATER, take)

    assert seen == ["pear"]
    assert swept(LATER + timedelta(minutes=1)) == ["pear", "tea"]


def test_what_could_not_be_taken_comes_again_and_holds_up_nobody() -> None:
    remember("orders", "batch-1", [("stuck", SOON), ("pear", SOON)])
    remember("orders", "batch-2", [("stuck-too", SOON), ("tea", SOON)])

    def take(ids: Sequence[str]) -> Collection[str]:
        return [id_ for id_ in ids if id_.startswith("stuck")]

    sweep("orders", SOON, take)
    sweep("orders", LATER, take)

    assert sorted(swept(LATER + timedelta(minutes=6))) == ["stuck", "stuck-too"]


def test_two_sweeps_at_once_see_everything_and_neither_goes_back() -> None:
    remember("orders", "batch-1", [("pear", SOON), ("tea", LATER)])
    inner: list[str] = []

    def take(_: Sequence[str]) -> Collection[str]:
        inner.extend(swept(LATER))
        return ()

    sweep("orders", SOON, take)

    assert inner == ["pear", "tea"]
    assert Sweep.find("orders").done == minute_of(LATER)


def test_queues_are_apart() -> None:
    remember("claims", "batch-1", [("pear", SOON)])

    assert swept(LATER) == []
    assert swept(LATER, "claims") == ["pear"]


def test_a_batch_is_one_write_and_a_quiet_minute_costs_two() -> None:
    swept(NOW)
    hundred = [(f"g{i:020d}.{i:019d}", SOON) for i in range(100)]  # as long as ids of orders are

    with assert_cost(writes=5, reads=1):  # 4.4 KB of ids, and one look at how far the sweep is
        remember("orders", "batch-1", hundred)
    with assert_cost(writes=1, reads=1):
        remember("orders", "batch-2", hundred[:20])
    with assert_cost(writes=2, reads=1 + 1):
        swept(NOW + timedelta(minutes=1))

    assert len(list(Due.scan())) == 2


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 90)), max_size=14))
def test_whatever_the_order_of_writing_and_sweeping_all_is_seen_and_nothing_early(
    steps: list[tuple[bool, int]],
) -> None:
    name, kept, seen = str(uuid.uuid4()), {}, set()
    for i, (is_sweep, minutes) in enumerate(steps):
        at = NOW + timedelta(minutes=minutes)
        if not is_sweep:
            remember(name, f"batch-{i}", [(f"id-{i}", at)])
            kept[f"id-{i}"] = at
        for due_id in swept(at, name) if is_sweep else ():
            seen.add(due_id)
            assert kept[due_id] <= at

    seen |= set(swept(NOW + timedelta(hours=3), name))

    assert seen == set(kept)


def test_a_minute_is_over_before_what_falls_into_it_is_due() -> None:
    moment = datetime(2026, 11, 22, 17, 4, 0, 1_000, tzinfo=UTC)

    assert minute_of(moment) == "2026-11-22T17:05"
    assert minute_of(moment.replace(microsecond=0)) == "2026-11-22T17:04"
