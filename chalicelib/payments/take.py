"""Take money: what the fair asks of whichever way of paying a buyer chose."""

from datetime import datetime

from chalicelib import orders
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import Order
from chalicelib.payments.bank.batches import read_batch
from chalicelib.payments.port import ReceivedPayment
from chalicelib.payments.quarantine import keep_out
from chalicelib.payments.refunds import send_refunds
from chalicelib.payments.rules import PAID, REFUSED, SENT_BACK
from chalicelib.payments.ways import adapter_of, methods


def confirm(order_id: str, *, buyer_id: str, evidence: str) -> str:
    """Judge a buyer's evidence about their own order: "paid", "refused" (the buyer may try again), or "sent-back".

    Raises NotFound, Refused("payment-is-over").
    """
    order = orders.get_order(order_id, buyer_id=buyer_id)
    if order.state == orders.CANCELLED:
        raise Refused("payment-is-over")
    payment = adapter_of(order.payment_method).confirm(order, evidence)
    if payment is None:
        return PAID if order.paid_at else REFUSED
    return PAID if take(order_id, payment) else SENT_BACK


def take(order_id: str, payment: ReceivedPayment) -> bool:
    """Money is in: the order takes it (True), or it is quarantined for good and goes back by itself (False).

    Safe to repeat after any crash. Raises Refused("busy").
    """
    try:
        orders.mark_paid(
            order_id,
            payment_id=payment.payment_id,
            fen=payment.fen,
            currency=payment.currency,
            method=payment.method,
        )
    except (Refused, NotFound) as refusal:
        if refusal.message_id == "busy":
            raise
        return not keep_out(order_id, payment, reason=refusal.message_id)
    return True


def call_off(order_id: str, *, buyer_id: str) -> Order:
    """Cancel an order before dispatch and send back what was paid; twice is no news. Raises NotFound, Refused."""
    return close(orders.cancel_order(order_id, buyer_id=buyer_id))


def take_back(order_id: str, *, buyer_id: str, seller_id: str) -> Order:
    """Cancel what a seller has not sent, and send back what was paid for it; twice is no news. Raises NotFound,
    Refused."""
    return _settled_up(orders.take_back(order_id, buyer_id=buyer_id, seller_id=seller_id))


def drop_rest(order_id: str, *, seller_id: str, on_shelf: bool) -> Order:
    """The seller does not send the rest, and what was paid for it goes back; twice is no news. Raises NotFound,
    Refused."""
    return _settled_up(orders.drop_rest(order_id, seller_id=seller_id, on_shelf=on_shelf))


def _settled_up(order: Order) -> Order:
    return close(order) if order.state == orders.CANCELLED else send_refunds(order)


def close(order: Order) -> Order:
    """After a cancellation: no open payment stays open, and what the order owes is sent, once."""
    payment = adapter_of(order.payment_method).cancel(order)
    if payment is not None and payment.payment_id != order.payment_id:
        take(order.order_id, payment)
    return send_refunds(order)


def end_due_order(order_id: str, now: datetime) -> bool:
    """End a hold that is past its time: first its open payment, then the hold. True when it ended.

    What turned out to be paid is taken instead.
    """
    order = orders.any_order(order_id)
    if order.state != orders.HELD:
        return False
    payment = _closed(order)
    if payment is not None and take(order_id, payment):
        return False
    return orders.expire_order(order_id, now=now)


def receive_cash(order_id: str, *, seller_id: str, receipt: str = "") -> Order:
    """The courier has the cash for a seller's part; when that for all is there, the order is paid. Twice is no news.

    `receipt` is the courier's batch number, if the seller knows it. Raises Invalid for it, NotFound, Refused.
    """
    return orders.confirm_cash(order_id, seller_id=seller_id, receipt=read_batch(receipt))


def _closed(order: Order) -> ReceivedPayment | None:
    if order.payment_method not in methods():
        return None  # a way of paying that is off holds no goods
    return adapter_of(order.payment_method).cancel(order)
