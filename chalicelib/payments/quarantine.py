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


def keep_out(order_id: str, received: ReceivedPayment, *, reason: str) -> bool:
    """Quarantine a payment that its order refused, raise the alarm, and send the money back. Twice is no news.

    False when the order turned out to have taken this very payment in between.
    """
    one = Quarantine(
        received.payment_id,
        order_id=order_id,
        method=received.method or _method_of(order_id),
        fen=received.fen,
        currency=received.currency,
        reason=reason,
        at=clock.now(),
    )
    with suppress(AlreadyThere):
        put_new(one)
    return carry_on(received.payment_id)


def carry_on(payment_id: str) -> bool:
    """Whatever is left to do for a quarantined payment; a job repeats this after a crash. As `keep_out`."""
    one = Quarantine.find(payment_id)
    if one.verdict is None:
        _raise_alarm(one)
        one = _judged(one)
    if one.verdict == KEPT_OUT and one.sent_back_at is None and one.method:
        _send_back(one)
    return one.verdict == KEPT_OUT


def sent_back(payment_id: str, *, from_bank: bool = False) -> None:
    """The money of a quarantined payment has gone back, the way that it came or from the bank. Twice is no news."""
    one = change(
        Quarantine(payment_id),
        Quarantine.sent_back_at.set(clock.now()),
        *([Quarantine.from_bank.set(True)] if from_bank else []),
        when=(Quarantine.verdict == KEPT_OUT) & Quarantine.sent_back_at.does_not_exist(),
        already=lambda one: one.sent_back_at is not None,
        otherwise=NotFound("not-found"),
    )
    if one.by_hand:
        no_longer_open(_errand(one))


def leave_to_person(payment_id: str) -> None:
    """From now on a person sends a quarantined payment back, unless it has gone. Twice is no news."""
    one = change(
        Quarantine(payment_id),
        Quarantine.by_hand.set(True),
        when=Quarantine.at.exists()
        & Quarantine.sent_back_at.does_not_exist()
        & Quarantine.by_hand.does_not_exist(),
        already=lambda one: bool(one.by_hand or one.sent_back_at),
        otherwise=NotFound("not-found"),
    )
    if one.sent_back_at is None:
        send_by_hand(_errand(one))


def _raise_alarm(one: Quarantine) -> None:
    """Before the verdict, and so at least once: also when nobody heard that the record was kept."""
    alarm = {"payment_id": one.payment_id, "order_id": one.order_id, "reason": one.reason}
    log.error("payment quarantined", extra=alarm)


def _judged(one: Quarantine) -> Quarantine:
    """The order itself decides, by one write: either it never takes this payment, or it has it already."""
    try:
        orders.quarantine_payment(one.order_id, payment_id=one.payment_id)
        verdict = KEPT_OUT
    except NotFound:
        verdict = KEPT_OUT
    except Refused as refusal:
        if refusal.message_id == "busy":
            raise
        verdict = TAKEN
    return change(
        Quarantine(one.payment_id),
        Quarantine.verdict.set(verdict),
        when=Quarantine.verdict.does_not_exist() & Quarantine.at.exists(),
        already=lambda found: found.verdict is not None,
        otherwise=NotFound("not-found"),
    )


def _send_back(one: Quarantine) -> None:
    errand = _errand(one)
    if one.by_hand:
        send_by_hand(errand)
        return
    order, fen = orders.order_behind(one.order_id), int(one.fen)
    state = adapter_of(one.method).refund(order, errand.refund_id, fen, payment_id=one.payment_id)
    if state == "sent":
        sent_back(one.payment_id)
    elif state == "by-hand":
        send_by_hand(errand)


def _errand(one: Quarantine) -> Errand:
    refund_id = quarantine_refund_id(one.payment_id)
    return errand_for(one.order_id, refund_id, method=one.method, fen=int(one.fen), since=one.at)


def _method_of(order_id: str) -> str:
    """ "" for money that names no order of ours: the alarm calls somebody who looks where it came from."""
    try:
        return orders.order_behind(order_id).payment_method
    except NotFound:
        return ""
