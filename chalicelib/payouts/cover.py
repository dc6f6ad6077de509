"""Who pays a refund after settlement: the owner's payable, what was transferred to them before, the protection fund,
the platform, in that order."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from chalicelib import clock
from chalicelib.ledger import (
    ENTRY_REFUND,
    FUND,
    REVERSALS_CLEARING,
    EarnedShare,
    Entry,
    JournalEntry,
    OwedShare,
    Posting,
    Share,
    add_earnings,
    journalled,
    name_of_cover,
    payable_account,
    waiting_account,
    week_to_charge,
)
from chalicelib.payouts.payers import (
    CoverShares,
    cover_shares,
    free_of,
    fund_for,
    paid_by_the_fair,
    take_free,
    until_still,
)
from chalicelib.payouts.reversals import ask_back, rooms_of
from chalicelib.store import AlreadyThere, transaction


def cover_refunds(entries: Iterable[Entry]) -> None:
    """Cover what refunds among these entries took from owners who were settled before. Safe to repeat.

    To be called when the entries are folded, so that what was settled before is among what is free.
    """
    for entry in entries:
        if entry.name.startswith(f"{ENTRY_REFUND}."):
            for debt in entry.owed:
                until_still(partial(_try_to_cover, entry, debt))


def _try_to_cover(refund: Entry, debt: OwedShare) -> None:
    payable, now = payable_account(debt.owner), clock.now()
    payable_fen = free_of(payable)
    rooms = rooms_of(debt.owner) if payable_fen < debt.fen else []
    shares = cover_shares(
        debt.fen,
        payable_fen=payable_fen,
        transfers_fen=sum(room.left_fen for room in rooms),
        fund_fen=fund_for(debt.owner),
    )
    refund_id = refund.name.removeprefix(f"{ENTRY_REFUND}.")
    entry = _entry(refund.subject, refund_id, debt, shares, now)
    with transaction() as tx:
        tx.put(
            journalled(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere()
        )
        take_free(tx, payable, shares.payable_fen)
        ask_back(tx, rooms, shares.transfers_fen, order_id=refund.subject, refund_id=refund_id)
        take_free(tx, FUND, shares.fund_fen)
        if shares.payable_fen:
            charge = Share(debt.owner, 0, shares.payable_fen)
            week = week_to_charge(debt.owner, now)
            add_earnings(tx, [EarnedShare(entry.subject, entry.name, now, charge)], week)


def _entry(
    order_id: str, refund_id: str, debt: OwedShare, shares: CoverShares, now: datetime
) -> Entry:
    name = name_of_cover(refund_id, debt.owner)
    return Entry(order_id, name, now, tuple(_postings(debt, shares)))


def _postings(debt: OwedShare, shares: CoverShares) -> Iterator[Posting]:
    by_owner = {
        payable_account(debt.owner): shares.payable_fen,
        REVERSALS_CLEARING: shares.transfers_fen,
    }
    yield Posting(waiting_account(debt.owner), -debt.fen)
    yield from (Posting(account, fen) for account, fen in by_owner.items() if fen)
    yield from paid_by_the_fair(shares)
