"""Fold changes of orders into the roll-ups, each exactly once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.impact.buyers import about_buyer, first_sales, is_newly_paid, new_days
from chalicelib.impact.counting import FoldPart, parts, steps
from chalicelib.impact.images import Image, sale_of
from chalicelib.impact.models import FirstOrder, Rollup, SalePage
from chalicelib.impact.packing import packed
from chalicelib.impact.sales import Cell, DayNews, Figures, FirstSale, FoldStep, Sale
from chalicelib.store import Transaction, advance, change, position_at, position_of, transaction

ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What the stream says of one order: its number in the shard, and the images before and after."""

    sequence: str
    old: Image | None
    new: Image | None


def fold(shard: str, changes: Sequence[OrderChange]) -> int:
    """Add the changes of a shard, in its order, to the roll-ups; returns how many parts were written.

    What lies at or before the shard's watermark is skipped, and the watermark moves in the same transaction as the
    figures: events may come twice, in other batches, or half done. Raises Refused when another fold of the same
    shard was quicker; then try again.
    """
    position = position_of(ORDERS, shard)
    sales = [(change.sequence, sale_of(change.old), sale_of(change.new)) for change in changes]
    appearing = [
        new for _, old, new in sales if new and (is_newly_paid(old, new) or new_days(old, new))
    ]
    firsts, persons = buyers_of({sale.buyer_id for sale in appearing})
    new_steps = [step for step in _placed(sales, dict(firsts), persons) if step[0] > position]
    count = 0
    for part in parts(new_steps):
        _write(shard, position, part)
        position, count = part.last, count + 1
    remember_first(first_sales(appearing, persons), firsts)
    return count


def buyers_of(buyer_ids: Collection[str]) -> tuple[dict[str, FirstSale], dict[str, str]]:
    """The first orders of buyers as far as is known, and by the guests among them the persons that they are by now."""
    orders = _first_orders(buyer_ids)
    persons = {order.buyer_id: order.person_id for order in orders if order.person_id}
    orders += _first_orders(set(persons.values()) - set(buyer_ids))
    return {order.buyer_id: first for order in orders if (first := first_of(order))}, persons


def first_of(order: FirstOrder | None) -> FirstSale | None:
    if order is None or order.first_at is None:
        return None
    return FirstSale(order.first_at, order.order_id, clock.shanghai_day(order.first_at))


def remember_first(earliest: Mapping[str, FirstSale], firsts: Mapping[str, FirstSale]) -> None:
    """Keep the earliest payment of each buyer, after the figures: a fold that broke off in between is delivered
    again, and then keeps it. Whoever is known already costs no write."""
    for buyer_id, first in earliest.items():
        if buyer_id not in firsts or first.paid_at < firsts[buyer_id].paid_at:
            change(
                FirstOrder(buyer_id),
                FirstOrder.first_at.set(first.paid_at),
                FirstOrder.order_id.set(first.order_id),
                when=FirstOrder.first_at.does_not_exist() | (FirstOrder.first_at > first.paid_at),
                already=lambda _: True,
                otherwise=Refused("busy"),
            )


def _placed(
    sales: Iterable[tuple[str, Sale | None, Sale | None]],
    firsts: dict[str, FirstSale],
    persons: Mapping[str, str],
) -> Iterator[tuple[str, FoldStep]]:
    """The steps of all changes with their positions; the first of each says what there is to say of the buyer."""
    for sequence, old, new in sales:
        own = steps(old, new)
        if new and own:
            own[0] = about_buyer(own[0], (old, new), firsts, persons)
        yield from ((position_at(sequence, step.number), step) for step in own)


def _write(shard: str, position: str, part: FoldPart) -> None:
    with transaction() as tx:
        advance(tx, ORDERS, shard, was=position, to=part.last)
        for cell, figures in sorted(part.cells.items()):
            _add(tx, cell, figures)
        for day, news in part.pages.items():
            _keep(tx, f"{shard}#{part.last}", day, news)


def _add(tx: Transaction, cell: Cell, figures: Figures) -> None:
    changed = {name: amount for name, amount in asdict(figures).items() if amount}
    tx.update(
        Rollup(f"{cell.dimension}#{cell.day:%Y-%m}", f"{cell.day}#{cell.scope}"),
        *(getattr(Rollup, name).add(amount) for name, amount in changed.items()),
        when=None,
        otherwise=Refused("busy"),
    )


def _keep(tx: Transaction, position: str, day: date, news: DayNews) -> None:
    tx.overwrite(SalePage(f"{day:%Y-%m}", f"{day}#{position}", content=packed(news)))


def _first_orders(buyer_ids: Collection[str]) -> list[FirstOrder]:
    return list(FirstOrder.batch_get(list(buyer_ids), consistent_read=True)) if buyer_ids else []
