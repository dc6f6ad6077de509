"""Who pays a refund after settlement: the owner's payable, the protection fund, the platform, in that order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import FairError, Refused
from chalicelib.payments.ledger.balances import balance_of
from chalicelib.payments.ledger.books import (
    FEE,
    FUND,
    PRODUCER,
    Entry,
    Owed,
    Posting,
    Share,
    payable_of,
    waiting_of,
)
from chalicelib.payments.ledger.earnings import Earned, add_earnings, week_to_charge
from chalicelib.payments.ledger.models import Balance, JournalEntry, kept
from chalicelib.payments.ledger.postings import REFUND, covered_name
from chalicelib.store import AlreadyThere, transaction

MOST_ATTEMPTS = 8


class Moved(FairError):
    """A balance moved between reading and writing."""


@dataclass(frozen=True, slots=True)
class Payers:
    """How much of what is owed each of them pays."""

    payable_fen: int
    fund_fen: int
    platform_fen: int


def payers_of(owed_fen: int, *, payable_fen: int, fund_fen: int) -> Payers:
    """What each pays, given what is free: the payable first, then the fund, and the platform the rest."""
    from_payable = min(owed_fen, max(payable_fen, 0))
    from_fund = min(owed_fen - from_payable, max(fund_fen, 0))
    return Payers(from_payable, from_fund, owed_fen - from_payable - from_fund)


def cover_refunds(entries: Iterable[Entry]) -> None:
    """Cover what refunds among these entries took from owners who were settled before. Safe to repeat.

    To be called when the entries are folded, so that what was settled before is among what is free.
    """
    for entry in entries:
        if entry.name.startswith(f"{REFUND}."):
            for owed in entry.owed:
                _cover(entry, owed)


def _cover(refund: Entry, owed: Owed) -> None:
    for _ in range(MOST_ATTEMPTS):
        try:
            _try_to_cover(refund, owed)
        except Moved:
            continue
        except AlreadyThere:
            return
        return
    raise Refused("busy")


def _try_to_cover(refund: Entry, owed: Owed) -> None:
    payable, now = payable_of(owed.owner), clock.now()
    is_producer = owed.owner.startswith(PRODUCER)
    payers = payers_of(
        owed.fen,
        payable_fen=int(balance_of(payable).free_fen),
        fund_fen=int(balance_of(FUND).free_fen) if is_producer else 0,
    )
    entry = _entry(refund, owed, payers, now)
    with transaction() as tx:
        tx.put(
            kept(entry),
            when=JournalEntry.entry.does_not_exist(),
            otherwise=AlreadyThere(),
        )
        for account, fen in ((payable, payers.payable_fen), (FUND, payers.fund_fen)):
            if fen:
                tx.update(
                    Balance(account),
                    Balance.free_fen.add(-fen),
                    when=Balance.free_fen >= fen,
                    otherwise=Moved(),
                )
        if payers.payable_fen:
            taken = Share(owed.owner, 0, payers.payable_fen)
            week = week_to_charge(owed.owner, now)
            add_earnings(tx, [Earned(entry.subject, entry.name, now, taken)], week)


def _entry(refund: Entry, owed: Owed, payers: Payers, now: datetime) -> Entry:
    name = covered_name(refund.name.removeprefix(f"{REFUND}."), owed.owner)
    return Entry(refund.subject, name, now, tuple(_postings(owed, payers)))


def _postings(owed: Owed, payers: Payers) -> Iterator[Posting]:
    paid_by = {
        payable_of(owed.owner): payers.payable_fen,
        FUND: payers.fund_fen,
        FEE: payers.platform_fen,
    }
    yield Posting(waiting_of(owed.owner), -owed.fen)
    yield from (Posting(account, fen) for account, fen in paid_by.items() if fen)
