"""Payouts: once a week, what is settled and not promised goes to its owner. Pending, then posted or voided."""

import logging
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.payments.ledger.books import (
    CASH_BANK,
    CASH_STRIPE,
    CURRENCY,
    Entry,
    pair,
    payable_of,
)
from chalicelib.payments.ledger.earnings import unpaid_weeks, week_after, week_of
from chalicelib.payments.ledger.models import Balance, EarningsWeek, JournalEntry, kept
from chalicelib.payments.payouts.accounts import BANK, STRIPE, held_until
from chalicelib.payments.payouts.models import (
    APPROVED,
    BY_ITSELF,
    PENDING,
    POSTED,
    VOIDED,
    Payout,
    PayoutAccount,
    PayoutFile,
)
from chalicelib.store import AlreadyThere, Page, Transaction, page_of, transaction

log = logging.getLogger("countyfair.payouts")
LEAST_FEN = 100
MOST_WEEKS = 90  # of one payout: they all stand in its transaction
CASH_OF_WAY = {BANK: CASH_BANK, STRIPE: CASH_STRIPE}


def next_run(now: datetime) -> str:
    """The day of the next weekly run: a Monday, "2026-11-23"."""
    return week_after(week_of(now))


def run_payouts(now: datetime) -> list[Payout]:
    """Make the payouts of this week's run, one for each owner. Safe to repeat: a run makes each payout once.

    Owners without an account, with one that was changed lately, or with less than one yuan wait for the next run.
    """
    return [made for owner in sorted(_owners()) if (made := _pay_out(owner, now))]


def payout_of(payout_id: str) -> Payout:
    """Raises NotFound."""
    return Payout.find(payout_id)


def payouts_in(state: str, cursor: str = "", limit: int = 100) -> Page[Payout]:
    """The payouts in a state, the latest first."""
    return page_of(
        lambda **asked: Payout.in_state.query(state, scan_index_forward=False, **asked),
        cursor=cursor,
        limit=limit,
    )


def payouts_to(owner: str, cursor: str = "", limit: int = 20) -> Page[Payout]:
    """An owner's payouts, the latest first."""
    return page_of(
        lambda **asked: Payout.of_owner.query(owner, scan_index_forward=False, **asked),
        cursor=cursor,
        limit=limit,
    )


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
    entry = Entry(_subject(payout), POSTED, now, pair(payout.account, cash, int(payout.fen)))
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
        tx.put(kept(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere())
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


def _owners() -> set[str]:
    """Who has anything to be paid out. Reads every sum there is: for jobs."""
    return {one.owner for one in EarningsWeek.scan(EarningsWeek.payout_id.does_not_exist())}


def _pay_out(owner: str, now: datetime) -> Payout | None:
    this_week = week_of(now)
    weeks = [one for one in unpaid_weeks(owner) if one.week < this_week][:MOST_WEEKS]
    fen = sum(int(one.yours_fen) for one in weeks)
    account = PayoutAccount.find_or_none(owner)
    if fen < LEAST_FEN or account is None or held_until(account) > now:
        log.info("payout waits", extra={"owner": owner, "fen": fen})
        return None
    payout = _payout(owner, account, fen, weeks, now)
    try:
        _make(payout, weeks)
    except (AlreadyThere, Refused) as refusal:
        log.warning("payout not made", extra={"owner": owner, "why": refusal.message_id})
        return None
    log.info("payout made", extra={"payout_id": payout.payout_id, "fen": fen})
    return payout


def _payout(
    owner: str, account: PayoutAccount, fen: int, weeks: list[EarningsWeek], now: datetime
) -> Payout:
    payout_id = f"{week_of(now)}.{owner.replace(':', '.')}"
    return Payout(
        payout_id,
        owner=owner,
        account=payable_of(owner),
        place=payout_id,
        fen=fen,
        currency=CURRENCY,
        weeks=[one.week for one in weeks],
        state=PENDING,
        way=account.way,
        holder=account.holder,
        bank=account.bank,
        number=account.number,
        made_at=now,
        changed_by="schedule",
    )


def _make(payout: Payout, weeks: list[EarningsWeek]) -> None:
    """The payout is new, its money is free, and its weeks are as they were read: together or not at all."""
    with transaction() as tx:
        tx.put(payout, when=Payout.payout_id.does_not_exist(), otherwise=AlreadyThere())
        tx.update(
            Balance(payout.account),
            Balance.free_fen.add(-int(payout.fen)),
            when=Balance.free_fen >= int(payout.fen),
            otherwise=Refused("not-free"),
        )
        for week in weeks:
            as_read = EarningsWeek.yours_fen == int(week.yours_fen)
            tx.update(
                EarningsWeek(week.owner, week.week),
                EarningsWeek.payout_id.set(payout.payout_id),
                when=as_read & EarningsWeek.payout_id.does_not_exist(),
                otherwise=Refused("changed-meanwhile"),
            )


def _give_back(tx: Transaction, payout: Payout, now: datetime) -> None:
    """What was never posted is free at once; what was comes back by an entry of its own."""
    if payout.state == POSTED:
        postings = pair(CASH_OF_WAY[payout.way], payout.account, int(payout.fen))
        entry = Entry(_subject(payout), "returned", now, postings)
        tx.put(kept(entry), when=JournalEntry.entry.does_not_exist(), otherwise=AlreadyThere())
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
