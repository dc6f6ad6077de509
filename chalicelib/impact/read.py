"""Read what was folded: figures by cell, order lines, first buyers, and how far the folding has come."""

from collections.abc import Iterator
from datetime import date, datetime

from chalicelib.impact.counting import lines_of, newcomers_of
from chalicelib.impact.fold import ORDERS
from chalicelib.impact.models import Rollup, RollupComparison, SalePage
from chalicelib.impact.packing import unpacked
from chalicelib.impact.sales import FIGURE_NAMES, Cell, Figures, NewBuyer, SaleEntry, months
from chalicelib.store import Watermark

AFTER_ALL = "~"  # sorts after the "#" and every scope
Progress = tuple[tuple[str, str], ...]


def figures_of(rollup: Rollup) -> Figures:
    return Figures(**{name: int(getattr(rollup, name)) for name in FIGURE_NAMES})


def cell_of(rollup: Rollup) -> Cell:
    day, _, scope = rollup.cell.partition("#")
    return Cell(rollup.page.partition("#")[0], date.fromisoformat(day), scope)


def cells_between(dimension: str, from_day: date, to_day: date) -> Iterator[tuple[Cell, Figures]]:
    """The roll-ups of a dimension for both days and those between them: one query a month."""
    span = (f"{from_day}#", f"{to_day}#{AFTER_ALL}")
    for month in months(from_day, to_day):
        within = Rollup.cell.between(*span)
        for rollup in Rollup.query(f"{dimension}#{month}", within, consistent_read=True):
            yield cell_of(rollup), figures_of(rollup)


def sales_between(from_day: date, to_day: date) -> tuple[list[SaleEntry], set[str]]:
    """All order lines paid on these days as they stand, by time of payment, and the buyers whose first paid order
    ever, on the whole fair, is of these days."""
    entries: list[SaleEntry] = []
    new_buyers: list[NewBuyer] = []
    for month in months(from_day, to_day):
        for some_entries, some_buyers in _pages(month, f"{from_day}#", f"{to_day}#{AFTER_ALL}"):
            entries += some_entries
            new_buyers += some_buyers
    return lines_of(entries), newcomers_of(new_buyers)


def progress() -> tuple[Progress, datetime | None]:
    """The watermarks of all shards, and when the last of them moved."""
    marks = list(Watermark.query(ORDERS, consistent_read=True))
    last_move = max((mark.as_of for mark in marks), default=None)
    return tuple((mark.shard, mark.position) for mark in marks), last_move


def last_comparison() -> RollupComparison | None:
    """The latest outcome of holding the roll-ups against the orders."""
    return next(iter(RollupComparison.query(ORDERS, scan_index_forward=False, limit=1)), None)


def new_buyers_on(page: SalePage) -> list[NewBuyer]:
    return _content(page)[1]


def _pages(month: str, first: str, last: str) -> Iterator[tuple[list[SaleEntry], list[NewBuyer]]]:
    for page in SalePage.query(month, SalePage.position.between(first, last), consistent_read=True):
        yield _content(page)


def _content(page: SalePage) -> tuple[list[SaleEntry], list[NewBuyer]]:
    return unpacked(page.content, date.fromisoformat(page.position.partition("#")[0]))
