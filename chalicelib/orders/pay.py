"""Money and orders: a payment confirms an order once, or never does."""

from pynamodb.expressions.condition import Condition

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.rules import CONFIRMED, EXPIRED, HELD
from chalicelib.orders.steps import key_of, same_taking, to_state
from chalicelib.stock import Raced, take, terms_for
from chalicelib.store import change, transaction
from chalicelib.text import wording_of


def mark_paid(
    order_id: str, *, payment_id: str, fen: int, currency: str = "CNY", method: str = ""
) -> Order:
    """Record a payment once. The same payment again is no news, even after shipping. `method` is the way on which it
    came, "" for that of the order.

    An order that expired meanwhile takes its goods out of stock again. Raises Refused: "payment-does-not-fit" for
    another amount, currency, way or payment, a payment in quarantine, or an order that is over; "sold-out" when an
    expired order's goods are gone. The money must then go back.
    """
    order = any_order(order_id)
    if order.payment_id == payment_id:
        return order
    fits = _fits(payment_id, fen, currency, method)
    if order.state != EXPIRED:
        try:
            return _confirmed(order, payment_id, fits)
        except Refused:
            order = any_order(order_id)
            if order.state != EXPIRED:
                raise
    return _revived(order, payment_id, fits)


def quarantine_payment(order_id: str, *, payment_id: str) -> None:
    """This order never takes this payment, whatever happens to either; twice is no news.

    Raises NotFound when there is no such order, Refused("payment-was-taken") when the order has it already.
    """
    order = any_order(order_id)
    change(
        key_of(order),
        Order.version.add(1),
        Order.quarantined.add({payment_id}),
        when=(Order.payment_id.does_not_exist() | (Order.payment_id != payment_id))
        & ~Order.quarantined.contains(payment_id),
        already=lambda order: payment_id in (order.quarantined or ()),
        otherwise=Refused("payment-was-taken"),
    )


def _confirmed(order: Order, payment_id: str, fits: Condition) -> Order:
    return change(
        key_of(order),
        *to_state(order, CONFIRMED),
        Order.paid_at.set(clock.now()),
        Order.payment_id.set(payment_id),
        when=(Order.state == HELD) & fits & same_taking(order),
        already=lambda order: order.payment_id == payment_id and order.state != EXPIRED,
        otherwise=Refused("payment-does-not-fit"),
    )


def _revived(order: Order, payment_id: str, fits: Condition) -> Order:
    skus = [line.sku_id for line in order.lines]
    try:
        with transaction() as tx:
            tx.update(
                key_of(order),
                *to_state(order, CONFIRMED),
                Order.paid_at.set(clock.now()),
                Order.payment_id.set(payment_id),
                when=(Order.state == EXPIRED) & fits,
                otherwise=Refused("payment-does-not-fit"),
            )
            terms = terms_for(order.buyer, skus)
            take(tx, order.portions, terms, known_as=order.known_as, order_key=order.order_key)
    except Raced:
        raise Refused("sold-out", goods=wording_of(order.lines[0], "title")) from None
    except Refused:
        order = any_order(order.order_id)
        if order.payment_id != payment_id:
            raise
    return any_order(order.order_id)


def _fits(payment_id: str, fen: int, currency: str, method: str) -> Condition:
    """By another way the money would go back on the wrong one, and stand in the wrong account."""
    fits: Condition = (
        (Order.total_fen == fen)
        & (Order.currency == currency)
        & Order.payment_id.does_not_exist()
        & ~Order.quarantined.contains(payment_id)
    )
    return fits & (Order.payment_method == method) if method else fits
