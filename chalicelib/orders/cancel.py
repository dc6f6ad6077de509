"""Orders that come to nothing: cancelled by the buyer or run out of time. The goods go back with the same write."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.doubts import check_money
from chalicelib.orders.find import any_order, get_order
from chalicelib.orders.models import Order, line_at
from chalicelib.orders.parts import Refund
from chalicelib.orders.refunds import all_of, owed
from chalicelib.orders.rules import BEFORE_DISPATCH, CANCELLED, EXPIRED, HELD
from chalicelib.orders.steps import key_of, to_state, unmoved
from chalicelib.stock import put_back
from chalicelib.store import Moved, Transaction, step, transaction

TAKEN_BACK = "money-taken-back"


def cancel_order(order_id: str, *, buyer_id: str) -> Order:
    """Cancel a whole order before any part of it is on its way; twice is no news.

    What was paid is owed to the buyer by the same write, as the refund "cancelled". Raises NotFound,
    Refused("order-has-expired"), Refused("too-late-to-cancel") and Refused("money-in-doubt").
    """
    return step(lambda: cancelled(get_order(order_id, buyer_id=buyer_id)))


def can_cancel(order: Order) -> bool:
    """Whether no part of the order has left yet."""
    return all(part.state in BEFORE_DISPATCH and not part.parcels for part in order.sub_orders)


def expire_order(order_id: str, *, now: datetime) -> bool:
    """Give back the goods of an order that was held past its time; True when this call did it."""
    order = any_order(order_id)
    if order.taking and not order.capped:
        return False  # a slot whose hold is over may be taken as it stands
    try:
        with transaction() as tx:
            tx.update(
                key_of(order),
                *to_state(order, EXPIRED),
                when=(Order.state == HELD) & (Order.expires_at <= now),
                otherwise=Moved(),
            )
            put_back(tx, order.portions, known_as=order.known_as)
    except Moved:
        return False
    return True


def cancelled(order: Order, why: str = "order-was-cancelled") -> Order:
    """One attempt to cancel an order as it was read; `why` is the reason of its refund. Raises Moved, Refused."""
    if order.state == CANCELLED:
        return order
    _check_cancellable(order)
    check_money(order)
    with transaction() as tx:
        _cancel(tx, order, all_of(order, why))
    return any_order(order.order_id)


def end_unpaid(tx: Transaction, order: Order, doubt_id: str) -> None:
    """Add to a transaction that an order ends before dispatch, since the bank has taken its payment back: that is its
    refund, and settles the doubt. Moved when the order is not as it was read; raises Refused as `cancel_order`."""
    _check_cancellable(order)
    rest = all_of(order, TAKEN_BACK)
    rest.sent_at, rest.from_bank = rest.at, True
    _cancel(tx, order, rest, Order.doubts.delete({doubt_id}))


def _cancel(tx: Transaction, order: Order, rest: Refund, *more: Action) -> None:
    tx.update(
        key_of(order),
        *to_state(order, CANCELLED),
        Order.cancelled_at.set(clock.now()),
        *(line_at(i).cancelled_fen.set(int(line.value_fen)) for i, line in enumerate(order.lines)),
        *(owed(order, rest) if order.paid_at and rest.fen else ()),
        *more,
        when=unmoved(order),
        otherwise=Moved(),
    )
    put_back(tx, order.portions, known_as=order.known_as)


def _check_cancellable(order: Order) -> None:
    if order.state == EXPIRED:
        raise Refused("order-has-expired")
    if not can_cancel(order):
        raise Refused("too-late-to-cancel")
