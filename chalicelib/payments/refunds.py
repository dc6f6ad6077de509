"""Refunds that an order has recorded are sent, each once."""

from chalicelib import orders
from chalicelib.orders import Order, Refund
from chalicelib.payments.errands import errand, errand_for, no_longer_open, send_by_hand
from chalicelib.payments.models import Errand
from chalicelib.payments.quarantine import sent_back
from chalicelib.payments.rules import quarantined_payment
from chalicelib.payments.ways import adapter_of


def send_refunds(order: Order) -> Order:
    """Send what the order owes its buyer and has not sent. Safe to repeat: an adapter sends each refund id once."""
    unsent = _unsent(order)
    for refund in unsent:
        _send(order, refund)
    return orders.any_order(order.order_id) if unsent else order


def refund_sent(order_id: str, refund_id: str, *, from_bank: bool = False) -> None:
    """A refund has gone out: from an adapter that had called it pending, or from the bank, by a person's hand."""
    payment_id = quarantined_payment(refund_id)
    if payment_id:
        sent_back(payment_id, from_bank=from_bank)
        return
    order = orders.mark_refund_sent(order_id, refund_id, from_bank=from_bank)
    for refund in order.refunds:
        if refund.refund_id == refund_id and refund.by_hand:
            no_longer_open(_errand(order, refund))


def refund_failed(order_id: str, refund_id: str) -> None:
    """An adapter that had called a refund pending could not send it: a person does. Twice is no news."""
    order = orders.any_order(order_id)
    for refund in _unsent(order):
        if refund.refund_id == refund_id:
            send_by_hand(_errand(order, refund))


def leave_to_person(order: Order) -> None:
    """What the order still owes a person sends, and no adapter is asked any more. Twice is no news."""
    for refund in _unsent(order):
        left = orders.leave_refund_to_person(order.order_id, refund.refund_id)
        if refund.refund_id in (still.refund_id for still in _unsent(left)):
            send_by_hand(_errand(order, refund))


def sent_by_hand(errand_key: str) -> None:
    """A person has sent what an errand asked for. Twice is no news. Raises NotFound for what was never asked."""
    task = errand(errand_key)
    refund_sent(task.order_id, task.refund_id, from_bank=True)
    no_longer_open(task)


def _unsent(order: Order) -> list[Refund]:
    return [refund for refund in order.refunds or () if refund.sent_at is None]


def _send(order: Order, refund: Refund) -> None:
    if refund.by_hand:
        send_by_hand(_errand(order, refund))
        return
    adapter = adapter_of(order.payment_method)
    payment_id = order.payment_id or ""
    state = adapter.refund(order, refund.refund_id, int(refund.fen), payment_id=payment_id)
    if state == "sent":
        refund_sent(order.order_id, refund.refund_id)
    elif state == "by-hand":
        send_by_hand(_errand(order, refund))


def _errand(order: Order, refund: Refund) -> Errand:
    return errand_for(
        order.order_id,
        refund.refund_id,
        method=order.payment_method,
        fen=int(refund.fen),
        since=refund.at,
    )
