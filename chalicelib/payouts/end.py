"""How a payout ends: posted, when its money is on its way, or voided, when that does not arrive or will not go."""

from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger import (
    CASH_BANK,
    CASH_STRIPE,
    Balance,
    EarningsWeek,
    Entry,
    JournalEntry,
    journalled,
    two_postings,
)
from chalicelib.notices import News, tell
from chalicelib.payouts.accounts import BANK, STRIPE, whom_and_where
from chalicelib.payouts.models import (
    APPROVED,
    BY_ITSELF,
    PENDING,
    POSTED,
    VOIDED,
    Payout,
    PayoutFile,
)
from chalicelib.store import AlreadyThere, Transaction, transaction

CASH_OF_WAY = {BANK: CASH_BANK, STRIPE: CASH_STRIPE}


def post_payout(payout_id: str, *, reference: str, by: str) -> Payout:
    """Record that the money is on its way; the same again is no news. One that stands in a file needs the file to be
    approved. Raises NotFound, Refused: "payout-is-voided", "file-not-approved", "payout-goes-by-itself"."""
    payout, now = Payout.find(payout_id), clock.now()
    if payout.state == POSTED:
        return payout
    if payout.state == VOIDED:
        raise Refused("payout-is-voided")
    _check_file(payout)
    _check_hands(payout, by)
    cash = CASH_OF_WAY[payout.way]
    entry = Entry(
        _subject(payout), POSTED, now, two_postings(payout.account, cash, int(payout.fen))
    )
    with transaction() as tx:
        tx.update(
            Payout(payout_id),
            Payout.state.set(POSTED),
            Payout.posted_at.set(now),
            Payout.reference.set(reference),
            Payout.changed_by.set(by),
            when=_still(payout),
            otherwise=Refused("changed-meanwhile"),
        )
        tx.put(
            journalled(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere()
        )
        whose, place = whom_and_where(payout.owner)
        tell(whose, News("payout-sent", place, now, {"paid_fen": int(payout.fen)}), along=tx)
    return Payout.find(payout_id)


def void_payout(payout_id: str, *, reason: str, by: str) -> Payout:
    """The money did not arrive, or will not go: it is free again, and its weeks wait for the next run. The same again
    is no news. Raises NotFound, Refused: "payout-in-file" while its file waits for approval, "payout-partly-back"
    when a refund has taken a part of it, "payout-goes-by-itself"."""
    payout, now = Payout.find(payout_id), clock.now()
    if payout.state == VOIDED:
        return payout
    if payout.state == PENDING and payout.file_id and _file(payout).state != APPROVED:
        raise Refused("payout-in-file")
    _check_hands(payout, by)
    if payout.back_fen:
        raise Refused("payout-partly-back")
    with transaction() as tx:
        tx.update(
            Payout(payout_id),
            Payout.state.set(VOIDED),
            Payout.voided_at.set(now),
            Payout.reason.set(reason),
            Payout.changed_by.set(by),
            when=_still(payout) & Payout.back_fen.does_not_exist(),
            otherwise=Refused("changed-meanwhile"),
        )
        _give_back(tx, payout, now)
    return Payout.find(payout_id)


def _give_back(tx: Transaction, payout: Payout, now: datetime) -> None:
    """What was never posted is free at once; what was comes back by an entry of its own."""
    if payout.state == POSTED:
        postings = two_postings(CASH_OF_WAY[payout.way], payout.account, int(payout.fen))
        entry = Entry(_subject(payout), "returned", now, postings)
        tx.put(
            journalled(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere()
        )
    else:
        tx.update(
            Balance(payout.account),
            Balance.free_fen.add(int(payout.fen)),
            when=None,
            otherwise=AlreadyThere(),
        )
    for week in payout.weeks:
        tx.update(
            EarningsWeek(payout.owner, week),
            EarningsWeek.payout_id.remove(),
            when=EarningsWeek.payout_id == payout.payout_id,
            otherwise=Refused("changed-meanwhile"),
        )


def _still(payout: Payout) -> Condition:
    same_file = (
        Payout.file_id == payout.file_id if payout.file_id else Payout.file_id.does_not_exist()
    )
    still: Condition = (Payout.state == payout.state) & same_file
    return still


def _check_hands(payout: Payout, by: str) -> None:
    """Only who carries a transfer out knows whether it has gone."""
    if payout.state == PENDING and payout.way == STRIPE and by != BY_ITSELF:
        raise Refused("payout-goes-by-itself")


def _check_file(payout: Payout) -> None:
    if payout.file_id and _file(payout).state != APPROVED:
        raise Refused("file-not-approved")


def _file(payout: Payout) -> PayoutFile:
    file_id = payout.file_id or ""
    return PayoutFile.find(file_id[:4], file_id)


def _subject(payout: Payout) -> str:
    return f"payout.{payout.payout_id}"
