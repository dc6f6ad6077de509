"""What an order adds to the figures: the new image less the old one, so that events in any order add up the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import add, attrgetter

from chalicelib import clock
from chalicelib.impact.hosts import parts_of_line
from chalicelib.impact.sales import (
    DIMENSIONS,
    Cell,
    Cells,
    DayNews,
    Figures,
    FoldStep,
    Sale,
    SaleEntry,
    SaleLine,
)
from chalicelib.store import cut

MOST_CELLS = 98  # and the watermark, in a transaction of at most 100
NOTHING = Figures()
AMOUNTS = ("gmv_fen", "cancelled_fen", "refunded_fen", "charged_back_fen", "refused_fen")
amounts_of = attrgetter(*AMOUNTS)
Counted = tuple[dict[Cell, Figures], SaleEntry]


def steps(old: Sale | None, new: Sale | None) -> list[FoldStep]:
    """What a change of an order does to the figures, line by line: the new image less the old one."""
    before, after = _by_line(old), _by_line(new)
    return [
        _step(number, before.get(number), after.get(number))
        for number in sorted({*before, *after})
        if before.get(number) != after.get(number)
    ]


def figures_of_lines(lines: Sequence[SaleEntry]) -> Figures:
    """What lines of one cell, or of several days of it, come to."""
    paid = [line for line in lines if line.gmv_fen]
    return Figures(
        gmv_fen=sum(line.gmv_fen for line in paid),
        cancelled_fen=sum(line.cancelled_fen for line in lines),
        refunded_fen=sum(line.refunded_fen for line in lines),
        charged_back_fen=sum(line.charged_back_fen for line in lines),
        refused_fen=sum(line.refused_fen for line in lines),
        designated_gmv_fen=sum(line.gmv_fen for line in paid if line.is_designated),
        ever_designated_gmv_fen=sum(line.gmv_fen for line in paid if line.was_ever_designated),
        internal_fen=sum(line.net_gmv_fen for line in paid if line.is_internal),
        orders=len({line.order_id for line in paid}),
        lines=len(paid),
    )


def cells_of_lines(lines: Iterable[SaleEntry]) -> dict[Cell, Figures]:
    """The figures of lines as they stand, cell by cell."""
    cells: dict[str, set[Cell]] = defaultdict(set)
    return merged(
        _cells_and_mark(line, cells[line.order_id])
        for line in sorted(lines, key=lambda line: (line.order_id, line.number))
    )


def cells_of(sales: Iterable[Sale]) -> dict[Cell, Figures]:
    """The figures of all sales together: what the roll-ups must say."""
    return merged(step.cells for sale in sales for step in steps(None, sale))


def merged(some: Iterable[Cells]) -> dict[Cell, Figures]:
    """Cells added up; those that come to nothing are left out."""
    total: dict[Cell, Figures] = {}
    for cells in some:
        for cell, figures in cells.items():
            total[cell] = total[cell] + figures if cell in total else figures
    return {cell: figures for cell, figures in total.items() if figures}


def lines_of(entries: Iterable[SaleEntry]) -> list[SaleEntry]:
    """The order lines as they stand after all their entries, by time; lines that came to nothing are out. What a line
    is, its last entry says."""
    lines: dict[tuple[str, int], SaleEntry] = {}
    for entry in entries:
        key = entry.order_id, entry.number
        lines[key] = _together(entry, lines[key]) if key in lines else entry
    standing = (line for line in lines.values() if any(amounts_of(line)))
    return sorted(standing, key=lambda line: (line.at, line.order_id, line.number))


@dataclass(frozen=True, slots=True)
class FoldPart:
    """Steps that fit one transaction, with the position of each in its stream."""

    steps: tuple[tuple[str, FoldStep], ...]

    @property
    def last(self) -> str:
        return self.steps[-1][0]

    @property
    def cells(self) -> dict[Cell, Figures]:
        return merged(step.cells for _, step in self.steps)

    @property
    def pages(self) -> dict[date, DayNews]:
        by_day: dict[date, DayNews] = defaultdict(DayNews)
        for _, step in self.steps:
            for entry in step.entries:
                by_day[entry.day].entries.append(entry)
            for new_buyer in step.new_buyers:
                by_day[new_buyer.day].new_buyers.append(new_buyer)
            for joined in step.joined:
                by_day[joined.day].joined.append(joined)
        return by_day


def parts(steps: Sequence[tuple[str, FoldStep]], most: int = MOST_CELLS) -> Iterator[FoldPart]:
    """Cut steps, in order, into parts whose cells and pages of a day are at most `most` items."""
    for some in cut(steps, lambda step: _items(step[1]), most):
        yield FoldPart(tuple(some))


def _items(step: FoldStep) -> set[object]:
    return {
        *step.cells,
        *(entry.day for entry in step.entries),
        *(new_buyer.day for new_buyer in step.new_buyers),
        *(joined.day for joined in step.joined),
    }


def _by_line(sale: Sale | None) -> dict[int, Counted]:
    if sale is None:
        return {}
    cells: set[Cell] = set()
    lines = {}
    for line in sale.lines:
        entry = _entry(sale, line)
        lines[line.number] = _cells_and_mark(entry, cells), entry
    return lines


def _cells_and_mark(entry: SaleEntry, cells: set[Cell]) -> dict[Cell, Figures]:
    """The cells of one line. An order counts once in a cell, with its first paid line there; `cells` learns where."""
    parts_of_cells = [
        (Cell(dimension, entry.day, scope), part)
        for dimension in DIMENSIONS
        for scope, part in parts_of_line(dimension, entry)
    ]
    figures = {
        cell: _figures(part, is_first=cell not in cells, is_paid=entry.gmv_fen > 0)
        for cell, part in parts_of_cells
    }
    cells.update(figures if entry.gmv_fen else ())
    return figures


def _figures(entry: SaleEntry, *, is_first: bool, is_paid: bool) -> Figures:
    return Figures(
        gmv_fen=entry.gmv_fen,
        cancelled_fen=entry.cancelled_fen,
        refunded_fen=entry.refunded_fen,
        charged_back_fen=entry.charged_back_fen,
        refused_fen=entry.refused_fen,
        designated_gmv_fen=entry.gmv_fen if entry.is_designated else 0,
        ever_designated_gmv_fen=entry.gmv_fen if entry.was_ever_designated else 0,
        internal_fen=entry.net_gmv_fen if entry.is_internal else 0,
        orders=int(is_first and is_paid),
        lines=int(is_paid),
    )


def _step(
    number: int,
    before: Counted | None,
    after: Counted | None,
) -> FoldStep:
    minus = {cell: NOTHING - figures for cell, figures in before[0].items()} if before else {}
    plus = after[0] if after else {}
    return FoldStep(number, merged([minus, plus]), _entries(before, after))


def _entries(
    before: Counted | None,
    after: Counted | None,
) -> tuple[SaleEntry, ...]:
    if before and after and _is_same_line(before[1], after[1]):
        return (_together(after[1], negated(before[1])),)
    return (*([negated(before[1])] if before else []), *([after[1]] if after else []))


def _entry(sale: Sale, line: SaleLine) -> SaleEntry:
    """Nothing is taken off twice: what was cancelled is not refunded as well, and what went back not charged back."""
    refunded_fen = min(line.refunded_fen, line.gmv_fen - line.cancelled_fen)
    left_fen = line.gmv_fen - line.cancelled_fen - refunded_fen
    return SaleEntry(
        order_id=sale.order_id,
        number=line.number,
        at=line.at,
        day=clock.shanghai_day(line.at),
        title=line.title,
        quantity=line.quantity,
        county_id=line.county_id,
        seller_county_id=line.seller_county_id,
        producer_id=line.producer_id,
        session_id=line.session_id,
        host_ids=line.host_ids,
        is_designated=line.is_designated,
        was_ever_designated=line.was_ever_designated,
        is_internal=line.is_internal,
        gmv_fen=line.gmv_fen,
        cancelled_fen=line.cancelled_fen,
        refunded_fen=refunded_fen,
        charged_back_fen=min(line.charged_back_fen, left_fen),
        refused_fen=line.refused_fen,
        taken_by=sale.taken_by,
    )


def _is_same_line(entry: SaleEntry, other: SaleEntry) -> bool:
    return negated(entry, times=0) == negated(other, times=0)


def negated(entry: SaleEntry, times: int = -1) -> SaleEntry:
    return replace(entry, **{name: times * getattr(entry, name) for name in AMOUNTS})


def _together(entry: SaleEntry, other: SaleEntry) -> SaleEntry:
    sums = map(add, amounts_of(entry), amounts_of(other))
    return replace(entry, **dict(zip(AMOUNTS, sums, strict=True)))
