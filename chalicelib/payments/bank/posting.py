"""Money of the bank in the journal: received into suspense, and out of it; and cash that couriers brought."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib import ledger
from chalicelib.ledger import Entry, two_postings
from chalicelib.payments.bank.lines import (
    CLAIMED,
    FROM_PROVIDER,
    LOST,
    REMITTED,
    RETURNED,
    SUSPENSE,
    TAKEN,
)
from chalicelib.payments.bank.models import BankLine

REMITTANCE, UNMATCHED, TAKEN_BACK = "remittance.", "suspense.", "taken-back."


def post_bank_line(line: BankLine) -> None:
    """Post what a line of the bank says by now; the same again is no news."""
    for entry in entries_of_line(line):
        ledger.post_entry(entry.subject, entry.name, entry.postings, entry.at)


def entries_of_line(line: BankLine) -> list[Entry]:
    """All entries of a line of the bank as it stands. What an order took at once stands in the order's own entry."""
    if line.state == REMITTED:
        postings = two_postings(ledger.CASH_BANK, ledger.COD_IN_TRANSIT, int(line.fen))
        return [Entry(f"{REMITTANCE}{line.line_id}", "remitted", line.at, postings)]
    if line.state == LOST:
        postings = two_postings(ledger.FEE, ledger.CASH_BANK, int(line.fen))
        return [Entry(f"{TAKEN_BACK}{line.line_id}", "lost", line.ended_at, postings)]
    return [
        Entry(f"{UNMATCHED}{line.line_id}", name, at, two_postings(debit, credit, int(line.fen)))
        for name, at, debit, credit in _through_suspense(line)
    ]


def _through_suspense(line: BankLine) -> Iterator[tuple[str, datetime, str, str]]:
    """The names of a line's entries, their moments, and the accounts that they debit and credit."""
    ways_out = {
        RETURNED: ("sent-back", ledger.CASH_BANK),
        FROM_PROVIDER: ("from-provider", ledger.CASH_STRIPE),
    }
    if line.state == TAKEN and line.lead:
        ways_out[TAKEN] = (f"assigned.{line.order_id}", ledger.CASH_BANK)
    if line.state in (SUSPENSE, CLAIMED, *ways_out):
        yield "received", line.at, ledger.CASH_BANK, ledger.SUSPENSE
    if line.state in ways_out:
        name, account = ways_out[line.state]
        yield name, line.ended_at, ledger.SUSPENSE, account
