"""Take money and give it back: what the fair asks of whichever way of paying a buyer chose."""

import logging
from datetime import datetime

from chalicelib import clock, orders
from chalicelib.errors import FairError, NotFound, Refused
from chalicelib.orders import Order
from chalicelib.payments.cash import Cash
from chalicelib.payments.models import Payment
from chalicelib.payments.port import Adapter, Instructions
from chalicelib.payments.rules import CASH, PAID, REFUNDED, SANDBOX, methods_of, refund_id_of
from chalicelib.payments.sandbox import Sandbox
from chalicelib.settings import settings
from chalicelib.store import change

log = logging.getLogger("countyfair.payments")


def methods() -> tuple[str, ...]:
    """How a buyer may pay here."""
    return methods_of(settings().stage)


def begin(order: Order) -> Instructions:
    """What the buyer does next to pay; again is no news. Raises NotFound for a way of paying that is not offered."""
    return _adapter(order.payment_method).begin(order)


def confirm(order_id: str, *, buyer_id: str, evidence: str) -> Payment:
    """Take a buyer's evidence about their own order. Money that the order cannot take goes back by itself.

    Raises NotFound, Refused("payment-is-over").
    """
    order = orders.get_order(order_id, buyer_id=buyer_id)
    if order.state == orders.CANCELLED:
        raise Refused("payment-is-over")
    payment = _adapter(order.payment_method).confirm(order, evidence)
    return settle(payment) if payment.state == PAID else payment


def settle(payment: Payment) -> Payment:
    """Money is in: the order takes it, or it goes back with the reason. Safe to repeat after any crash."""
    if payment.method == CASH:
        return payment
    try:
        orders.mark_paid(
            payment.order_id,
            payment_id=payment.payment_id,
            fen=int(payment.fen),
            currency=payment.currency,
        )
    except (Refused, NotFound) as refusal:
        if refusal.message_id == "busy":
            raise
        log.warning("money goes back", extra={"payment_id": payment.payment_id})
        return _send_back(payment, reason=refusal.message_id)
    return payment


def call_off(order_id: str, *, buyer_id: str) -> Order:
    """Cancel an order before dispatch and send back what was paid; twice is no news. Raises NotFound, Refused."""
    order = orders.cancel_order(order_id, buyer_id=buyer_id)
    close(order)
    return orders.get_order(order_id, buyer_id=buyer_id)


def close(order: Order) -> None:
    """After a cancellation: no open payment stays open, and paid money goes back in full, once."""
    payment = _adapter(order.payment_method).cancel(order)
    if payment is None or payment.state not in (PAID, REFUNDED):
        return
    if order.payment_id != payment.payment_id:
        settle(payment)
        return
    _send_back(payment, reason="order-was-cancelled")
    refund_id = refund_id_of(payment.payment_id)
    orders.record_refund(order.order_id, refund_id=refund_id, fen=int(payment.fen))


def end_due_orders(now: datetime) -> int:
    """End all orders held past their time: first their open payments, then the hold. Returns how many ended.

    One that cannot be ended now does not keep the others waiting; the next sweep finds it again.
    """
    return sum(_try_to_end(order_id, now) for order_id in orders.due_orders(now))


def receive_cash(order_id: str, *, seller_id: str) -> Order:
    """A seller has the cash for their parcel; when all have, the order is paid. Twice is no news."""
    order = orders.confirm_cash(order_id, seller_id=seller_id)
    if order.paid_at:
        Cash().confirm(order, evidence=seller_id)
    return order


def _try_to_end(order_id: str, now: datetime) -> bool:
    try:
        return _end(order_id, now)
    except FairError as error:
        log.warning("hold not ended", extra={"order_id": order_id, "why": error.message_id})
        return False


def _end(order_id: str, now: datetime) -> bool:
    order = orders.any_order(order_id)
    is_offered = order.payment_method in methods()
    payment = _adapter(order.payment_method).cancel(order) if is_offered else None
    if payment is not None and payment.state == PAID:
        settle(payment)
        return False
    return orders.expire_order(order_id, now=now)


def _send_back(payment: Payment, *, reason: str) -> Payment:
    refund_id = refund_id_of(payment.payment_id)
    _adapter(payment.method).refund(payment, int(payment.fen), refund_id)
    return change(
        Payment(payment.payment_id),
        Payment.state.set(REFUNDED),
        Payment.refunded_fen.set(int(payment.fen)),
        Payment.ended_at.set(clock.now()),
        Payment.reason.set(reason),
        when=Payment.state == PAID,
        already=lambda one: one.state == REFUNDED,
        otherwise=Refused("payment-is-over"),
    )


def _adapter(method: str) -> Adapter:
    if method not in methods():
        raise NotFound("not-found")
    adapters: dict[str, type[Adapter]] = {CASH: Cash, SANDBOX: Sandbox}
    return adapters[method]()
