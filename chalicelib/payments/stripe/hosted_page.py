"""Stripe as a way to pay: a hosted page for each order, and refunds that are counted once."""

import logging
from dataclasses import replace
from typing import Any

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders import Order
from chalicelib.payments.port import PaymentInstructions, ReceivedPayment, RefundState
from chalicelib.payments.rules import STRIPE
from chalicelib.payments.stripe.asks import INTENT, MOST_ON_A_PAGE, received_of, session_wanted
from chalicelib.payments.stripe.client import patient, stripe_client
from chalicelib.payments.stripe.models import HostedSession
from chalicelib.payments.stripe.settings import stripe_settings
from chalicelib.settings import WrongSetting, settings
from chalicelib.store import AlreadyThere, change, put_new

log = logging.getLogger("countyfair.stripe")
EXPIRED, SENT, UNDER_WAY = "expired", "succeeded", ("pending", "requires_action")


class HostedPage:
    """An order is paid on a page of the payment service. Both Stripe and the sandbox are this; only the client
    differs."""

    method = STRIPE

    def __init__(self, client: Any, webhooks: tuple[str, ...], *, livemode: bool = False) -> None:
        self.client, self.webhooks, self.livemode = client, webhooks, livemode

    def begin(self, order: Order) -> PaymentInstructions:
        """Open the page; again is the same page, until it was closed. Raises Refused("payment-away")."""
        session = self._open(order)
        return PaymentInstructions(f"/pay/{order.order_id}", url=session.url or "")

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:  # noqa: ARG002 - a buyer's word proves nothing
        """Only the payment service's own word counts. Raises Refused("payment-away")."""
        record = self._kept(order)
        return self._received(self.session(record.session_id)) if record else None

    def cancel(self, order: Order) -> ReceivedPayment | None:
        """Close the page, so that nobody pays on it any more; or what was paid there before.

        A page that nobody kept was never shown to anyone. Raises Refused: "payment-away", and "payment-under-way"
        while a bank has yet to say whether it pays.
        """
        record = self._kept(order)
        if record is None or record.closed_at:
            return None
        session = self._closed(record.session_id)
        payment = self._received(session)
        if payment is None and session.status != EXPIRED:
            raise Refused("payment-under-way")
        if payment is None:
            _mark_closed(record)
        return payment

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:
        """An idempotency key lives for a day, a refund id for ever: so what was sent before is looked for first."""
        import stripe

        with patient():
            try:
                refund = self._refunded(payment_id, refund_id) or self.client.v1.refunds.create(
                    {
                        "payment_intent": payment_id,
                        "amount": fen,
                        "metadata": {
                            "order_id": order.order_id,
                            "refund_id": refund_id,
                            "fair": settings().base_url,
                        },
                    },
                    {"idempotency_key": f"refund.{payment_id}.{refund_id}"},
                )
            except stripe.InvalidRequestError as error:
                facts = {"order_id": order.order_id, "refund_id": refund_id, "code": error.code}
                log.error("refund goes by hand", extra=facts)  # noqa: TRY400 - the code says it all
                return "by-hand"
        return refund_state(refund.status)

    def session(self, session_id: str) -> Any:
        """A session as it is now, with its payment intent. Raises Refused("payment-away")."""
        with patient():
            return self.client.v1.checkout.sessions.retrieve(session_id, {"expand": [INTENT]})

    def _open(self, order: Order) -> Any:
        record = self._kept(order)
        if record and not record.closed_at:
            session = self.session(record.session_id)
            if session.status != EXPIRED:
                return session
            _mark_closed(record)
        attempt = int(record.attempt) + 1 if record else 1
        session = self._created(order, attempt)
        _keep(self._page_key(order), attempt, session.id)
        return session

    def _kept(self, order: Order) -> HostedSession | None:
        return HostedSession.find_or_none(self._page_key(order))

    def _page_key(self, order: Order) -> str:
        return f"{self.method}.{order.order_id}"

    def _received(self, session: Any) -> ReceivedPayment | None:
        payment = received_of(session)
        return replace(payment, method=self.method) if payment else None

    def _created(self, order: Order, attempt: int) -> Any:
        import stripe

        options = {"idempotency_key": f"session.{order.order_id}.{attempt}"}
        with patient():
            try:
                return self.client.v1.checkout.sessions.create(session_wanted(order), options)
            except stripe.InvalidRequestError as error:
                facts = {"order_id": order.order_id, "code": error.code, "param": error.param}
                log.error("no page to pay at", extra=facts)  # noqa: TRY400 - the code says it all
                raise Refused("payment-away") from None

    def _closed(self, session_id: str) -> Any:
        import stripe

        with patient():
            try:
                return self.client.v1.checkout.sessions.expire(session_id, {"expand": [INTENT]})
            except stripe.InvalidRequestError:
                pass  # it is over already, one way or the other
        return self.session(session_id)

    def _refunded(self, payment_id: str, refund_id: str) -> Any:
        params = {"payment_intent": payment_id, "limit": MOST_ON_A_PAGE}
        for refund in self.client.v1.refunds.list(params).auto_paging_iter():
            if "refund_id" in refund.metadata and refund.metadata["refund_id"] == refund_id:
                return refund
        return None


class Stripe(HostedPage):
    """Stripe itself."""

    def __init__(self) -> None:
        secrets = stripe_settings()
        if secrets is None:
            raise WrongSetting("Stripe is asked for, and none of its settings is given")
        super().__init__(stripe_client(secrets), secrets.webhooks, livemode=secrets.livemode)


def refund_state(status: str) -> RefundState:
    """What Stripe's word for a refund means here; one that failed is for a person to send."""
    if status == SENT:
        return "sent"
    return "pending" if status in UNDER_WAY else "by-hand"


def _keep(page_key: str, attempt: int, session_id: str) -> None:
    """Two requests at once have made the same session under the same key, so whoever is second has no news."""
    if attempt == 1:
        try:
            put_new(HostedSession(page_key, attempt=1, session_id=session_id))
        except AlreadyThere:
            return
    else:
        change(
            HostedSession(page_key),
            HostedSession.attempt.set(attempt),
            HostedSession.session_id.set(session_id),
            HostedSession.closed_at.remove(),
            when=(HostedSession.attempt == attempt - 1) & HostedSession.closed_at.exists(),
            already=lambda there: int(there.attempt) >= attempt,
            otherwise=Refused("payment-is-over"),
        )


def _mark_closed(record: HostedSession) -> None:
    change(
        record,
        HostedSession.closed_at.set(clock.now()),
        when=(HostedSession.session_id == record.session_id)
        & HostedSession.closed_at.does_not_exist(),
        already=lambda _: True,
        otherwise=Refused("payment-is-over"),
    )
