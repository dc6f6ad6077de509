"""Hold the journal against the orders and the bank's lines, and the balances against the journal: they must say the
same to the fen."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib import clock
from chalicelib.ledger import (
    COUNTED_FIELDS,
    ENTRY_PAID,
    ENTRY_REFUND,
    ENTRY_SENT,
    ENTRY_SETTLED,
    REVERSALS_CLEARING,
    Balance,
    EarningsWeek,
    Entry,
    JournalEntry,
    LedgerCheck,
    entries_of,
    entry_of,
    name_of_cover,
    payable_account,
    sold_of,
    sums_of,
)
from chalicelib.orders import Order
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.posting import REMITTANCE, TAKEN_BACK, UNMATCHED, entries_of_line
from chalicelib.payouts import PENDING, Payout, Reversal
from chalicelib.store import images_of

log = logging.getLogger("countyfair.ledger")
LEDGER = "ledger"
OF_ORDERS = (ENTRY_PAID, ENTRY_SETTLED, ENTRY_REFUND, ENTRY_SENT)
OF_THE_BANK = (REMITTANCE, UNMATCHED, TAKEN_BACK)
SECONDS_FOR_THE_STREAM = 20  # an entry that is still on its way is no difference
SHOWN = 200  # characters of the first fault
LAST = datetime(9999, 1, 1, tzinfo=UTC)  # sums come after the entries that they are of
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something that is not as it must be, by the time of the entry it is about; the first is the one to look at."""

    at: datetime
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject} {self.what}"


def check_ledger(*, patience_seconds: float = SECONDS_FOR_THE_STREAM) -> LedgerCheck:
    """Compare, keep the outcome, and raise an alarm (an error in the log) that names the first entry that differs."""
    entries, faults = compare_books()
    if faults:
        time.sleep(patience_seconds)
        entries, now = compare_books()
        faults = sorted({*faults} & {*now})
    outcome = LedgerCheck(
        LEDGER,
        clock.now(),
        is_equal=not faults,
        entries=entries,
        faults=len(faults),
        first=str(faults[0])[:SHOWN] if faults else None,
    )
    outcome.save()
    if faults:
        facts = {"faults": len(faults), "first": str(faults[0])[:SHOWN]}
        log.error("ledger differs from orders", extra=facts)
    return outcome


def last_check() -> LedgerCheck | None:
    return next(iter(LedgerCheck.query(LEDGER, scan_index_forward=False, limit=1)), None)


def compare_books() -> tuple[int, list[Fault]]:
    """How many entries there are, and every fault, the earliest first. Reads everything there is: for jobs."""
    entries = [*_every_entry_of_orders(), *_every_entry_of_the_bank()]
    expected = {(entry.subject, entry.name): entry for entry in entries}
    journal, faults = _journal()
    faults += _against_what_is_told(journal, expected)
    payouts = list(Payout.scan(consistent_read=True))
    faults += _against_balances(journal.values(), payouts)
    faults += _against_reversals(journal.values(), payouts)
    return len(journal), sorted(faults)


def _journal() -> tuple[dict[Key, Entry], list[Fault]]:
    entries: dict[Key, Entry] = {}
    faults = []
    for record in JournalEntry.scan(consistent_read=True):
        try:
            entries[record.subject, record.entry] = entry_of(record)
        except AssertionError:
            faults.append(Fault(record.at, record.subject, f"{record.entry}: does not sum to zero"))
    return entries, faults


def _every_entry_of_orders() -> Iterator[Entry]:
    for image in images_of(Order, *COUNTED_FIELDS):
        yield from entries_of(sold_of(image))


def _every_entry_of_the_bank() -> Iterator[Entry]:
    for line in BankLine.scan(consistent_read=True):
        yield from entries_of_line(line)


def _against_what_is_told(
    journal: Mapping[Key, Entry], expected: Mapping[Key, Entry]
) -> Iterator[Fault]:
    for key, entry in expected.items():
        there = journal.get(key)
        if there is None:
            yield Fault(entry.at, entry.subject, f"{entry.name}: is missing")
        elif there != entry:
            yield Fault(entry.at, entry.subject, f"{entry.name}: {_difference(there, entry)}")
        yield from _not_covered(journal, entry)
    for key, entry in journal.items():
        if key not in expected and entry.name.partition(".")[0] in OF_ORDERS:
            yield Fault(entry.at, entry.subject, f"{entry.name}: no order says so")
        elif key not in expected and entry.subject.startswith(OF_THE_BANK):
            yield Fault(entry.at, entry.subject, f"{entry.name}: no line of the bank says so")


def _not_covered(journal: Mapping[Key, Entry], refund: Entry) -> Iterator[Fault]:
    for debt in refund.owed:
        name = name_of_cover(refund.name.removeprefix(f"{ENTRY_REFUND}."), debt.owner)
        if (refund.subject, name) not in journal:
            yield Fault(refund.at, refund.subject, f"{name}: is missing")


def _difference(there: Entry, expected: Entry) -> str:
    actual_fen = {posting.account: posting.fen for posting in there.postings}
    due_fen = {posting.account: posting.fen for posting in expected.postings}
    for account in sorted({*actual_fen, *due_fen}):
        if actual_fen.get(account, 0) != due_fen.get(account, 0):
            return f"{account} is {actual_fen.get(account, 0)} fen, not {due_fen.get(account, 0)}"
    return "differs in what it tells beside its postings"


def _against_balances(entries: Iterable[Entry], payouts: Iterable[Payout]) -> Iterator[Fault]:
    """Balances, what is free of them, and what owners have earned, against the journal."""
    sums = sums_of(entries)
    promises = _promised(payouts)
    earned = _earned()
    for balance in Balance.scan(consistent_read=True):
        balance_fen, _ = sums.pop(balance.account, (0, 0))
        if int(balance.balance_fen) != balance_fen:
            gap = int(balance.balance_fen) - balance_fen
            yield Fault(LAST, balance.account, f"is {gap} fen away from the journal")
        elif int(balance.free_fen) != -balance_fen - promises.get(balance.account, 0):
            yield Fault(LAST, balance.account, "promises more or less than it holds")
        elif int(balance.free_fen) != earned.get(balance.account, int(balance.free_fen)):
            yield Fault(LAST, balance.account, "is not what its weeks add up to")
    yield from (Fault(LAST, account, "has no balance") for account in sums)


def _against_reversals(entries: Iterable[Entry], payouts: Iterable[Payout]) -> Iterator[Fault]:
    """What orders ask back of payouts and has not come is open, and every payout knows what is asked of it."""
    open_fen: Counter[str] = Counter()
    back_fen = sum(int(payout.back_fen or 0) for payout in payouts)
    for entry in entries:
        fen = sum(
            posting.fen for posting in entry.postings if posting.account == REVERSALS_CLEARING
        )
        open_fen[entry.subject] += fen
        back_fen -= max(fen, 0)
    for reversal in Reversal.scan(consistent_read=True):
        open_fen[reversal.order_id] -= int(reversal.fen)
    for order_id, fen in open_fen.items():
        if fen:
            yield Fault(LAST, order_id, f"asks back {fen} fen that no open reversal does")
    if back_fen:
        yield Fault(LAST, "payouts", f"give back {back_fen} fen more than the journal asks")


def _promised(payouts: Iterable[Payout]) -> dict[str, int]:
    """What pending payouts have taken from each account and not paid yet."""
    sums: dict[str, int] = {}
    for payout in payouts:
        if payout.state == PENDING:
            sums[payout.account] = sums.get(payout.account, 0) + int(payout.fen)
    return sums


def _earned() -> dict[str, int]:
    """What the weeks of each owner that no payout has taken add up to, by the account it stands on."""
    sums: dict[str, int] = {}
    for week in EarningsWeek.scan(consistent_read=True):
        account = payable_account(week.owner)
        sums[account] = sums.get(account, 0) + (0 if week.payout_id else int(week.yours_fen))
    return sums
