"""Rules of orders: what holds for any basket."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import categories
from chalicelib.money import share_of
from chalicelib.orders import WantedLine
from chalicelib.orders.checkout.draw_up import FRESH, window_hours
from chalicelib.orders.rules import PROGRESS, is_phone, is_tracking, merged, slowest
from chalicelib.orders.windows import unsent, whole_hour

wanted = st.lists(
    st.builds(
        WantedLine,
        sku_id=st.sampled_from("abc"),
        quantity=st.integers(1, 9),
        price_fen=st.integers(1, 9),
        session_id=st.sampled_from(["", "s1"]),
    ),
    max_size=9,
)


@given(wanted)
def test_merging_keeps_every_piece_and_names_each_sku_once(lines: list[WantedLine]) -> None:
    after = merged(lines)

    assert len({line.sku_id for line in after}) == len(after)
    for sku_id in "abc":
        before = sum(line.quantity for line in lines if line.sku_id == sku_id)
        assert before == sum(line.quantity for line in after if line.sku_id == sku_id)


@given(wanted)
def test_merging_twice_is_merging_once(lines: list[WantedLine]) -> None:
    assert merged(merged(lines)) == merged(lines)


@given(st.lists(st.sampled_from(PROGRESS), min_size=1, max_size=5))
def test_no_parcel_is_behind_the_order(states: list[str]) -> None:
    whole = slowest(states)

    assert all(PROGRESS.index(whole) <= PROGRESS.index(state) for state in states)


@given(
    ordered=st.dictionaries(st.integers(0, 5), st.integers(1, 9), min_size=1),
    parts=st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6), max_size=4),
)
def test_what_is_sent_and_what_is_left_is_what_was_ordered(
    ordered: dict[int, int], parts: list[list[int]]
) -> None:
    left, parcels = dict(ordered), []
    for part in parts:
        parcel = {line: min(part[line], left[line]) for line in left}
        left = {line: left[line] - parcel[line] for line in left}
        parcels.append(parcel)

    assert unsent(ordered, parcels) == {line: count for line, count in left.items() if count}


@given(st.integers(0, 99_999_999), st.integers(0, 10_000))
def test_a_share_is_right_to_the_nearest_fen_and_never_more_than_the_whole(
    fen: int, basis_points: int
) -> None:
    share = share_of(fen, basis_points)

    assert 0 <= share <= fen
    assert abs(share * 10_000 - fen * basis_points) <= 5_000


@given(st.datetimes(max_value=datetime(9999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - as asked
def test_a_whole_hour_is_never_early_and_less_than_an_hour_late(moment: datetime) -> None:
    hour = whole_hour(moment)

    assert timedelta(0) <= hour - moment < timedelta(hours=1)
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)


def test_fresh_food_is_judged_within_two_days_and_the_rest_within_a_week() -> None:
    hours = {category: window_hours(category) for category in categories()}

    assert {kind for kind, window in hours.items() if window == 48} == set(FRESH)
    assert {window for kind, window in hours.items() if kind not in FRESH} == {168}


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "+86 138 0013 8000",
        "0855-1234567",
        "+1 415 555 0100",
        "010 62345678",
        "１３８００１３８０００",
        "139.0000.1111",
        "(0571) 8888 7777 转802",
    ],
)
def test_numbers_that_a_courier_can_dial(typed: str) -> None:
    assert is_phone(typed)


@pytest.mark.parametrize(
    "typed", ["", "1380013800", "138001380001", "call me", "转802", "1" * 30, "+"]
)
def test_numbers_that_nobody_can_dial(typed: str) -> None:
    assert not is_phone(typed)


@pytest.mark.parametrize("typed", ["", "SF1", "SF 123", "<b>1234", "９" * 8, "1" * 41])
def test_what_is_no_tracking_number(typed: str) -> None:
    assert not is_tracking(typed)
