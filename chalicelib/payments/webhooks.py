"""Events of the payment service: hints, each followed by a look at the thing itself, as often as they come."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chalicelib import clock, orders
from chalicelib.errors import NotFound, Refused
from chalicelib.ledger import post_dispute, post_dispute_end
from chalicelib.payments.port import ReceivedPayment
from chalicelib.payments.refunds import refund_failed, refund_sent
from chalicelib.payments.rules import PRODUCTION, STRIPE
from chalicelib.payments.stripe.asks import our_words, received_by, reversals_of
from chalicelib.payments.stripe.client import patient
from chalicelib.payments.stripe.hosted_page import HostedPage, Stripe, refund_state
from chalicelib.payments.stripe.sandbox_page import Sandbox
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.payments.stripe.words import NOT_SIGNED, EventHint, NotHeard, hint_in, hint_of
from chalicelib.payments.take import take
from chalicelib.settings import settings

log = logging.getLogger("countyfair.stripe")
LOOKED_BACK = timedelta(days=3)  # Stripe itself repeats a webhook for three days
MOST_MISSED = 1_000
DECIDED, WITHDRAWN = ("won", "lost"), ("needs_response", "under_review", "won", "lost")
Look = Callable[[HostedPage, str], None]


def hear(body: bytes, header: str) -> None:
    """Take a webhook. Heard again, it is no news.

    Raises NotHeard for what nobody should send us, Refused("payment-away") or Refused("busy") for what should be sent
    again.
    """
    refusal = NotHeard(NOT_SIGNED)
    for page in hosted_pages():
        try:
            hint = hint_in(
                body, header, secrets=page.webhooks, livemode=page.livemode, now=clock.now()
            )
        except NotHeard as error:
            refusal = refusal if str(error) == NOT_SIGNED else error
        else:
            return follow(page, hint)
    raise refusal


def follow(page: HostedPage, hint: EventHint) -> None:
    """Look at the thing that a hint names, and let what is true of it be known."""
    look = LOOKS.get(hint.kind)
    if look is None:
        return
    import stripe

    with patient():
        try:
            look(page, hint.object_id)
        except (stripe.InvalidRequestError, NotFound):
            log.exception("event about nothing of ours", extra={"kind": hint.kind})


def catch_up() -> int:
    """Follow Stripe's events whose webhooks did not arrive; returns how many there were. A lost webhook is lost no
    longer than until the next run."""
    return _catch_up(Stripe()) if takes_stripe() else 0


def post_webhooks() -> int:
    """The sandbox posts what has happened in it, each until it is heard; returns how many. None in production."""
    if settings().stage == PRODUCTION:
        return 0
    from chalicelib.payments.sandbox import events

    waiting = events.waiting()
    return sum(_post(event) for event in waiting)


def hosted_pages() -> list[HostedPage]:
    """Those from whom we hear here."""
    pages: list[HostedPage] = [Stripe()] if takes_stripe() else []
    return pages if settings().stage == PRODUCTION else [*pages, Sandbox()]


def _post(event: Any) -> bool:
    from chalicelib.payments.sandbox import events

    try:
        hear(*events.signed(event))
    except Refused as refusal:
        log.warning("webhook waits", extra={"why": refusal.message_id})
        return False
    events.acknowledged(event)
    return True


def _catch_up(page: HostedPage) -> int:
    since = int((clock.now() - LOOKED_BACK).timestamp())
    params = {
        "created": {"gte": since},
        "delivery_success": False,
        "types": sorted(LOOKS),
        "limit": 100,
    }
    hints: list[EventHint] = []
    with patient():
        for event in page.client.v1.events.list(params).auto_paging_iter():
            hints.append(hint_of(event.to_dict()))
            if len(hints) == MOST_MISSED:
                log.error("too many webhooks missed", extra={"method": page.method})
                break
    for hint in dict.fromkeys(reversed(hints)):
        follow(page, hint)
    return len(hints)


def _look_at_session(page: HostedPage, session_id: str) -> None:
    session = page.session(session_id)
    if session.payment_status == "paid" and session.payment_intent is not None:
        _take(page, session.payment_intent)


def _look_at_intent(page: HostedPage, intent_id: str) -> None:
    _take(page, page.client.v1.payment_intents.retrieve(intent_id))


def _look_at_refund(page: HostedPage, id_of_refund: str) -> None:
    refund = page.client.v1.refunds.retrieve(id_of_refund)
    order_id, refund_id = (
        our_words(refund).get("order_id", ""),
        our_words(refund).get("refund_id", ""),
    )
    if not order_id or not refund_id:
        return
    state = refund_state(refund.status)
    if state == "sent":
        refund_sent(order_id, refund_id)
    elif state == "by-hand":
        log.error("refund failed", extra={"order_id": order_id, "refund_id": refund_id})
        refund_failed(order_id, refund_id)


def _look_at_dispute(page: HostedPage, dispute_id: str) -> None:
    """A buyer's bank has taken the money back, for now or for good."""
    dispute = page.client.v1.disputes.retrieve(dispute_id)
    if dispute.status not in WITHDRAWN:
        return
    intent = page.client.v1.payment_intents.retrieve(dispute.payment_intent)
    order_id = our_words(intent).get("order_id", "")
    if not order_id or page.method != STRIPE:
        return
    facts = {"order_id": order_id, "fen": int(dispute.amount), "state": dispute.status}
    log.error("payment disputed", extra=facts)
    post_dispute(dispute_id, int(dispute.amount))
    if dispute.status in DECIDED:
        post_dispute_end(dispute_id, int(dispute.amount), won=dispute.status == "won")
    if dispute.status == "lost":
        orders.record_chargeback(order_id, dispute_id=dispute_id, fen=int(dispute.amount))


def _look_at_transfer(page: HostedPage, transfer_id: str) -> None:
    """What we reverse is in our books before. What somebody reversed at Stripe, a person has to say here too."""
    transfers = page.client.v1.transfers
    payout_id = our_words(transfers.retrieve(transfer_id)).get("payout_id")
    if not payout_id:
        return
    strangers = [
        reversal
        for reversal in reversals_of(page.client, transfer_id)
        if "reversal_id" not in our_words(reversal)
    ]
    if strangers:
        fen = sum(int(reversal.amount) for reversal in strangers)
        log.error("payout reversed", extra={"payout_id": payout_id, "fen": fen})


def _take(page: HostedPage, intent: Any) -> None:
    order_id, payment = our_words(intent).get("order_id", ""), received_by(intent)
    if not order_id or payment is None:
        return
    orders.order_behind(order_id)
    take(order_id, ReceivedPayment(payment.payment_id, payment.fen, payment.currency, page.method))


LOOKS: dict[str, Look] = {
    "checkout.session.completed": _look_at_session,
    "checkout.session.async_payment_succeeded": _look_at_session,
    "payment_intent.succeeded": _look_at_intent,
    "refund.created": _look_at_refund,
    "refund.updated": _look_at_refund,
    "refund.failed": _look_at_refund,
    "charge.dispute.created": _look_at_dispute,
    "charge.dispute.updated": _look_at_dispute,
    "charge.dispute.closed": _look_at_dispute,
    "charge.dispute.funds_withdrawn": _look_at_dispute,
    "charge.dispute.funds_reinstated": _look_at_dispute,
    "transfer.reversed": _look_at_transfer,
}
