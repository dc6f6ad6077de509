"""The ledger: one immutable entry in the journal for each business fact, put once under its natural key."""

from contextlib import suppress
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.payments.ledger.books import (
    CASH_BANK,
    CASH_STRIPE,
    COD_IN_TRANSIT,
    CURRENCY,
    DISPUTE_CLEARING,
    FEE,
    FUND,
    PSP_FEE,
    SUSPENSE,
    Entry,
    Posting,
    pair,
)
from chalicelib.payments.ledger.models import JournalEntry, entry_of, kept
from chalicelib.payments.ledger.postings import new_entries
from chalicelib.payments.ledger.sold import Image, sold_of
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


def remitted(reference: str, fen: int, *, at: datetime | None = None) -> None:
    """A courier or pick-up point has brought collected cash to the bank; `reference` is the statement's line."""
    post(f"remittance.{reference}", "remitted", pair(CASH_BANK, COD_IN_TRANSIT, fen), at)


def received_unmatched(reference: str, fen: int, *, at: datetime | None = None) -> None:
    """Money is in the bank that no order takes: nobody knows what for, or more or less than an order's total."""
    post(f"suspense.{reference}", "received", pair(CASH_BANK, SUSPENSE, fen), at)


def assigned(reference: str, fen: int, *, to_order: str, at: datetime | None = None) -> None:
    """Unmatched money has found its order, whose own entry "paid" says that it is in the bank."""
    post(f"suspense.{reference}", f"assigned.{to_order}", pair(SUSPENSE, CASH_BANK, fen), at)


def sent_back(reference: str, fen: int, *, at: datetime | None = None) -> None:
    """Unmatched money went back to whoever sent it."""
    post(f"suspense.{reference}", "sent-back", pair(SUSPENSE, CASH_BANK, fen), at)


def fund_paid_in(reference: str, fen: int, *, at: datetime | None = None, by: str = "") -> None:
    """Somebody has paid into the protection fund; `reference` is the bank's."""
    post(f"fund.{reference}", "paid-in", pair(CASH_BANK, FUND, fen), at, by=by)


def psp_charged(reference: str, fen: int, *, at: datetime | None = None) -> None:
    """The payment provider has kept a fee of its own; the platform bears it."""
    post(f"psp.{reference}", "charged", pair(PSP_FEE, CASH_STRIPE, fen), at)


def psp_paid_out(reference: str, fen: int, *, at: datetime | None = None) -> None:
    """The payment provider has brought money to the bank."""
    post(f"psp.{reference}", "paid-out", pair(CASH_BANK, CASH_STRIPE, fen), at)


def disputed(dispute_id: str, fen: int, *, at: datetime | None = None) -> None:
    """A buyer's bank has taken a payment back until a dispute is decided."""
    post(f"dispute.{dispute_id}", "opened", pair(DISPUTE_CLEARING, CASH_STRIPE, fen), at)


def dispute_ended(dispute_id: str, fen: int, *, won: bool, at: datetime | None = None) -> None:
    """A dispute is over: the money has come back, or the platform bears the loss."""
    debit, name = (CASH_STRIPE, "won") if won else (FEE, "lost")
    post(f"dispute.{dispute_id}", name, pair(debit, DISPUTE_CLEARING, fen), at)
