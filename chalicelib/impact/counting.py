"""What an order adds to the figures: the new image less the old one, so that events in any order add up the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chalicelib.impact.sales import (
    Cell,
    Cells,
    Figures,
    FirstSale,
    FoldStep,
    NewBuyer,
    Sale,
    SaleEntry,
    SaleLine,
)
from chalicelib.money import split_fen
from chalicelib.store import cut

MOST_CELLS = 98  # and the watermark, in a transaction of at most 100
NOTHING = Figures()
_ALONE = ("total", "county", "producer", "session")
Counted = tuple[dict[Cell, Figures], SaleEntry]


def steps(old: Sale | None, new: Sale | None) -> list[FoldStep]:
    """What a change of an order does to the figures, line by line: the new image less the old one."""
    before, after = _by_line(old), _by_line(new)
    return [
        _step(number, before.get(number), after.get(number))
        for number in sorted({*before, *after})
        if before.get(number) != after.get(number)
    ]


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
    """The order lines as they stand after all their entries, by time of payment; lines that came to nothing are out."""
    lines: dict[tuple[str, int], SaleEntry] = {}
    for entry in entries:
        key = entry.order_id, entry.number
        lines[key] = _together(lines[key], entry) if key in lines else entry
    standing = (line for line in lines.values() if line.gmv_fen or line.cancelled_fen)
    return sorted(standing, key=lambda line: (line.paid_at, line.order_id, line.number))


def new_buyers_of(sale: Sale, first: FirstSale | None) -> tuple[NewBuyer, ...]:
    """What a newly paid order says of its buyer being new, given the first order known before it.

    The known first order says so again: whoever folds its steps once hears it once.
    """
    new = NewBuyer(sale.day, sale.buyer_id, 1)
    if first is None or first.order_id == sale.order_id:
        return (new,)
    if sale.paid_at < first.paid_at:
        return new, NewBuyer(first.day, sale.buyer_id, -1)
    return ()


def newcomers_of(new_buyers: Iterable[NewBuyer]) -> set[str]:
    """The buyers whose first order is of one of the days that all these tell of."""
    counts = Counter[str]()
    for new_buyer in new_buyers:
        counts[new_buyer.buyer_id] += new_buyer.sign
    return {buyer_id for buyer_id, count in counts.items() if count > 0}


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
    def pages(self) -> dict[date, tuple[list[SaleEntry], list[NewBuyer]]]:
        """Entries and new buyers by day."""
        by_day: dict[date, tuple[list[SaleEntry], list[NewBuyer]]] = defaultdict(lambda: ([], []))
        for _, step in self.steps:
            for entry in step.entries:
                by_day[entry.day][0].append(entry)
            for new_buyer in step.new_buyers:
                by_day[new_buyer.day][1].append(new_buyer)
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
    }


def _by_line(sale: Sale | None) -> dict[int, Counted]:
    if sale is None:
        return {}
    cells: set[Cell] = set()
    lines = {}
    for line in sale.lines:
        entry = _entry(sale, line)
        lines[line.number] = _cells(entry, cells), entry
        cells |= lines[line.number][0].keys()
    return lines


def _cells(entry: SaleEntry, cells: set[Cell]) -> dict[Cell, Figures]:
    """The cells of one line. An order counts once in a cell, with its first line there."""
    parts_of_cells = [
        (Cell(dimension, entry.day, entry.scopes(dimension)[0]), entry) for dimension in _ALONE
    ]
    hosts = zip(entry.scopes("host"), host_parts(entry), strict=True)
    parts_of_cells += [(Cell("host", entry.day, host), part) for host, part in hosts]
    return {cell: _figures(part, orders=int(cell not in cells)) for cell, part in parts_of_cells}


def _figures(entry: SaleEntry, *, orders: int) -> Figures:
    return Figures(
        gmv_fen=entry.gmv_fen,
        cancelled_fen=entry.cancelled_fen,
        refunded_fen=entry.refunded_fen,
        designated_gmv_fen=entry.gmv_fen if entry.is_designated else 0,
        ever_designated_gmv_fen=entry.gmv_fen if entry.was_ever_designated else 0,
        internal_fen=entry.net_gmv_fen if entry.is_internal else 0,
        orders=orders,
        lines=1,
    )


def host_parts(line: SaleEntry) -> list[SaleEntry]:
    """A line as its hosts share it, equally and to the fen; a line of one host or none is itself."""
    if len(line.host_ids) < 2:  # noqa: PLR2004 - nobody to share with
        return [line]
    among = [1] * len(line.host_ids)
    gmv = split_fen(line.gmv_fen, among)
    cancelled = split_fen(line.cancelled_fen, among)
    lost = split_fen(line.cancelled_fen + line.refunded_fen, among)
    return [
        replace(line, gmv_fen=g, cancelled_fen=c, refunded_fen=both - c)
        for g, c, both in zip(gmv, cancelled, lost, strict=True)
    ]


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
        return (_together(after[1], _reversed(before[1])),)
    return (*([_reversed(before[1])] if before else []), *([after[1]] if after else []))


def _entry(sale: Sale, line: SaleLine) -> SaleEntry:
    return SaleEntry(
        order_id=sale.order_id,
        number=line.number,
        paid_at=sale.paid_at,
        day=sale.day,
        title=line.title,
        quantity=line.quantity,
        county_id=line.county_id,
        seller_county_id=line.seller_county_id,
        producer_id=line.producer_id,
        session_id=line.session_id,
        host_ids=line.host_ids,
        is_designated=line.is_designated,
        was_ever_designated=line.was_ever_designated,
        is_internal=sale.is_internal,
        gmv_fen=line.gmv_fen,
        cancelled_fen=line.cancelled_fen,
        refunded_fen=min(line.refunded_fen, line.gmv_fen - line.cancelled_fen),
        taken_by=sale.taken_by,
    )


def _is_same_line(entry: SaleEntry, other: SaleEntry) -> bool:
    return _reversed(entry, times=0) == _reversed(other, times=0)


def _reversed(entry: SaleEntry, times: int = -1) -> SaleEntry:
    return replace(
        entry,
        gmv_fen=times * entry.gmv_fen,
        cancelled_fen=times * entry.cancelled_fen,
        refunded_fen=times * entry.refunded_fen,
    )


def _together(entry: SaleEntry, other: SaleEntry) -> SaleEntry:
    return replace(
        entry,
        gmv_fen=entry.gmv_fen + other.gmv_fen,
        cancelled_fen=entry.cancelled_fen + other.cancelled_fen,
        refunded_fen=entry.refunded_fen + other.refunded_fen,
    )
