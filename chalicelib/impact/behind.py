"""The order lines behind a number: every figure of a report opens them, and they add up to it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from chalicelib.errors import NotFound
from chalicelib.impact.counting import host_parts
from chalicelib.impact.read import cells_between, sales_between
from chalicelib.impact.report import BY
from chalicelib.impact.sales import Entry, Figures
from chalicelib.store import Page

MOST_LINES = 200
FIGURES = ("gmv", "net", "genuine", "cancelled", "refunded", "designated", "ever-designated", "new")
_SOLD: dict[str, Callable[[Entry], int]] = {
    "gmv": lambda line: line.gmv_fen,
    "net": lambda line: line.net_gmv_fen,
    "genuine": lambda line: 0 if line.is_internal else line.net_gmv_fen,
    "cancelled": lambda line: line.cancelled_fen,
    "refunded": lambda line: line.refunded_fen,
    "designated": lambda line: line.gmv_fen if line.is_designated else 0,
    "ever-designated": lambda line: line.gmv_fen if line.was_ever_designated else 0,
    "new": lambda line: line.gmv_fen,
}
_KEPT: dict[str, Callable[[Figures], int]] = {
    "gmv": lambda kept: kept.gmv_fen,
    "net": lambda kept: kept.net_gmv_fen,
    "genuine": lambda kept: kept.genuine_gmv_fen,
    "cancelled": lambda kept: kept.cancelled_fen,
    "refunded": lambda kept: kept.refunded_fen,
    "designated": lambda kept: kept.designated_gmv_fen,
    "ever-designated": lambda kept: kept.ever_designated_gmv_fen,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Whose lines, of which period, for which figure. `by` "total" has the one scope ""."""

    from_day: date
    to_day: date
    by: str = "total"
    scope: str = ""
    figure: str = "gmv"


@dataclass(frozen=True, slots=True)
class Found:
    """One order line and what it adds to the figure, in fen. A host's line has the host's part only."""

    line: Entry
    amount_fen: int


def question(from_day: date, to_day: date, *, by: str, scope: str, figure: str) -> Question:
    """Raises NotFound for a dimension or a figure that does not exist."""
    if by not in {*BY, "total"} or figure not in FIGURES:
        raise NotFound("not-found")
    return Question(from_day, to_day, by, scope, figure)


def lines_behind(asked: Question, *, cursor: str = "", limit: int = 50) -> Page[Found]:
    """Order lines by time of payment, at most 200 a page. Only the days on which the roll-ups know of a
    sale are read. Raises NotFound when the cursor is not one of ours."""
    assert 0 < limit <= MOST_LINES
    after_day, skipped = _place(cursor, asked)
    found = list(islice(_found(asked, after_day, skipped), limit + 1))
    if len(found) <= limit:
        return Page(found)
    last_day = found[limit - 1].line.day
    of_that_day = sum(row.line.day == last_day for row in found[:limit])
    begun = skipped if last_day == after_day else 0
    return Page(found[:limit], f"{last_day}.{begun + of_that_day}")


def sum_behind(asked: Question) -> int:
    """What the lines behind a figure add up to, in fen: the number that the report shows."""
    if asked.figure == "new":
        return sum(row.amount_fen for row in _found(asked, asked.from_day, 0))
    cells = cells_between(asked.by, asked.from_day, asked.to_day)
    return sum(_KEPT[asked.figure](figures) for cell, figures in cells if cell.scope == asked.scope)


def _found(asked: Question, from_day: date, skipped: int) -> Iterator[Found]:
    newcomers = sales_between(asked.from_day, asked.to_day)[1] if asked.figure == "new" else None
    for day in _days(asked, from_day):
        of_day = _of_day(asked, sales_between(day, day)[0], newcomers)
        yield from of_day[skipped if day == from_day else 0 :]


def _days(asked: Question, from_day: date) -> list[date]:
    cells = cells_between(asked.by, from_day, asked.to_day)
    return sorted({cell.day for cell, figures in cells if cell.scope == asked.scope and figures})


def _of_day(
    asked: Question, lines: Sequence[Entry], newcomers: Collection[str] | None
) -> list[Found]:
    return [
        Found(part, amount)
        for line in lines
        if newcomers is None or line.buyer_id in newcomers
        for scope, part in _parts(asked.by, line)
        if scope == asked.scope and (amount := _SOLD[asked.figure](part))
    ]


def _parts(by: str, line: Entry) -> Iterator[tuple[str, Entry]]:
    parts = host_parts(line) if by == "host" else [line]
    return zip(line.scopes(by), parts, strict=True)


def _place(cursor: str, asked: Question) -> tuple[date, int]:
    if not cursor:
        return asked.from_day, 0
    day, _, skipped = cursor.partition(".")
    try:
        place = date.fromisoformat(day), int(skipped)
    except ValueError:
        raise NotFound("not-found") from None
    if not (asked.from_day <= place[0] <= asked.to_day and place[1] >= 0):
        raise NotFound("not-found")
    return place
