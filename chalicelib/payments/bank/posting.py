"""Money of the bank in the journal: received into suspense, and out of it; and cash that couriers brought."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.ledger import books, journal
from chalicelib.ledger.books import Entry, pair
from chalicelib.payments.bank.lines import (
    CLAIMED,
    FROM_PROVIDER,
    REMITTED,
    RETURNED,
    SUSPENSE,
    TAKEN,
)
from chalicelib.payments.bank.models import BankLine

REMITTANCE, UNMATCHED = "remittance.", "suspense."


def post_bank_line(line: BankLine) -> None:
    """Post what a line of the bank says by now; the same again is no news."""
    for one in entries_of_line(line):
        journal.post(one.subject, one.name, one.postings, one.at)


def entries_of_line(line: BankLine) -> list[Entry]:
    """All entries of a line of the bank as it stands. What an order took at once stands in the order's own entry."""
    if line.state == REMITTED:
        brought = pair(books.CASH_BANK, books.COD_IN_TRANSIT, int(line.fen))
        return [Entry(f"{REMITTANCE}{line.line_id}", "remitted", line.at, brought)]
    return [
        Entry(f"{UNMATCHED}{line.line_id}", name, at, pair(debit, credit, int(line.fen)))
        for name, at, debit, credit in _through_suspense(line)
    ]


def _through_suspense(line: BankLine) -> Iterator[tuple[str, datetime, str, str]]:
    """The names of a line's entries, their moments, and the accounts that they debit and credit."""
    ways_out = {
        RETURNED: ("sent-back", books.CASH_BANK),
        FROM_PROVIDER: ("from-provider", books.CASH_STRIPE),
    }
    if line.state == TAKEN and line.lead:
        ways_out[TAKEN] = (f"assigned.{line.order_id}", books.CASH_BANK)
    if line.state in (SUSPENSE, CLAIMED, *ways_out):
        yield "received", line.at, books.CASH_BANK, books.SUSPENSE
    if line.state in ways_out:
        name, account = ways_out[line.state]
        yield name, line.ended_at, books.SUSPENSE, account
