"""What follows from a decision: the refund is owed, the claim is closed, the money is sent. Safe to repeat."""

import logging
from contextlib import suppress
from datetime import timedelta

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.governance.models import Claim
from chalicelib.governance.rules import (
    CLOSED,
    DECIDED,
    TO_FINISH,
    refundable_fen,
    shipping_back_fen,
)
from chalicelib.orders import Order, any_order, close_claim, record_refund
from chalicelib.payments import send_refunds
from chalicelib.store import change

UNPAID_AGAIN = timedelta(hours=1)  # a courier's cash may take days to be booked
log = logging.getLogger("countyfair.claims")


def finish(claim: Claim) -> Claim:
    """Owe what was granted, close the claim, and send the money; each step is no news when it was done before.

    An order whose cash has not been booked, or whose payment is in doubt, waits. Raises Refused when another refund was
    faster: the next try takes what is left.
    """
    if claim.state != DECIDED:
        return claim
    order = any_order(claim.order_id)
    if int(claim.granted_fen or 0) and (order.paid_at is None or order.doubts):
        return _waits(claim)
    if int(claim.granted_fen or 0):
        order = _owed(claim, order)
    close_claim(claim.order_id, claim.claim_key)
    claim = _closed(claim, order)
    send_refunds(order)
    return claim


def finish_soon(claim: Claim) -> Claim:
    """As `finish`; what cannot be done this moment the sweep does."""
    with suppress(Refused):
        return finish(claim)
    return claim


def _owed(claim: Claim, order: Order) -> Order:
    line = order.lines[int(claim.line)]
    if claim.refund_id in (order.refund_ids or ()):
        return order
    fen = min(int(claim.granted_fen), refundable_fen(line))
    if not fen:
        return order
    theirs = [i for i, its in enumerate(order.lines) if its.seller_id == line.seller_id]
    sub_order = next(part for part in order.sub_orders if part.seller_id == line.seller_id)
    left_fen = int(sub_order.shipping_fen) - int(sub_order.shipping_refunded_fen or 0)
    lines = [order.lines[i] for i in theirs]
    index = theirs.index(int(claim.line))
    shipping_fen = shipping_back_fen(lines, index, fen, claim.reason, left_fen)
    return record_refund(
        claim.order_id,
        refund_id=claim.refund_id,
        lines={int(claim.line): fen},
        shipping={line.seller_id: shipping_fen} if shipping_fen else {},
        reason=f"claim-{claim.reason}",
    )


def _closed(claim: Claim, order: Order) -> Claim:
    refunds = [
        int(refund.fen) for refund in order.refunds or () if refund.refund_id == claim.refund_id
    ]
    log.info("claim closed", extra={"claim_id": claim.claim_id, "outcome": claim.outcome})
    return change(
        Claim(claim.order_id, claim.claim_key),
        Claim.state.set(CLOSED),
        Claim.refunded_fen.set(sum(refunds)),
        Claim.closed_at.set(clock.now()),
        Claim.clock.remove(),
        Claim.ends_at.remove(),
        when=Claim.state == DECIDED,
        already=lambda claim: claim.state == CLOSED,
        otherwise=Refused("claim-is-over"),
    )


def _waits(claim: Claim) -> Claim:
    return change(
        Claim(claim.order_id, claim.claim_key),
        Claim.ends_at.set(clock.now() + UNPAID_AGAIN),
        when=(Claim.state == DECIDED) & (Claim.clock == TO_FINISH),
        already=lambda claim: claim.state == CLOSED,
        otherwise=Refused("claim-is-over"),
    )
