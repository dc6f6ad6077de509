"""Shares, small cells, and the periods that can be asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Invalid
from chalicelib.impact.rules import (
    check_period,
    hidden_cells,
    is_over_for_a_day,
    may_be_shown_together,
    share,
)

TODAY = date(2026, 11, 22)
crowds = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 40), max_size=10)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (68_190_000, 123_000_000, 55.4),
        (300_000, 1_300_000, 23.1),
        (1, 3, 33.3),
        (2, 3, 66.7),
        (1, 2000, 0.1),
        (0, 7, 0.0),
        (7, 7, 100.0),
    ],
)
def test_a_share_has_one_decimal_from_unrounded_values(part: int, whole: int, shown: float) -> None:
    assert share(part, whole) == shown


def test_a_share_of_nothing_is_unknown() -> None:
    assert share(0, 0) is None


def test_nobody_is_hidden_where_all_are_many() -> None:
    assert hidden_cells({"a": 5, "b": 40}, 5) == frozenset()


def test_a_lonely_small_row_takes_the_next_smallest_with_it() -> None:
    assert hidden_cells({"a": 4, "b": 40, "c": 7}, 5) == {"a", "c"}


def test_two_small_rows_that_are_few_together_take_a_third() -> None:
    assert hidden_cells({"a": 1, "b": 2, "c": 9, "d": 50}, 10) == {"a", "b", "c"}


def test_a_row_without_buyers_tells_nothing_of_anyone() -> None:
    assert hidden_cells({"a": 0, "b": 40}, 5) == frozenset()


@given(buyers=crowds, least=st.sampled_from([5, 10]))
def test_no_shown_row_is_small_and_no_hidden_row_can_be_worked_out(
    buyers: dict[str, int], least: int
) -> None:
    hidden = hidden_cells(buyers, least)

    assert all(not 0 < buyers[scope] < least for scope in buyers.keys() - hidden)
    if hidden and buyers.keys() - hidden:
        assert len(hidden) > 1
        assert sum(buyers[scope] for scope in hidden) >= least
        assert may_be_shown_together(hidden, buyers, least)


def test_one_day_is_a_period() -> None:
    assert check_period(TODAY, TODAY, TODAY) == (TODAY, TODAY)


@pytest.mark.parametrize(
    ("from_day", "to_day", "field", "message"),
    [
        (None, TODAY, "from", "not-a-day"),
        (TODAY, None, "to", "not-a-day"),
        (date(1999, 1, 1), TODAY, "from", "day-out-of-bounds"),
        (TODAY, date(9999, 1, 1), "to", "day-out-of-bounds"),
        (TODAY, TODAY - timedelta(days=1), "to", "period-ends-before-it-begins"),
        (TODAY - timedelta(days=366), TODAY, "to", "period-too-long"),
    ],
)
def test_a_period_that_cannot_be_says_why(
    from_day: date | None, to_day: date | None, field: str, message: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check_period(from_day, to_day, TODAY)

    assert refusal.value.problems[field].message_id == message


@pytest.mark.parametrize("month", ["2019-12", "2020-13", "9999-12", "２０２０-０１"])
def test_what_is_no_month_of_the_fair_is_refused(month: str) -> None:
    with pytest.raises(Invalid) as refused:
        is_over_for_a_day(month, TODAY)

    assert refused.value.problems["month"].message_id == "not-a-month"
