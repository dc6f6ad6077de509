"""Reversals: what a refund takes back of payouts that a provider transferred. Asked for in the books first, then
carried out once; what does not come back is the fund's and the platform's to pay."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger import (
    FUND,
    REVERSALS_CLEARING,
    Entry,
    JournalEntry,
    Posting,
    journalled,
    name_of_reversal,
)
from chalicelib.payouts.accounts import STRIPE
from chalicelib.payouts.end import CASH_OF_WAY
from chalicelib.payouts.models import POSTED, Payout, Reversal
from chalicelib.payouts.payers import (
    BalanceMoved,
    CoverShares,
    cover_shares,
    fund_for,
    paid_by_the_fair,
    take_free,
    until_still,
)
from chalicelib.payouts.port import PayoutPort
from chalicelib.store import AlreadyThere, Transaction, transaction

log = logging.getLogger("countyfair.payouts")
CAN_REVERSE = (STRIPE,)
MOST_PAYOUTS = 12  # of an owner that a refund looks back at: about three months
MOST_AT_ONCE = 200


def rooms_of(owner: str) -> list[Payout]:
    """An owner's latest payouts of which something can be taken back, the newest first."""
    latest = Payout.of_owner.query(owner, scan_index_forward=False, limit=MOST_PAYOUTS)
    return [
        payout
        for payout in latest
        if payout.state == POSTED and payout.way in CAN_REVERSE and payout.left_fen > 0
    ]


def ask_back(
    tx: Transaction, rooms: Sequence[Payout], fen: int, *, order_id: str, refund_id: str
) -> None:
    """Add to a transaction that so much is to come back of these payouts, the first of them first: never more of one
    than is left of it."""
    for payout, part_fen in _parts(rooms, fen):
        room = Payout.back_fen.does_not_exist() | (Payout.back_fen <= int(payout.fen) - part_fen)
        tx.update(
            Payout(payout.payout_id),
            Payout.back_fen.set((Payout.back_fen | 0) + part_fen),
            when=(Payout.state == POSTED) & room,
            otherwise=BalanceMoved(),
        )
        reversal = Reversal(
            f"{order_id}.{refund_id}.{payout.payout_id}",
            payout_id=payout.payout_id,
            order_id=order_id,
            refund_id=refund_id,
            fen=part_fen,
            asked_at=clock.now(),
        )
        new = Reversal.reversal_id.does_not_exist()
        tx.put(reversal, when=new, otherwise=AlreadyThere())


def carry_out_reversals(ports: Mapping[str, PayoutPort]) -> int:
    """Carry out the reversals that are open; one that fails does not hold up the others. Returns how many were tried.
    Safe to repeat."""
    if not ports:
        return 0
    open_ones = list(Reversal.scan(limit=MOST_AT_ONCE))
    for reversal in open_ones:
        try:
            _take_back(reversal, ports)
        except Refused as refusal:
            why = {"reversal_id": reversal.reversal_id, "why": refusal.message_id}
            log.warning("reversal waits", extra=why)
    return len(open_ones)


def _parts(rooms: Sequence[Payout], fen: int) -> Iterator[tuple[Payout, int]]:
    for payout in rooms:
        part_fen = min(fen, payout.left_fen)
        fen -= part_fen
        if part_fen:
            yield payout, part_fen


def _take_back(reversal: Reversal, ports: Mapping[str, PayoutPort]) -> None:
    payout = Payout.find(reversal.payout_id)
    if payout.way in ports:
        fen = int(reversal.fen)
        back_fen = ports[payout.way].take_back(payout, fen, reversal_id=reversal.reversal_id)
        assert 0 <= back_fen <= fen
        until_still(partial(_close, reversal, payout, back_fen))


def _close(reversal: Reversal, payout: Payout, back_fen: int) -> None:
    """What came back is cash again; the rest is paid by the fund, then the platform."""
    shares = cover_shares(int(reversal.fen) - back_fen, fund_fen=fund_for(payout.owner))
    entry = Entry(
        reversal.order_id,
        name_of_reversal(reversal.refund_id, reversal.payout_id),
        clock.now(),
        tuple(_postings(reversal, CASH_OF_WAY[payout.way], back_fen, shares)),
    )
    with transaction() as tx:
        tx.put(
            journalled(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere()
        )
        is_open = Reversal.reversal_id.exists()
        tx.delete(Reversal(reversal.reversal_id), when=is_open, otherwise=AlreadyThere())
        take_free(tx, FUND, shares.fund_fen)


def _postings(
    reversal: Reversal, cash: str, back_fen: int, shares: CoverShares
) -> Iterator[Posting]:
    if back_fen:
        yield Posting(cash, back_fen)
    yield from paid_by_the_fair(shares)
    yield Posting(REVERSALS_CLEARING, -int(reversal.fen))
