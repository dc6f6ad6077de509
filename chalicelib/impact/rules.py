"""The rules of the report: what a share is, what may not be shown, and which periods can be asked for."""

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from chalicelib.errors import FairError, Invalid, Problems

METRIC_VERSION = "2"
FIRST_DAY = date(2020, 1, 1)
LAST_YEAR = 9998  # of the next no calendar knows the day on which its last month is published
MOST_DAYS = 366
LEAST_FOR_OFFICERS = 5
LEAST_FOR_ALL = 10
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"


def share(part: int, whole: int) -> float | None:
    """Per cent to one decimal, half up, from unrounded values: 68.19 of 123 is 55.4. None of nothing."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole > 0 else None


def hidden_cells(contributors: Mapping[str, int], least: int) -> frozenset[str]:
    """The rows that may not be shown: those with fewer than `least` buyers, and the next smallest where what is
    hidden could still be worked out from the total or is itself too small."""
    hidden = {scope for scope, buyers in contributors.items() if 0 < buyers < least}
    visible = sorted(contributors.keys() - hidden, key=lambda scope: (-contributors[scope], scope))
    while hidden and visible and _is_told_by_the_total(hidden, contributors, least):
        hidden.add(visible.pop())
    return frozenset(hidden)


def may_be_shown_together(
    hidden: Collection[str], contributors: Mapping[str, int], least: int
) -> bool:
    """Whether hidden rows can stand in one row of their sum without telling any of them."""
    return bool(hidden) and not _is_told_by_the_total(hidden, contributors, least)


def days_of_month(month: str) -> tuple[date, date]:
    """The first and the last day of a month such as "2020-04". Raises Invalid for month."""
    if not re.fullmatch(_MONTH, month) or not FIRST_DAY.year <= int(month[:4]) <= LAST_YEAR:
        raise Invalid({"month": "not-a-month"})
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def is_over_for_a_day(month: str, today: date) -> bool:
    """Whether a month may be published: from the second day after it."""
    return today >= publishing_day(month)


def publishing_day(month: str) -> date:
    return days_of_month(month)[1] + timedelta(days=2)


def check_period(from_day: date | None, to_day: date | None, today: date) -> tuple[date, date]:
    """A period that can be reported. Raises Invalid with a problem for each field that is wrong."""
    problems = Problems()
    for field, day in (("from", from_day), ("to", to_day)):
        if day is None:
            problems.note(field, "not-a-day")
        elif not FIRST_DAY <= day <= today + timedelta(days=MOST_DAYS):
            problems.note(field, "day-out-of-bounds", first=FIRST_DAY.isoformat())
    problems.refuse()
    assert from_day is not None
    assert to_day is not None
    if to_day < from_day:
        raise Invalid({"to": "period-ends-before-it-begins"})
    if (to_day - from_day).days >= MOST_DAYS:
        raise Invalid({"to": FairError("period-too-long", most=MOST_DAYS)})
    return from_day, to_day


def _is_told_by_the_total(
    hidden: Collection[str], contributors: Mapping[str, int], least: int
) -> bool:
    return len(hidden) == 1 or sum(contributors[scope] for scope in hidden) < least
