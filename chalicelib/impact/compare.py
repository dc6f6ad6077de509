"""Sales as they were folded and as the orders tell them: where the two differ, to the line."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chalicelib.accounts import every_guest
from chalicelib.impact.buyers import first_sales
from chalicelib.impact.counting import cells_of, lines_of, steps
from chalicelib.impact.images import WHAT_COUNTS, Image, sale_of
from chalicelib.impact.models import FirstOrder, Rollup, SalePage
from chalicelib.impact.read import cell_of, day_of, figures_of, news_of
from chalicelib.impact.sales import Cell, DayNews, Figures, FirstSale, Sale, SaleEntry
from chalicelib.ledger import COUNTED_FIELDS
from chalicelib.orders import Order
from chalicelib.store import images_of

LINE, NEWCOMER, GUEST, LEDGER = "line", "newcomer", "guest", "ledger"
FIELDS = tuple(dict.fromkeys((*WHAT_COUNTS, *COUNTED_FIELDS)))
LineKey = tuple[date, str, int]  # a day, an order and the number of its line
BuyerKey = tuple[date, str]


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """Something of a day that is not what the orders, or the ledger, come to. `kind` is a dimension of the roll-ups, or
    one of the four above; `name` its scope, order or buyer."""

    kind: str
    day: date
    name: str
    folded: Any
    due: Any

    @property
    def place(self) -> tuple[str, date, str]:
        return self.kind, self.day, self.name

    def __str__(self) -> str:
        gap = self.folded - self.due if isinstance(self.folded, Figures) else ""
        return (
            f"{self.kind} {self.day} {self.name}: {gap or f'{self.folded} instead of {self.due}'}"
        )


@dataclass(slots=True)
class SaleSums:
    """What sales come to: figures by cell, lines, how often a buyer is new on a day, and which guests are persons;
    first orders, where they are known."""

    cells: dict[Cell, Figures] = field(default_factory=dict)
    lines: dict[LineKey, SaleEntry] = field(default_factory=dict)
    newcomers: dict[BuyerKey, int] = field(default_factory=dict)
    guests: dict[BuyerKey, str] = field(default_factory=dict)
    firsts: dict[str, FirstSale] = field(default_factory=dict)


def compare() -> list[FigureDifference]:
    """Where roll-ups and sale pages differ from the orders; reads everything there is: for jobs."""
    persons = every_person()
    return differences(
        sums_of_pages(Rollup.scan(), SalePage.scan(), persons),
        sums_of_orders(images_of(Order, *FIELDS), persons),
    )


def every_person() -> dict[str, str]:
    """Who every guest is by now. A person's record forgets the oldest of many guests; first orders do not."""
    joined = {order.buyer_id: order.person_id for order in FirstOrder.scan() if order.person_id}
    return {**every_guest(), **joined}


def sums_of_orders(images: Iterable[Image], persons: Mapping[str, str]) -> SaleSums:
    """What sales come to by the orders themselves."""
    sales = [sale for image in images if (sale := sale_of(image))]
    firsts = first_sales(sales, persons)
    return SaleSums(
        cells_of(sales),
        {(entry.day, entry.order_id, entry.number): entry for entry in _entries(sales)},
        {(first.day, buyer_id): 1 for buyer_id, first in firsts.items()},
        {
            (day, sale.buyer_id): persons[sale.buyer_id]
            for sale in sales
            if sale.buyer_id in persons
            for day in sale.days
        },
        firsts,
    )


def sums_of_pages(
    rollups: Iterable[Rollup], pages: Iterable[SalePage], persons: Mapping[str, str]
) -> SaleSums:
    """What sales come to as they were folded."""
    sums = SaleSums({cell_of(rollup): figures_of(rollup) for rollup in rollups})
    by_day: dict[date, DayNews] = defaultdict(DayNews)
    newcomers = Counter[BuyerKey]()
    for page in pages:
        news = news_of(page)
        by_day[day_of(page)].entries.extend(news.entries)
        for new_buyer in news.new_buyers:
            buyer_id = persons.get(new_buyer.buyer_id, new_buyer.buyer_id)
            newcomers[new_buyer.day, buyer_id] += new_buyer.sign
        sums.guests.update({(day, guest_id): who for day, guest_id, who in news.joined})
    for day, news in by_day.items():
        sums.lines.update(
            {(day, line.order_id, line.number): line for line in lines_of(news.entries)}
        )
    sums.cells = {cell: figures for cell, figures in sums.cells.items() if figures}
    sums.newcomers = {key: count for key, count in newcomers.items() if count}
    sums.guests = {key: who for key, who in sums.guests.items() if who != key[1]}
    return sums


def differences(folded: SaleSums, due: SaleSums) -> list[FigureDifference]:
    return [
        *_apart(folded.cells, due.cells, Figures(), lambda cell: cell),
        *_apart(folded.lines, due.lines, None, lambda key: (LINE, key[0], f"{key[1]} {key[2]}")),
        *_apart(folded.newcomers, due.newcomers, 0, lambda key: (NEWCOMER, *key)),
        *_apart(folded.guests, due.guests, "", lambda key: (GUEST, *key)),
    ]


def _apart(
    folded: Any, due: Any, nothing: Any, place: Callable[[Any], tuple[str, date, str]]
) -> Iterator[FigureDifference]:
    for key in sorted({*folded, *due}):
        if folded.get(key, nothing) != due.get(key, nothing):
            yield FigureDifference(*place(key), folded.get(key, nothing), due.get(key, nothing))


def _entries(sales: Iterable[Sale]) -> Iterator[SaleEntry]:
    """Lines as pages would have them, which keep milliseconds."""
    for sale in sales:
        for step in steps(None, sale):
            for entry in step.entries:
                at = entry.at.replace(microsecond=entry.at.microsecond // 1000 * 1000)
                yield replace(entry, at=at)
