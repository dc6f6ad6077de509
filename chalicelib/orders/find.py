"""Find orders: a buyer's own, a seller's part of one, and those whose time has run out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.orders.models import Address, Line, Order, SubOrder
from chalicelib.orders.rules import DUE_SHARDS, EXPIRED, HELD, may_see_address
from chalicelib.store import Page, page_of

MOST_DUE = 200  # of one shard in one sweep; the next minute takes the rest


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a seller sees of an order: only their own lines, and the address only while it is needed."""

    order_id: str
    state: str
    placed_at: datetime
    paid_at: datetime | None
    payment_method: str
    lines: list[Line]
    sub_order: SubOrder
    goods_fen: int
    total_fen: int
    address: Address | None


def get_order(order_id: str, *, buyer_id: str) -> Order:
    """A buyer's own order. Raises NotFound, also for an order of anybody else."""
    owner, _, order_key = order_id.partition(".")
    if not buyer_id or owner != buyer_id or not order_key:
        raise NotFound("not-found")
    return Order.find(buyer_id, order_key)


def any_order(order_id: str) -> Order:
    """An order whoever asks: for those who answer for it, such as its seller or a payment. Raises NotFound."""
    owner, _, order_key = order_id.partition(".")
    if not owner or not order_key:
        raise NotFound("not-found")
    return Order.find(owner, order_key)


def orders_of(buyer_id: str, cursor: str = "", limit: int = 20) -> Page[Order]:
    """A buyer's orders, newest first."""
    return page_of(
        lambda **page: Order.query(buyer_id, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def parcel_of(order_id: str, seller_ids: Collection[str]) -> Parcel:
    """The part of an order that belongs to somebody who sells under these ids, the first if there are several.

    Raises NotFound when there is none, or the order was never confirmed.
    """
    order = any_order(order_id)
    mine = [one for one in order.sub_orders if one.seller_id in seller_ids]
    if not mine or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    lines = [line for line in order.lines if line.seller_id == mine[0].seller_id]
    goods_fen = sum(int(line.value_fen) for line in lines)
    is_needed = may_see_address(mine[0].state, mine[0].delivered_at, clock.now())
    return Parcel(
        order_id=order_id,
        state=mine[0].state,
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        payment_method=order.payment_method,
        lines=lines,
        sub_order=mine[0],
        goods_fen=goods_fen,
        total_fen=goods_fen + int(mine[0].shipping_fen),
        address=order.address if is_needed else None,
    )


def due_orders(now: datetime) -> Iterator[str]:
    """The ids of held orders past their time, at most 200 of each shard."""
    for shard in range(DUE_SHARDS):
        for order in Order.due.query(shard, Order.expires_at <= now, limit=MOST_DUE):
            yield order.order_id
