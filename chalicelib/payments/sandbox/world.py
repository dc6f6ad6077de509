"""What others do in the sandbox, and no API of Stripe does: buyers pay, banks take their time, sellers sign up."""

import json

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.events import FEE, root_of_day, tell
from chalicelib.payments.sandbox.keys import digest_of
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.objects import (
    ACTIVE,
    FAILED,
    OPEN,
    PAID,
    PENDING,
    PROMISED,
    SUCCEEDED,
)
from chalicelib.payments.sandbox.pass_on import BALANCE, PLATFORM, grown_by
from chalicelib.payments.sandbox.pay import kept, payment_of
from chalicelib.store import change, put_new

DISPUTE = "dispute"
NEEDS_RESPONSE, WON, LOST = "needs_response", "won", "lost"


def buyer_pays(session_id: str, *, wallet: bool = False) -> None:
    """On the hosted page a buyer pays; twice is no news. A `wallet` refunds with a delay.

    Raises Refused("payment-is-over") when the page was closed.
    """
    payment = payment_of(session_id)
    if payment.state == PAID:
        return
    payment = change(
        payment,
        SandboxObject.state.set(PAID),
        SandboxObject.wallet.set(wallet),
        when=SandboxObject.state == OPEN,
        already=lambda there: there.state == PAID,
        otherwise=Refused("payment-is-over"),
    )
    tell("checkout.session.completed", shown.session(payment))
    tell("payment_intent.succeeded", shown.intent(payment))


def buyer_promises(session_id: str) -> None:
    """On the hosted page a buyer chooses a bank that says days later whether it pays."""
    change(
        payment_of(session_id),
        SandboxObject.state.set(PROMISED),
        when=SandboxObject.state == OPEN,
        already=lambda there: there.state == PROMISED,
        otherwise=Refused("payment-is-over"),
    )


def bank_keeps_the_promise(session_id: str) -> None:
    payment = change(
        payment_of(session_id),
        SandboxObject.state.set(PAID),
        when=SandboxObject.state == PROMISED,
        already=lambda there: there.state == PAID,
        otherwise=Refused("payment-is-over"),
    )
    tell("checkout.session.async_payment_succeeded", shown.session(payment))


def buyer_fails(session_id: str) -> None:
    """On the hosted page a payment is refused, and the buyer may try again."""
    payment = change(
        payment_of(session_id),
        SandboxObject.tries.set((SandboxObject.tries | 0) + 1),
        when=SandboxObject.state == OPEN,
        already=lambda there: there.state == PAID,
        otherwise=Refused("payment-is-over"),
    )
    if payment.state == OPEN:
        tell("payment_intent.payment_failed", shown.intent(payment))


def refund_arrives(refund_id: str) -> None:
    """A wallet has paid back."""
    tell("refund.updated", shown.refund(_refund_ends(refund_id, SUCCEEDED)))


def refund_fails(refund_id: str) -> None:
    """A wallet could not pay back; the money is the platform's again."""
    refund = _refund_ends(refund_id, FAILED)
    whole = payment_of(refund_id)
    whole.update(actions=[SandboxObject.back_fen.add(-int(refund.fen))])
    tell("refund.failed", shown.refund(refund))


def buyer_disputes(session_id: str) -> str:
    """A buyer's bank takes the payment back; returns the dispute's id."""
    paid = payment_of(session_id)
    dispute = SandboxObject(
        paid.root,
        f"dp_{paid.root}",
        kind=DISPUTE,
        digest="",
        made_at=clock.now(),
        params=json.dumps({}),
        state=NEEDS_RESPONSE,
        fen=int(paid.fen) - int(paid.back_fen or 0),
    )
    put_new(dispute)
    tell("charge.dispute.created", shown.dispute(dispute))
    return str(dispute.object_id)


def bank_decides(dispute_id: str, *, won: bool) -> None:
    dispute = change(
        kept(dispute_id),
        SandboxObject.state.set(WON if won else LOST),
        when=SandboxObject.state == NEEDS_RESPONSE,
        otherwise=Refused("payment-is-over"),
    )
    tell("charge.dispute.closed", shown.dispute(dispute))


def recipient_signs_up(account_id: str) -> None:
    """A seller has told Stripe all that it wanted to know."""
    account = kept(account_id)
    account.update(actions=[SandboxObject.state.set(ACTIVE)])


def recipient_spends(account_id: str) -> None:
    """Stripe has paid out to a seller's bank whatever was in their account."""
    kept(account_id).update(actions=[SandboxObject.fen.set(0)])


def money_arrives(fen: int) -> None:
    """The platform's own balance grows by this."""
    SandboxObject(PLATFORM, BALANCE).update(actions=grown_by(fen))


def stripe_charges(fen: int) -> None:
    """Stripe keeps a fee that belongs to no payment; below zero, it gives one back."""
    now = clock.now()
    name = f"fee_{digest_of(now, fen)}"
    fee = {"id": name, "amount": fen, "currency": "cny"}
    event = SandboxObject(
        root_of_day(now.date()), name, kind=FEE, digest="", made_at=now, state=FEE
    )
    event.params = json.dumps(fee)
    put_new(event)


def _refund_ends(refund_id: str, state: str) -> SandboxObject:
    return change(
        kept(refund_id),
        SandboxObject.state.set(state),
        when=SandboxObject.state == PENDING,
        otherwise=Refused("payment-is-over"),
    )
