"""Fold changes of orders into the roll-ups, each exactly once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.impact.counting import FoldPart, new_buyers_of, parts, steps
from chalicelib.impact.images import Image, sale_of
from chalicelib.impact.models import FirstOrder, Rollup, SalePage
from chalicelib.impact.packing import packed
from chalicelib.impact.sales import Cell, Figures, FirstSale, FoldStep, NewBuyer, Sale, SaleEntry
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
    newly_paid = [new for _, old, new in sales if new and not old]
    first_sales = _first_orders({sale.buyer_id for sale in newly_paid})
    new_steps = [step for step in _placed(sales, dict(first_sales)) if step[0] > position]
    count = 0
    for part in parts(new_steps):
        _write(shard, position, part)
        position, count = part.last, count + 1
    _remember(newly_paid, first_sales)
    return count


def _placed(
    sales: Iterable[tuple[str, Sale | None, Sale | None]], first_sales: dict[str, FirstSale]
) -> Iterator[tuple[str, FoldStep]]:
    """The steps of all changes with their positions; a newly paid order's first step says whether its buyer is new."""
    for sequence, old, new in sales:
        own = steps(old, new)
        if new and not old:
            new_buyers = new_buyers_of(new, first_sales.get(new.buyer_id))
            own[0] = replace(own[0], new_buyers=new_buyers)
            if new_buyers:
                first_sales[new.buyer_id] = FirstSale(new.paid_at, new.order_id, new.day)
        yield from ((position_at(sequence, step.number), step) for step in own)


def _write(shard: str, position: str, part: FoldPart) -> None:
    with transaction() as tx:
        advance(tx, ORDERS, shard, was=position, to=part.last)
        for cell, figures in sorted(part.cells.items()):
            _add(tx, cell, figures)
        for day, (entries, new_buyers) in part.pages.items():
            _keep(tx, f"{shard}#{part.last}", day, entries, new_buyers)


def _add(tx: Transaction, cell: Cell, figures: Figures) -> None:
    changed = {name: amount for name, amount in asdict(figures).items() if amount}
    tx.update(
        Rollup(f"{cell.dimension}#{cell.day:%Y-%m}", f"{cell.day}#{cell.scope}"),
        *(getattr(Rollup, name).add(amount) for name, amount in changed.items()),
        when=None,
        otherwise=Refused("busy"),
    )


def _keep(
    tx: Transaction, position: str, day: date, entries: list[SaleEntry], new_buyers: list[NewBuyer]
) -> None:
    page = SalePage(f"{day:%Y-%m}", f"{day}#{position}", content=packed(entries, new_buyers))
    tx.overwrite(page)


def _first_orders(buyer_ids: Collection[str]) -> dict[str, FirstSale]:
    orders = FirstOrder.batch_get(list(buyer_ids), consistent_read=True)
    return {
        order.buyer_id: FirstSale(
            order.first_at, order.order_id, clock.shanghai_day(order.first_at)
        )
        for order in orders
    }


def _remember(sales: Iterable[Sale], first_sales: Mapping[str, FirstSale]) -> None:
    """Keep the earliest payment of each buyer, after the figures: a fold that broke off in between is delivered
    again, and then keeps it. Whoever is known already costs no write."""
    earliest: dict[str, Sale] = {}
    for sale in sales:
        before = earliest.get(sale.buyer_id)
        if before is None or sale.paid_at < before.paid_at:
            earliest[sale.buyer_id] = sale
    for buyer_id, sale in earliest.items():
        if buyer_id not in first_sales or sale.paid_at < first_sales[buyer_id].paid_at:
            _remember_one(buyer_id, sale)


def _remember_one(buyer_id: str, sale: Sale) -> None:
    change(
        FirstOrder(buyer_id),
        FirstOrder.first_at.set(sale.paid_at),
        FirstOrder.order_id.set(sale.order_id),
        when=FirstOrder.first_at.does_not_exist() | (FirstOrder.first_at > sale.paid_at),
        already=lambda _: True,
        otherwise=Refused("busy"),
    )
