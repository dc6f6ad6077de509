"""The ledger: one immutable entry in the journal for each business fact, put once under its natural key."""

from contextlib import suppress
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger.books import (
    CASH_BANK,
    CASH_STRIPE,
    CURRENCY,
    DISPUTE_CLEARING,
    FEE,
    FUND,
    PSP_FEE,
    Entry,
    Posting,
    in_currency,
    pair,
)
from chalicelib.ledger.models import JournalEntry, entry_of, kept
from chalicelib.ledger.postings import new_entries
from chalicelib.ledger.sold import Image, sold_of
from chalicelib.store import AlreadyThere, put_new


def post_order(old: Image | None, new: Image | None) -> int:
    """Post what a change of an order adds; the same change again posts nothing new. Returns how many entries."""
    entries = new_entries(sold_of(old), sold_of(new))
    for entry in entries:
        with suppress(AlreadyThere):
            put_new(kept(entry))
    return len(entries)


def entries_about(subject: str) -> list[Entry]:
    """All entries of one subject, by time."""
    found = JournalEntry.query(subject, consistent_read=True)
    return sorted((entry_of(one) for one in found), key=lambda one: (one.at, one.name))


def post(
    subject: str,
    name: str,
    postings: tuple[Posting, ...],
    at: datetime | None = None,
    *,
    currency: str = CURRENCY,
    by: str = "",
) -> None:
    """Put an entry that may be there already. Raises Refused("ledger-entry-differs") when the one that is there says
    something else."""
    try:
        moment = at or clock.now()
        put_new(kept(Entry(subject, name, moment, postings, currency=currency, by=by)))
    except AlreadyThere:
        if entry_of(JournalEntry.find(subject, name)).postings != postings:
            raise Refused("ledger-entry-differs", entry=f"{subject} {name}") from None


def fund_paid_in(reference: str, fen: int, *, at: datetime | None = None, by: str = "") -> None:
    """Somebody has paid into the protection fund; `reference` is the bank's."""
    post(f"fund.{reference}", "paid-in", pair(CASH_BANK, FUND, fen), at, by=by)


def psp_charged(
    reference: str, fen: int, *, currency: str = CURRENCY, at: datetime | None = None
) -> None:
    """The payment provider has kept a fee of its own, which the platform bears; below zero, it has given one back."""
    fee, cash = in_currency(PSP_FEE, currency), in_currency(CASH_STRIPE, currency)
    name = "charged" if fen > 0 else "given-back"
    postings = pair(fee, cash, fen) if fen > 0 else pair(cash, fee, -fen)
    post(f"psp.{reference}", name, postings, at, currency=currency)


def disputed(dispute_id: str, fen: int, *, at: datetime | None = None) -> None:
    """A buyer's bank has taken a payment back until a dispute is decided."""
    post(f"dispute.{dispute_id}", "opened", pair(DISPUTE_CLEARING, CASH_STRIPE, fen), at)


def dispute_ended(dispute_id: str, fen: int, *, won: bool, at: datetime | None = None) -> None:
    """A dispute is over: the money has come back, or the platform bears the loss."""
    debit, name = (CASH_STRIPE, "won") if won else (FEE, "lost")
    post(f"dispute.{dispute_id}", name, pair(debit, DISPUTE_CLEARING, fen), at)
