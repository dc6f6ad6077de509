"""Money that no order could take, in the journal: received into suspense, and out of it when it has gone back."""

from collections.abc import Mapping
from typing import Any

from chalicelib.ledger.books import (
    CASH_OF,
    CASH_STRIPE,
    SUSPENSE,
    cash_back,
    in_currency,
    pair,
)
from chalicelib.ledger.journal import post
from chalicelib.payments.models import Quarantine
from chalicelib.payments.rules import KEPT_OUT


def post_quarantine(image: Mapping[str, Any]) -> None:
    """Post what a quarantined payment's image tells of; the same again is no news."""
    one: Quarantine = Quarantine.from_raw_data(dict(image))
    if one.verdict != KEPT_OUT:
        return
    subject, fen, currency = f"quarantine.{one.payment_id}", int(one.fen), one.currency
    cash = in_currency(CASH_OF.get(one.method, CASH_STRIPE), currency)
    suspense = in_currency(SUSPENSE, currency)
    post(subject, "received", pair(cash, suspense, fen), one.at, currency=currency)
    if one.sent_back_at:
        back = in_currency(cash_back(one.method, from_bank=bool(one.from_bank)), currency)
        post(subject, "sent-back", pair(suspense, back, fen), one.sent_back_at, currency=currency)
