"""Find orders: a buyer's own, a seller's part of one, and those whose time has run out."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.orders.models import Basket, Order
from chalicelib.orders.parts import Address, Line, SubOrder
from chalicelib.orders.rules import EXPIRED, HELD
from chalicelib.orders.windows import may_see_address, send_by, unsent
from chalicelib.store import Page

LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class PartRefund:
    """What a refund takes from one seller's part."""

    fen: int
    at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class SellersSubOrder:
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
    numbers: list[int]  # of its lines within the order
    left: dict[int, int]  # pieces that are not sent yet, by the number of their line
    refunds: list[PartRefund]
    is_fetched: bool  # the buyer comes to a pick-up point
    send_by: datetime
    is_in_doubt: bool  # the bank may have taken the payment back: nothing leaves


def get_order(order_id: str, *, buyer_id: str) -> Order:
    """A buyer's own order. Raises NotFound, also for an order of anybody else."""
    if not buyer_id or not (is_slot(order_id) or order_id.startswith(f"{buyer_id}.")):
        raise NotFound("not-found")
    order = any_order(order_id)
    if order.buyer != buyer_id:
        raise NotFound("not-found")
    return _as_shown(order)


def any_order(order_id: str) -> Order:
    """An order whoever asks: for those who answer for it, such as its seller or a payment. Raises NotFound, also for
    a slot that somebody else has taken since."""
    owner, _, order_key = order_id.partition(".")
    if not owner or not order_key:
        raise NotFound("not-found")
    if not is_slot(order_id):
        return Order.find(owner, order_key)
    slot, _, taking = order_key.rpartition("-")
    order = Order.find(owner, slot) if slot else None
    if order is None or not order.taking or str(int(order.taking)) != taking:
        raise NotFound("not-found")
    return order


def order_behind(order_id: str) -> Order:
    """As `any_order`; a slot that went on to the next taking is answered by the bare taking that it was: enough to send
    its money back. Raises NotFound."""
    try:
        return any_order(order_id)
    except NotFound:
        owner, _, order_key = order_id.partition(".")
        slot, _, taking = order_key.rpartition("-")
        if not (is_slot(order_id) and taking.isdecimal()):
            raise
        Order.find(owner, slot)
        return Order(owner, slot, taking=int(taking), payment_method="")


def order_of_form(buyer_id: str, form_key: str) -> Order | None:
    """The order that a buyer's checkout form has made, if it has; also one from a drop."""
    order = Order.find_or_none(buyer_id, form_key)
    return order or next(
        (piece for piece in drops_of(buyer_id) if piece.form_key == form_key), None
    )


def some_orders(order_ids: Sequence[str]) -> list[Order]:
    """Orders whoever asks, at most 100 in one read; those that do not exist, or no more, are left out."""
    ids = set(order_ids)
    keys = {key for order_id in ids if (key := _key_of(order_id))}
    orders = Order.batch_get(sorted(keys), consistent_read=True) if keys else ()
    return [order for order in orders if order.order_id in ids]


def _as_shown(order: Order) -> Order:
    """A slot whose hold is over is nobody's: the next buyer takes it, and no sweeper says so before."""
    if order.taking and order.state in (HELD, EXPIRED) and order.expires_at <= clock.now():
        order.state = EXPIRED
        for sub_order in order.sub_orders:
            sub_order.state = EXPIRED
    return order


def is_slot(order_id: str) -> bool:
    """Whether an order is a piece of a drop."""
    return order_id.startswith("drop-")


def buyer_among(order_id: str, buyer_ids: Sequence[str]) -> str:
    """Under which of somebody's ids an order was made; their first when it is none of theirs, "" if they have none.
    Only a slot is read for it, and only for those who have several."""
    owner = order_id.partition(".")[0]
    if is_slot(order_id) and len(buyer_ids) > 1:
        owner = any_order(order_id).buyer
    return owner if owner in buyer_ids else next(iter(buyer_ids), "")


def orders_of(
    buyer_id: str, cursor: str = "", limit: int = 20, *, also: Sequence[str] = ()
) -> Page[Order]:
    """A buyer's orders, newest first, with those that they made as guests; all orders from drops are on the first
    page. Raises NotFound when the cursor is not one of ours."""
    orders = sorted(
        (order for each in (buyer_id, *also) for order in _some_of(each, cursor, limit)),
        key=lambda order: order.order_key,
        reverse=True,
    )
    is_last = len(orders) < limit
    items = [order for order in orders if is_last or order.order_key >= orders[limit - 1].order_key]
    if not cursor and (drops := drops_of(buyer_id, also)):
        newest_first = sorted([*items, *drops], key=lambda order: order.placed_at, reverse=True)
        return Page(newest_first, "" if is_last else items[-1].order_key)
    return Page(items, "" if is_last else items[-1].order_key)


def _some_of(buyer_id: str, before: str, limit: int) -> Iterator[Order]:
    if len(before) > LONGEST_KEY:
        raise NotFound("not-found")
    yield from Order.query(
        buyer_id,
        Order.order_key < before if before else None,
        scan_index_forward=False,
        limit=limit,
    )


def drops_of(buyer_id: str, also: Sequence[str] = ()) -> list[Order]:
    """The orders that a buyer has made from drops, as far as their basket remembers and nobody has taken them
    since."""
    basket = Basket.find_or_none(buyer_id)
    ids = list(basket.drops or ()) if basket else []
    keys = {tuple(order_id.rpartition("-")[0].split(".")): order_id for order_id in ids}
    orders = Order.batch_get(list(keys), consistent_read=True) if keys else ()
    own = (buyer_id, *also)
    return [_as_shown(order) for order in orders if order.order_id in ids and order.buyer in own]


def orders_as_guest(guest_id: str, person_id: str) -> list[Order]:
    """All that a person ordered while they were this guest, read consistently. Whose basket remembers what came from
    drops depends on how far signing in has come."""
    drops = [*drops_of(guest_id), *drops_of(person_id, (guest_id,))]
    return [
        *Order.query(guest_id, consistent_read=True),
        *{order.order_id: order for order in drops if order.buyer == guest_id}.values(),
    ]


def sub_order_of(order_id: str, seller_ids: Collection[str]) -> SellersSubOrder:
    """The part of an order that belongs to somebody who sells under these ids, the first if there are several.

    Raises NotFound when there is none, or the order was never confirmed.
    """
    order = any_order(order_id)
    mine = [part for part in order.sub_orders if part.seller_id in seller_ids]
    if not mine or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    numbers = [i for i, line in enumerate(order.lines) if line.seller_id == mine[0].seller_id]
    lines = [order.lines[i] for i in numbers]
    goods_fen = sum(int(line.value_fen) for line in lines)
    is_needed = may_see_address(mine[0].state, mine[0].delivered_at, clock.now())
    return SellersSubOrder(
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
        numbers=numbers,
        left=left_to_send(order, mine[0]),
        refunds=list(_refunds_of(order, mine[0].seller_id, numbers)),
        is_fetched=order.spot is not None,
        send_by=send_by(order.paid_at or order.placed_at),
        is_in_doubt=bool(order.doubts),
    )


def left_to_send(order: Order, part: SubOrder) -> dict[int, int]:
    """So many pieces of each line of a seller that are still to be sent, by the number of the line."""
    pieces = {
        i: int(line.quantity)
        for i, line in enumerate(order.lines)
        if line.seller_id == part.seller_id
    }
    dropped = () if part.cut_down else part.dropped or ()
    contents = [*(parcel.lines for parcel in part.parcels or ()), dropped]
    parcels = [{int(packed.line): int(packed.quantity) for packed in lines} for lines in contents]
    return unsent(pieces, parcels)


def _refunds_of(order: Order, seller_id: str, numbers: Collection[int]) -> Iterator[PartRefund]:
    for refund in order.refunds or ():
        fen = sum(int(part.fen) for part in refund.lines if part.line in numbers)
        fen += sum(int(part.fen) for part in refund.shipping if part.seller_id == seller_id)
        if fen:
            yield PartRefund(fen, refund.at, refund.sent_at)


def _key_of(order_id: str) -> tuple[str, str] | None:
    owner, _, order_key = order_id.partition(".")
    if is_slot(order_id):
        order_key = order_key.rpartition("-")[0]
    return (owner, order_key) if owner and order_key else None
