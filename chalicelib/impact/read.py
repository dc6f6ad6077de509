"""Read what was folded: figures by cell, order lines, first buyers, and how far the folding has come."""

from collections.abc import Iterator
from datetime import date, datetime

from chalicelib.impact.buyers import as_persons, newcomers_of
from chalicelib.impact.counting import lines_of
from chalicelib.impact.fold import ORDERS
from chalicelib.impact.models import Rollup, RollupComparison, SalePage
from chalicelib.impact.packing import unpacked
from chalicelib.impact.sales import FIGURE_NAMES, Cell, DayNews, Figures, SaleEntry, months
from chalicelib.store import Watermark

AFTER_ALL = "~~"  # sorts after the "#", every scope and all that a rebuild has added
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
    """All order lines of these days as they stand, by time of payment, and the buyers whose first paid order ever, on
    the whole fair, is of these days. Guests who took their orders along are the persons that they are by now."""
    whole = DayNews()
    for page in pages_between(from_day, to_day):
        news = news_of(page)
        whole.entries.extend(news.entries)
        whole.new_buyers.extend(news.new_buyers)
        whole.joined.extend(news.joined)
    persons = {joined.guest_id: joined.person_id for joined in whole.joined}
    lines = as_persons(lines_of(whole.entries), persons)
    return lines, newcomers_of(whole.new_buyers, persons)


def pages_between(from_day: date, to_day: date) -> Iterator[SalePage]:
    within = SalePage.position.between(f"{from_day}#", f"{to_day}#{AFTER_ALL}")
    for month in months(from_day, to_day):
        yield from SalePage.query(month, within, consistent_read=True)


def progress() -> tuple[Progress, datetime | None]:
    """The watermarks of all shards, and when the last of them moved."""
    marks = list(Watermark.query(ORDERS, consistent_read=True))
    last_move = max((mark.as_of for mark in marks), default=None)
    return tuple((mark.shard, mark.position) for mark in marks), last_move


def last_comparison() -> RollupComparison | None:
    """The latest outcome of holding the roll-ups against the orders."""
    return next(iter(RollupComparison.query(ORDERS, scan_index_forward=False, limit=1)), None)


def news_of(page: SalePage) -> DayNews:
    return unpacked(page.content, day_of(page))


def day_of(page: SalePage) -> date:
    return date.fromisoformat(page.position.partition("#")[0])
