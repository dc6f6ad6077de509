"""Money and orders: a payment confirms an order once, and a refund is counted once."""

from pynamodb.expressions.condition import Condition

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.rules import CONFIRMED, EXPIRED, HELD
from chalicelib.orders.steps import key_of, to_state
from chalicelib.orders.stock import Raced, take_stock
from chalicelib.store import change, transaction


def mark_paid(order_id: str, *, payment_id: str, fen: int, currency: str = "CNY") -> Order:
    """Record a payment once. The same payment again is no news, even after shipping.

    An order that expired meanwhile takes its goods out of stock again. Raises Refused: "payment-does-not-fit" for
    another amount, currency or payment, or an order that is over; "sold-out" when an expired order's goods
    are gone. The money must then go back.
    """
    order = any_order(order_id)
    if order.payment_id == payment_id:
        return order
    if order.state != EXPIRED:
        try:
            return _confirmed(order, payment_id, fen, currency)
        except Refused:
            order = any_order(order_id)
            if order.state != EXPIRED:
                raise
    return _revived(order, payment_id, fen, currency)


def record_refund(order_id: str, *, refund_id: str, fen: int) -> Order:
    """Count a refund of a paid order once. Raises Refused("refund-too-large") beyond what was paid."""
    assert fen > 0
    order = any_order(order_id)
    room = int(order.total_fen) - fen
    return change(
        key_of(order),
        Order.version.add(1),
        Order.refunded_fen.set((Order.refunded_fen | 0) + fen),
        Order.refund_ids.add({refund_id}),
        when=Order.paid_at.exists()
        & (Order.refunded_fen.does_not_exist() | (Order.refunded_fen <= room))
        & ~Order.refund_ids.contains(refund_id)
        & (Order.total_fen >= fen),
        already=lambda one: refund_id in (one.refund_ids or ()),
        otherwise=Refused("refund-too-large"),
    )


def _confirmed(order: Order, payment_id: str, fen: int, currency: str) -> Order:
    return change(
        key_of(order),
        *to_state(order, CONFIRMED),
        Order.paid_at.set(clock.now()),
        Order.payment_id.set(payment_id),
        when=(Order.state == HELD) & _fits(fen, currency),
        already=lambda one: one.payment_id == payment_id and one.state != EXPIRED,
        otherwise=Refused("payment-does-not-fit"),
    )


def _revived(order: Order, payment_id: str, fen: int, currency: str) -> Order:
    try:
        with transaction() as tx:
            tx.update(
                key_of(order),
                *to_state(order, CONFIRMED),
                Order.paid_at.set(clock.now()),
                Order.payment_id.set(payment_id),
                when=(Order.state == EXPIRED) & _fits(fen, currency),
                otherwise=Refused("payment-does-not-fit"),
            )
            take_stock(tx, order.lines)
    except Raced:
        raise Refused("sold-out", goods=order.lines[0].title) from None
    except Refused:
        found = any_order(order.order_id)
        if found.payment_id != payment_id:
            raise
    return any_order(order.order_id)


def _fits(fen: int, currency: str) -> Condition:
    fits: Condition = (
        (Order.total_fen == fen) & (Order.currency == currency) & Order.payment_id.does_not_exist()
    )
    return fits
