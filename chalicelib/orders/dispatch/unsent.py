"""What does not leave: the seller does not have it, the buyer no longer waits, or time is up. The money of all that was
paid comes back, and the rest of the order goes on."""

from collections.abc import Mapping
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.dispatch.cut_down import cut_down
from chalicelib.orders.dispatch.progress import MOMENTS, index_of, order_of_seller
from chalicelib.orders.doubts import check_money
from chalicelib.orders.find import any_order, get_order, left_to_send
from chalicelib.orders.models import Order, line_at, sub_order_at
from chalicelib.orders.parts import PackedLine, Refund, SubOrder
from chalicelib.orders.refunds import drawn_up, owed
from chalicelib.orders.rules import CANCELLED, CONFIRMED, PACKED, SHIPPED, slowest
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.orders.windows import ends_unsent, send_by, whole_hour
from chalicelib.stock import SkuPortion, put_back
from chalicelib.store import Moved, step, transaction
from chalicelib.text import wording_of

NOT_SENT = "not-sent"
WAITING = (CONFIRMED, PACKED)


def drop_rest(order_id: str, *, seller_id: str, on_shelf: bool) -> Order:
    """The seller says that what is not sent yet does not come; `on_shelf` if they have the goods and go on selling
    them. Twice is no news. Raises NotFound, Refused ("already-on-its-way", "is-fetched")."""
    return step(
        lambda: _dropped(order_of_seller(any_order(order_id), seller_id), seller_id, on_shelf)
    )


def take_back(order_id: str, *, buyer_id: str, seller_id: str) -> Order:
    """The buyer does not want what a seller has not sent: before it is packed, or when it is late. It goes back on the
    shelf. Twice is no news. Raises NotFound, Refused ("too-late-to-cancel" and as `drop_rest`)."""
    return step(lambda: _taken_back(get_order(order_id, buyer_id=buyer_id), seller_id))


def may_take_back(order: Order, part: SubOrder) -> bool:
    """Whether the buyer may do so now."""
    is_late = clock.now() >= send_by(_confirmed_at(order))
    is_early = part.state == CONFIRMED and not part.parcels
    return _may_end(order, part) and (is_late or is_early)


def sent_by(order: Order) -> datetime | None:
    """By when all of an order is promised to be sent; None when nothing waits to be."""
    is_waiting = any(part.state in WAITING for part in order.sub_orders)
    return send_by(_confirmed_at(order)) if is_waiting and not order.spot else None


def unsent_until(order: Order) -> datetime | None:
    """When time ends what has not been sent; None when nothing waits."""
    return whole_hour(ends_unsent(_confirmed_at(order))) if sent_by(order) else None


def end_unsent(order: Order, now: datetime) -> Order:
    """End what nobody sent in time; it does not go back on the shelf, since nobody knows whether it is there. Twice is
    no news."""
    until = unsent_until(order)
    if until and until <= now:
        for part in order.sub_orders:
            if _may_end(order, part) and not order.doubts:
                order = drop_rest(order.order_id, seller_id=part.seller_id, on_shelf=False)
    return order


def _confirmed_at(order: Order) -> datetime:
    moment: datetime = order.paid_at or order.placed_at
    return moment


def _taken_back(order: Order, seller_id: str) -> Order:
    part = order_of_seller(order, seller_id).sub_orders[index_of(order, seller_id)]
    if not part.dropped_at and not may_take_back(order, part):
        raise Refused("too-late-to-cancel")
    return _dropped(order, seller_id, on_shelf=True)


def _may_end(order: Order, part: SubOrder) -> bool:
    return part.state in WAITING and not order.spot


def _dropped(order: Order, seller_id: str, on_shelf: bool) -> Order:  # noqa: FBT001 - handed on
    i = index_of(order, seller_id)
    part = order.sub_orders[i]
    if part.dropped_at:
        return order
    _check(order, part)
    left = left_to_send(order, part)
    portions = [_portion(order, number, quantity) for number, quantity in left.items()]
    with transaction() as tx:
        tx.update(
            key_of(order),
            *_written(order, i, left),
            *([sub_order_at(i).dropped_on_shelf.set(True)] if on_shelf else []),
            when=unmoved(order),
            otherwise=Moved(),
        )
        put_back(tx, portions, known_as=order.known_as, on_shelf=on_shelf)
    return any_order(order.order_id)


def _check(order: Order, part: SubOrder) -> None:
    check_money(order)
    if order.spot:
        raise Refused("is-fetched")
    if part.state == CANCELLED:
        raise Refused("order-was-cancelled")
    if part.state not in WAITING:
        raise Refused("already-on-its-way")


def _written(order: Order, i: int, left: Mapping[int, int]) -> list[Action]:
    """What comes is on its way already, or nothing comes of this part; the order goes on with the others."""
    part, path, now = order.sub_orders[i], sub_order_at(i), clock.now()
    states = [other.state for other in order.sub_orders]
    states[i] = SHIPPED if part.parcels else CANCELLED
    facts = [
        Order.version.add(1),
        path.state.set(states[i]),
        path.dropped_at.set(now),
        path.dropped.set([PackedLine(line=line, quantity=left[line]) for line in left]),
    ]
    if order.paid_at or not part.parcels:
        facts += _cancelled(order, left)
    if slowest(states) != order.state:
        facts.append(Order.state.set(slowest(states)))
        moment = {**MOMENTS, CANCELLED: Order.cancelled_at}.get(slowest(states))
        facts += [moment.set(now)] if moment else []
    return facts + _money(order, i, left)


def _money(order: Order, i: int, left: Mapping[int, int]) -> list[Action]:
    """What was paid is owed back; what was to be paid in cash is never asked for."""
    part = order.sub_orders[i]
    if order.paid_at:
        refund = _refund(order, part, left)
        return owed(order, refund) if refund.fen else []
    if part.parcels:
        return [sub_order_at(i).cut_down.set(True), *cut_down(order, left)]
    facts = [sub_order_at(i).never_paid.set(True)]
    others = [part for j, part in enumerate(order.sub_orders) if j != i and part.state != CANCELLED]
    if others and all(part.cash_at for part in others):
        facts.append(Order.paid_at.set(clock.now()))
    return facts


def _cancelled(order: Order, left: Mapping[int, int]) -> list[Action]:
    whole = [i for i, quantity in left.items() if quantity == int(order.lines[i].quantity)]
    return [line_at(i).cancelled_fen.set(int(order.lines[i].value_fen)) for i in whole]


def _refund(order: Order, part: SubOrder, left: Mapping[int, int]) -> Refund:
    """The price of the pieces, as far as it has not gone back before, and the shipping fee when nothing was shipped."""
    fen = {number: _back_fen(order, number, quantity) for number, quantity in left.items()}
    fee_fen = int(part.shipping_fen) - int(part.shipping_refunded_fen or 0)
    fees = {} if part.parcels else {part.seller_id: fee_fen}
    return drawn_up(f"unsent.{part.seller_id}", fen, fees, NOT_SENT)


def _back_fen(order: Order, number: int, quantity: int) -> int:
    line = order.lines[number]
    return min(int(line.price_fen) * quantity, int(line.value_fen) - int(line.refunded_fen or 0))


def _portion(order: Order, number: int, quantity: int) -> SkuPortion:
    line = order.lines[number]
    goods = wording_of(line, "title")
    return SkuPortion(line.sku_id, goods, quantity, int(line.price_fen), int(line.cap or 0))
