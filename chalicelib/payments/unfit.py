"""Money that no order could take, in the journal: received into suspense, and out of it when it has gone back."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ledger import (
    CASH_OF,
    CASH_STRIPE,
    SUSPENSE,
    account_in,
    cash_back,
    post_entry,
    two_postings,
)
from chalicelib.payments.models import Quarantine
from chalicelib.payments.rules import KEPT_OUT


def post_quarantine(image: Mapping[str, Any]) -> None:
    """Post what a quarantined payment's image tells of; the same again is no news."""
    quarantine: Quarantine = Quarantine.from_raw_data(dict(image))
    if quarantine.verdict != KEPT_OUT:
        return
    subject, fen, currency = (
        f"quarantine.{quarantine.payment_id}",
        int(quarantine.fen),
        quarantine.currency,
    )
    cash = account_in(CASH_OF.get(quarantine.method, CASH_STRIPE), currency)
    suspense = account_in(SUSPENSE, currency)
    post_entry(
        subject, "received", two_postings(cash, suspense, fen), quarantine.at, currency=currency
    )
    if quarantine.sent_back_at:
        back = account_in(
            cash_back(quarantine.method, from_bank=bool(quarantine.from_bank)), currency
        )
        post_entry(
            subject,
            "sent-back",
            two_postings(suspense, back, fen),
            quarantine.sent_back_at,
            currency=currency,
        )
