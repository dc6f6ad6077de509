"""Money that must go back goes now, or, while the payment service is away, later: waits grow, and at their end a person
sends it."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from chalicelib import orders
from chalicelib.errors import Refused
from chalicelib.payments import quarantine, refunds
from chalicelib.payments.rules import quarantined_payment
from chalicelib.payments.take import close
from chalicelib.store import remember, sweep

QUEUE = "money-back"
AWAY = ("payment-away", "payment-under-way")
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1440))
log = logging.getLogger("countyfair.payments")


def send_back(owing: str, now: datetime) -> None:
    """Send what is owed back; what cannot go while the payment service is away is due again. Twice is no news.

    `owing` is the id of an order, or the refund id of a quarantined payment.
    """
    try:
        _send(owing)
    except Refused as refusal:
        if refusal.message_id not in AWAY:
            raise
        _later(owing, 0, now)


def sweep_money_back(now: datetime) -> None:
    """Try again what has become due. What fails too often goes to a person, with an alarm, and holds up nobody."""
    sweep(QUEUE, now, lambda ids: _take(ids, now))


def _take(ids: Sequence[str], now: datetime) -> Collection[str]:
    for due_id in ids:
        tries, _, owing = due_id.partition(" ")
        try:
            _send(owing)
        except Exception as error:
            log.warning("money not sent back", exc_info=error, extra={"owing": owing})
            _later(owing, int(tries), now)
    return ()


def _send(owing: str) -> None:
    if payment_id := quarantined_payment(owing):
        quarantine.carry_on(payment_id)
        return
    order = orders.any_order(owing)
    if order.state == orders.CANCELLED:
        close(order)
    else:
        refunds.send_refunds(order)


def _later(owing: str, tries: int, now: datetime) -> None:
    if tries < len(WAITS):
        remember(QUEUE, owing, [(f"{tries + 1} {owing}", now + WAITS[tries])])
        return
    log.error("refund goes by hand", extra={"owing": owing, "tries": tries})
    if payment_id := quarantined_payment(owing):
        quarantine.leave_to_person(payment_id)
    else:
        refunds.leave_to_person(orders.any_order(owing))
