"""When a schedule of EventBridge fires next: `rate(1 minute)` and `cron(0 18 * * ? *)`, in UTC."""

import re
from datetime import datetime, timedelta

MOST_DAYS = 366 * 5
UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (1, 7), (1970, 2199))
NAMES: tuple[list[str], ...] = ([], [], [], MONTHS, DAYS, [])


def next_firing(expression: str, after: datetime) -> datetime:
    """The first firing after a moment (aware, UTC). Raises ValueError for an expression that is not understood."""
    if match := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return after + timedelta(seconds=int(match[1]) * UNITS[match[2]])
    if match := re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression):
        return _next_of(
            [_values(*part) for part in zip(match.groups(), RANGES, NAMES, strict=True)], after
        )
    raise ValueError(f"no schedule: {expression}")


def _next_of(fields: list[set[int]], after: datetime) -> datetime:
    minutes, hours, days, months, weekdays, years = fields
    first = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    for ahead in range(MOST_DAYS):
        day = (first + timedelta(days=ahead)).replace(hour=0, minute=0)
        weekday = (day.weekday() + 1) % 7 + 1
        if day.year in years and day.month in months and day.day in days and weekday in weekdays:
            moments = [
                day.replace(hour=h, minute=m) for h in sorted(hours) for m in sorted(minutes)
            ]
            if later := [moment for moment in moments if moment >= first]:
                return later[0]
    raise ValueError("this schedule never fires")


def _values(text: str, limits: tuple[int, int], names: list[str]) -> set[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        low, high = _span(span, limits, names, open_end=bool(step))
        numbers.update(range(low, high + 1, int(step or 1)))
    if not numbers or min(numbers) < limits[0] or max(numbers) > limits[1]:
        raise ValueError(f"no such moment: {text}")
    return numbers


def _span(
    text: str, limits: tuple[int, int], names: list[str], *, open_end: bool
) -> tuple[int, int]:
    if text in {"*", "?"}:
        return limits
    low, _, high = text.partition("-")
    first = _number(low, names)
    if high:
        return first, _number(high, names)
    return first, limits[1] if open_end else first


def _number(text: str, names: list[str]) -> int:
    return names.index(text.upper()) + 1 if text.upper() in names else int(text)
