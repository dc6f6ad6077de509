"""The order lines behind a number: every figure of a report opens them, and they add up to it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from chalicelib.errors import NotFound
from chalicelib.impact.hosts import parts_of_line
from chalicelib.impact.read import cells_between, sales_between
from chalicelib.impact.report import BY
from chalicelib.impact.sales import Figures, SaleEntry
from chalicelib.store import Page

MOST_LINES = 200
FIGURES = (
    "gmv",
    "net",
    "genuine",
    "cancelled",
    "refunded",
    "charged-back",
    "refused",
    "designated",
    "ever-designated",
    "new",
)
_SOLD: dict[str, Callable[[SaleEntry], int]] = {
    "gmv": lambda line: line.gmv_fen,
    "net": lambda line: line.net_gmv_fen,
    "genuine": lambda line: 0 if line.is_internal else line.net_gmv_fen,
    "cancelled": lambda line: line.cancelled_fen,
    "refunded": lambda line: line.refunded_fen,
    "charged-back": lambda line: line.charged_back_fen,
    "refused": lambda line: line.refused_fen,
    "designated": lambda line: line.gmv_fen if line.is_designated else 0,
    "ever-designated": lambda line: line.gmv_fen if line.was_ever_designated else 0,
    "new": lambda line: line.gmv_fen,
}
_KEPT: dict[str, Callable[[Figures], int]] = {
    "gmv": lambda figures: figures.gmv_fen,
    "net": lambda figures: figures.net_gmv_fen,
    "genuine": lambda figures: figures.genuine_gmv_fen,
    "cancelled": lambda figures: figures.cancelled_fen,
    "refunded": lambda figures: figures.refunded_fen,
    "charged-back": lambda figures: figures.charged_back_fen,
    "refused": lambda figures: figures.refused_fen,
    "designated": lambda figures: figures.designated_gmv_fen,
    "ever-designated": lambda figures: figures.ever_designated_gmv_fen,
}


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """Whose lines, of which period, for which figure. `by` "total" has the one scope ""."""

    from_day: date
    to_day: date
    by: str = "total"
    scope: str = ""
    figure: str = "gmv"


@dataclass(frozen=True, slots=True)
class LineBehind:
    """One order line and what it adds to the figure, in fen. A host's line has the host's part only."""

    entry: SaleEntry
    amount_fen: int


def question_of(
    from_day: date, to_day: date, *, by: str, scope: str, figure: str
) -> ReportQuestion:
    """Raises NotFound for a dimension or a figure that does not exist."""
    if by not in {*BY, "total"} or figure not in FIGURES:
        raise NotFound("not-found")
    return ReportQuestion(from_day, to_day, by, scope, figure)


def lines_behind(
    question: ReportQuestion, *, cursor: str = "", limit: int = 50
) -> Page[LineBehind]:
    """Order lines by time of payment, at most 200 a page. Only the days on which the roll-ups know of a
    sale are read. Raises NotFound when the cursor is not one of ours."""
    assert 0 < limit <= MOST_LINES
    after_day, skipped = _read_cursor(cursor, question)
    lines = list(islice(_found(question, after_day, skipped), limit + 1))
    if len(lines) <= limit:
        return Page(lines)
    last_day = lines[limit - 1].entry.day
    of_that_day = sum(row.entry.day == last_day for row in lines[:limit])
    start = skipped if last_day == after_day else 0
    return Page(lines[:limit], f"{last_day}.{start + of_that_day}")


def sum_behind(question: ReportQuestion) -> int:
    """What the lines behind a figure add up to, in fen: the number that the report shows."""
    if question.figure == "new":
        return sum(row.amount_fen for row in _found(question, question.from_day, 0))
    cells = cells_between(question.by, question.from_day, question.to_day)
    return sum(
        _KEPT[question.figure](figures) for cell, figures in cells if cell.scope == question.scope
    )


def _found(question: ReportQuestion, from_day: date, skipped: int) -> Iterator[LineBehind]:
    newcomers = (
        sales_between(question.from_day, question.to_day)[1] if question.figure == "new" else None
    )
    for day in _days(question, from_day):
        of_day = _of_day(question, sales_between(day, day)[0], newcomers)
        yield from of_day[skipped if day == from_day else 0 :]


def _days(question: ReportQuestion, from_day: date) -> list[date]:
    cells = cells_between(question.by, from_day, question.to_day)
    return sorted({cell.day for cell, figures in cells if cell.scope == question.scope and figures})


def _of_day(
    question: ReportQuestion, lines: Sequence[SaleEntry], newcomers: Collection[str] | None
) -> list[LineBehind]:
    return [
        LineBehind(part, amount)
        for line in lines
        if newcomers is None or line.buyer_id in newcomers
        for scope, part in parts_of_line(question.by, line)
        if scope == question.scope and (amount := _SOLD[question.figure](part))
    ]


def _read_cursor(cursor: str, question: ReportQuestion) -> tuple[date, int]:
    if not cursor:
        return question.from_day, 0
    day, _, skipped = cursor.partition(".")
    try:
        after_day, lines = date.fromisoformat(day), int(skipped)
    except ValueError:
        raise NotFound("not-found") from None
    if not (question.from_day <= after_day <= question.to_day and lines >= 0):
        raise NotFound("not-found")
    return after_day, lines
