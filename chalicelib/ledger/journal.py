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
    account_in,
    two_postings,
)
from chalicelib.ledger.models import JournalEntry, entry_of, journalled
from chalicelib.ledger.postings import new_entries
from chalicelib.ledger.sold import Image, sold_of
from chalicelib.store import AlreadyThere, put_new

DISPUTE, LOST = "dispute.", "lost"


def post_order(old: Image | None, new: Image | None) -> int:
    """Post what a change of an order adds; the same change again posts nothing new. Returns how many entries."""
    entries = new_entries(sold_of(old), sold_of(new))
    for entry in entries:
        with suppress(AlreadyThere):
            put_new(journalled(entry))
    return len(entries)


def entries_about(subject: str) -> list[Entry]:
    """All entries of one subject, by time."""
    kept_entries = JournalEntry.query(subject, consistent_read=True)
    return sorted(
        (entry_of(kept_entry) for kept_entry in kept_entries),
        key=lambda entry: (entry.at, entry.name),
    )


def post_entry(
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
        put_new(journalled(Entry(subject, name, moment, postings, currency=currency, by=by)))
    except AlreadyThere:
        if entry_of(JournalEntry.find(subject, name)).postings != postings:
            raise Refused("ledger-entry-differs", entry=f"{subject} {name}") from None


def post_fund_paid_in(
    reference: str, fen: int, *, at: datetime | None = None, by: str = ""
) -> None:
    """Somebody has paid into the protection fund; `reference` is the bank's."""
    post_entry(f"fund.{reference}", "paid-in", two_postings(CASH_BANK, FUND, fen), at, by=by)


def post_provider_fee(
    reference: str, fen: int, *, currency: str = CURRENCY, at: datetime | None = None
) -> None:
    """The payment provider has kept a fee of its own, which the platform bears; below zero, it has given one back."""
    fee, cash = account_in(PSP_FEE, currency), account_in(CASH_STRIPE, currency)
    name = "charged" if fen > 0 else "given-back"
    postings = two_postings(fee, cash, fen) if fen > 0 else two_postings(cash, fee, -fen)
    post_entry(f"psp.{reference}", name, postings, at, currency=currency)


def post_dispute(dispute_id: str, fen: int, *, at: datetime | None = None) -> None:
    """A buyer's bank has taken a payment back until a dispute is decided."""
    post_entry(
        f"{DISPUTE}{dispute_id}", "opened", two_postings(DISPUTE_CLEARING, CASH_STRIPE, fen), at
    )


def lost_dispute(entry: Entry) -> tuple[str, int] | None:
    """The dispute that an entry says was lost, and for how much; None of any other entry."""
    if not entry.subject.startswith(DISPUTE) or entry.name != LOST:
        return None
    return entry.subject.removeprefix(DISPUTE), max(posting.fen for posting in entry.postings)


def post_dispute_end(dispute_id: str, fen: int, *, won: bool, at: datetime | None = None) -> None:
    """A dispute is over: the money has come back, or the platform bears the loss."""
    debit, name = (CASH_STRIPE, "won") if won else (FEE, LOST)
    post_entry(f"{DISPUTE}{dispute_id}", name, two_postings(debit, DISPUTE_CLEARING, fen), at)
