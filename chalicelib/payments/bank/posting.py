"""Money of the bank in the journal: received into suspense, and out of it; and cash that couriers brought."""

from chalicelib.payments.bank.lines import REMITTED, RETURNED, SUSPENSE, TAKEN
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.ledger import journal


def post_bank_line(line: BankLine) -> None:
    """Post what a line of the bank says by now; the same again is no news. What an order took at once stands in the
    order's own entry."""
    fen, line_id = int(line.fen), line.line_id
    if line.state == REMITTED:
        journal.remitted(line_id, fen, at=line.at)
    was_assigned = line.state == TAKEN and line.lead
    if was_assigned or line.state in (SUSPENSE, RETURNED):
        journal.received_unmatched(line_id, fen, at=line.at)
    if was_assigned:
        journal.assigned(line_id, fen, to_order=str(line.order_id), at=line.ended_at)
    if line.state == RETURNED:
        journal.sent_back(line_id, fen, at=line.ended_at)
