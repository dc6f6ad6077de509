"""Who pays a refund after settlement: the owner's payable, what was transferred to them before, the protection fund,
the platform, in that order."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from chalicelib import clock
from chalicelib.ledger.books import (
    FUND,
    REVERSALS_CLEARING,
    Entry,
    Owed,
    Posting,
    Share,
    payable_of,
    waiting_of,
)
from chalicelib.ledger.earnings import Earned, add_earnings, week_to_charge
from chalicelib.ledger.models import JournalEntry, kept
from chalicelib.ledger.postings import REFUND, covered_name
from chalicelib.payouts.payers import (
    Payers,
    free_of,
    fund_for,
    paid_by_the_fair,
    payers_of,
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
        if entry.name.startswith(f"{REFUND}."):
            for owed in entry.owed:
                until_still(partial(_try_to_cover, entry, owed))


def _try_to_cover(refund: Entry, owed: Owed) -> None:
    payable, now = payable_of(owed.owner), clock.now()
    payable_fen = free_of(payable)
    rooms = rooms_of(owed.owner) if payable_fen < owed.fen else []
    payers = payers_of(
        owed.fen,
        payable_fen=payable_fen,
        transfers_fen=sum(one.left_fen for one in rooms),
        fund_fen=fund_for(owed.owner),
    )
    refund_id = refund.name.removeprefix(f"{REFUND}.")
    entry = _entry(refund.subject, refund_id, owed, payers, now)
    with transaction() as tx:
        tx.put(kept(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere())
        take_free(tx, payable, payers.payable_fen)
        ask_back(tx, rooms, payers.transfers_fen, order_id=refund.subject, refund_id=refund_id)
        take_free(tx, FUND, payers.fund_fen)
        if payers.payable_fen:
            taken = Share(owed.owner, 0, payers.payable_fen)
            week = week_to_charge(owed.owner, now)
            add_earnings(tx, [Earned(entry.subject, entry.name, now, taken)], week)


def _entry(order_id: str, refund_id: str, owed: Owed, payers: Payers, now: datetime) -> Entry:
    name = covered_name(refund_id, owed.owner)
    return Entry(order_id, name, now, tuple(_postings(owed, payers)))


def _postings(owed: Owed, payers: Payers) -> Iterator[Posting]:
    by_owner = {
        payable_of(owed.owner): payers.payable_fen,
        REVERSALS_CLEARING: payers.transfers_fen,
    }
    yield Posting(waiting_of(owed.owner), -owed.fen)
    yield from (Posting(account, fen) for account, fen in by_owner.items() if fen)
    yield from paid_by_the_fair(payers)
