"""Money that no order can take: kept out for good, and sent back once, whatever dies in between."""

import logging
from contextlib import suppress

from chalicelib import clock, orders
from chalicelib.errors import NotFound, Refused
from chalicelib.payments.errands import errand_for, no_longer_open, send_by_hand
from chalicelib.payments.models import Errand, Quarantine
from chalicelib.payments.port import ReceivedPayment
from chalicelib.payments.rules import KEPT_OUT, TAKEN, quarantine_refund_id
from chalicelib.payments.ways import adapter_of
from chalicelib.store import AlreadyThere, change, put_new

log = logging.getLogger("countyfair.payments")


def keep_out(order_id: str, payment: ReceivedPayment, *, reason: str) -> bool:
    """Quarantine a payment that its order refused, raise the alarm, and send the money back. Twice is no news.

    False when the order turned out to have taken this very payment in between.
    """
    new = Quarantine(
        payment.payment_id,
        order_id=order_id,
        method=payment.method or _method_of(order_id),
        fen=payment.fen,
        currency=payment.currency,
        reason=reason,
        at=clock.now(),
    )
    with suppress(AlreadyThere):
        put_new(new)
    return carry_on(payment.payment_id)


def carry_on(payment_id: str) -> bool:
    """Whatever is left to do for a quarantined payment; a job repeats this after a crash. As `keep_out`."""
    quarantine = Quarantine.find(payment_id)
    if quarantine.verdict is None:
        _raise_alarm(quarantine)
        quarantine = _judged(quarantine)
    if quarantine.verdict == KEPT_OUT and quarantine.sent_back_at is None and quarantine.method:
        _send_back(quarantine)
    return quarantine.verdict == KEPT_OUT


def sent_back(payment_id: str, *, from_bank: bool = False) -> None:
    """The money of a quarantined payment has gone back, the way that it came or from the bank. Twice is no news."""
    quarantine = change(
        Quarantine(payment_id),
        Quarantine.sent_back_at.set(clock.now()),
        *([Quarantine.from_bank.set(True)] if from_bank else []),
        when=(Quarantine.verdict == KEPT_OUT) & Quarantine.sent_back_at.does_not_exist(),
        already=lambda there: there.sent_back_at is not None,
        otherwise=NotFound("not-found"),
    )
    if quarantine.by_hand:
        no_longer_open(_errand(quarantine))


def leave_to_person(payment_id: str) -> None:
    """From now on a person sends a quarantined payment back, unless it has gone. Twice is no news."""
    quarantine = change(
        Quarantine(payment_id),
        Quarantine.by_hand.set(True),
        when=Quarantine.at.exists()
        & Quarantine.sent_back_at.does_not_exist()
        & Quarantine.by_hand.does_not_exist(),
        already=lambda there: bool(there.by_hand or there.sent_back_at),
        otherwise=NotFound("not-found"),
    )
    if quarantine.sent_back_at is None:
        send_by_hand(_errand(quarantine))


def _raise_alarm(quarantine: Quarantine) -> None:
    """Before the verdict, and so at least once: also when nobody heard that the record was kept."""
    alarm = {
        "payment_id": quarantine.payment_id,
        "order_id": quarantine.order_id,
        "reason": quarantine.reason,
    }
    log.error("payment quarantined", extra=alarm)


def _judged(quarantine: Quarantine) -> Quarantine:
    """The order itself decides, by one write: either it never takes this payment, or it has it already."""
    try:
        orders.quarantine_payment(quarantine.order_id, payment_id=quarantine.payment_id)
        verdict = KEPT_OUT
    except NotFound:
        verdict = KEPT_OUT
    except Refused as refusal:
        if refusal.message_id == "busy":
            raise
        verdict = TAKEN
    return change(
        Quarantine(quarantine.payment_id),
        Quarantine.verdict.set(verdict),
        when=Quarantine.verdict.does_not_exist() & Quarantine.at.exists(),
        already=lambda there: there.verdict is not None,
        otherwise=NotFound("not-found"),
    )


def _send_back(quarantine: Quarantine) -> None:
    errand = _errand(quarantine)
    if quarantine.by_hand:
        send_by_hand(errand)
        return
    order, fen = orders.order_behind(quarantine.order_id), int(quarantine.fen)
    state = adapter_of(quarantine.method).refund(
        order, errand.refund_id, fen, payment_id=quarantine.payment_id
    )
    if state == "sent":
        sent_back(quarantine.payment_id)
    elif state == "by-hand":
        send_by_hand(errand)


def _errand(quarantine: Quarantine) -> Errand:
    refund_id = quarantine_refund_id(quarantine.payment_id)
    return errand_for(
        quarantine.order_id,
        refund_id,
        method=quarantine.method,
        fen=int(quarantine.fen),
        since=quarantine.at,
    )


def _method_of(order_id: str) -> str:
    """ "" for money that names no order of ours: the alarm calls somebody who looks where it came from."""
    try:
        return orders.order_behind(order_id).payment_method
    except NotFound:
        return ""
