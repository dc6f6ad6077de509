"""When a row says that its money moved: a day, and often a clock, in one cell or in two, in either order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from chalicelib.clock import SHANGHAI

_DAY = r"(?:(20\d\d)([-/.年])(\d{1,2})[-/.月](\d{1,2})日?|(20\d\d)(\d\d)(\d\d))"
_CLOCK = (
    r"(?:(\d{1,2})[:：时](\d\d)(?:[:：分](\d\d)秒?)?(?:\.\d+)?|(\d\d)(\d\d)(\d\d))(?:\+08:?00)?"
)
_MOMENT = rf"{_DAY}(?:[\sT]*{_CLOCK})?"
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class RowMoment:
    """A day in Shanghai, and the clock if one was printed: midnight is how spreadsheets print none."""

    day: date
    clock: time | None = None

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, self.clock or MIDNIGHT, tzinfo=SHANGHAI)


def moment_in(cells: Sequence[str]) -> RowMoment | None:
    """The moment that some cells tell together; None without a day."""
    day, clock = None, None
    for cell in cells:
        its_day, its_clock = _told_by(cell, alone=len(cells) == 1)
        day, clock = day or its_day, clock or its_clock
    return RowMoment(day, clock if clock != MIDNIGHT else None) if day else None


def _told_by(cell: str, *, alone: bool) -> tuple[date | None, time | None]:
    try:
        if whole := re.fullmatch(_MOMENT, cell):
            parts = whole.groups()
            year, _, month, of_month = parts[:4] if parts[0] else (parts[4], "", *parts[5:7])
            return date(int(year), int(month), int(of_month)), _clock(parts[7:])
        text = cell.zfill(6) if not alone and re.fullmatch(r"\d{5}", cell) else cell
        if not alone and (only := re.fullmatch(_CLOCK, text)):
            return None, _clock(only.groups())
    except ValueError:
        pass
    return None, None


def _clock(parts: Sequence[str | None]) -> time | None:
    hour, minute, second = parts[:3] if parts[0] else parts[3:6]
    return time(int(hour), int(minute or 0), int(second or 0)) if hour else None
