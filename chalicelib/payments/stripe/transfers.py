"""Payouts through Stripe: one transfer for each payout, however often it is asked for, and what is taken back of it."""

import logging
from typing import Any

from chalicelib.errors import Refused
from chalicelib.payments.rules import STRIPE
from chalicelib.payments.stripe.asks import our_words, reversals_of
from chalicelib.payments.stripe.client import patient
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import Recipient
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.payouts import Payout, PayoutPort, TransferOutcome
from chalicelib.settings import settings

log = logging.getLogger("countyfair.stripe")
LATER = "balance_insufficient"


class StripeTransfers:
    """The port of payouts. What Stripe calls the transfer and the account stays in here."""

    def transfer(self, payout: Payout) -> TransferOutcome:
        """A payout takes whole weeks, paid for in several ways, so it comes out of the platform's balance."""
        import stripe

        to = Recipient.find_or_none(payout.owner)
        if to is None:
            return TransferOutcome("failed", reason="no account at Stripe")
        api = Stripe().client
        with patient():
            try:
                if not _is_sent(api, payout):
                    _send(api, payout, to)
            except stripe.InvalidRequestError as error:
                facts = {"payout_id": payout.payout_id, "code": error.code}
                log.error("payout refused", extra=facts)  # noqa: TRY400 - the code says it all
                if error.code == LATER:
                    return TransferOutcome("pending")
                return TransferOutcome("failed", reason=f"Stripe: {error.code or 'refused'}")
        return TransferOutcome("posted", reference=f"stripe.{payout.payout_id}")

    def take_back(self, payout: Payout, fen: int, *, reversal_id: str) -> int:
        """What the recipient has spent, or somebody has reversed before us, does not come back. Raises
        Refused("payment-away"), Refused("busy")."""
        import stripe

        api = Stripe().client
        with patient():
            try:
                return sum(
                    _reversed(api, transfer, fen, reversal_id)
                    for transfer in _sent(api, payout).data
                )
            except stripe.InvalidRequestError as error:
                facts = {"payout_id": payout.payout_id, "fen": fen, "code": error.code}
                log.warning("reversal refused", extra=facts)
                return 0
            except stripe.IdempotencyError:
                raise Refused("busy") from None


def payout_ports() -> dict[str, PayoutPort]:
    """The ways of paying out that need no person here, by name."""
    return {STRIPE: StripeTransfers()} if takes_stripe() else {}


def _is_sent(api: Any, payout: Payout) -> bool:
    """An idempotency key lives for a day, a payout for longer: so the transfer is looked for first."""
    return bool(_sent(api, payout).data)


def _sent(api: Any, payout: Payout) -> Any:
    return api.v1.transfers.list({"transfer_group": payout.payout_id, "limit": 1})


def _reversed(api: Any, transfer: Any, fen: int, reversal_id: str) -> int:
    """What one reversal has taken back of a transfer: looked for first, like the transfer itself."""
    for reversal in reversals_of(api, transfer.id):
        if our_words(reversal).get("reversal_id") == reversal_id:
            return int(reversal.amount)
    left_fen = min(fen, int(transfer.amount) - int(transfer.amount_reversed))
    if not left_fen:
        return 0
    params = {
        "amount": left_fen,
        "metadata": {"reversal_id": reversal_id, "fair": settings().base_url},
    }
    options = {"idempotency_key": f"reversal.{reversal_id}"}
    return int(api.v1.transfers.reversals.create(transfer.id, params, options).amount)


def _send(api: Any, payout: Payout, to: Recipient) -> None:
    params = {
        "amount": int(payout.fen),
        "currency": payout.currency.lower(),
        "destination": to.account_id,
        "transfer_group": payout.payout_id,
        "metadata": {"payout_id": payout.payout_id, "fair": settings().base_url},
    }
    api.v1.transfers.create(params, {"idempotency_key": f"transfer.{payout.payout_id}"})
