"""Payouts: once a week, what is settled and not promised goes to its owner."""

import logging
from collections.abc import Sequence
from datetime import datetime

from chalicelib.errors import Refused
from chalicelib.ledger import (
    CURRENCY,
    Balance,
    EarningsWeek,
    payable_account,
    unpaid_weeks,
    week_after,
    week_of,
)
from chalicelib.payouts.accounts import held_until
from chalicelib.payouts.models import (
    PENDING,
    Payout,
    PayoutAccount,
)
from chalicelib.store import AlreadyThere, Page, page_of, transaction

log = logging.getLogger("countyfair.payouts")
LEAST_FEN = 100
MOST_WEEKS = 90  # of one payout: they all stand in its transaction


def next_run(now: datetime) -> str:
    """The day of the next weekly run: a Monday, "2026-11-23"."""
    return week_after(week_of(now))


def taken_by_run(weeks: Sequence[EarningsWeek], now: datetime) -> list[EarningsWeek]:
    """Which of an owner's unpaid weeks a run at this moment takes: all before the present one, if they come to at least
    one yuan."""
    this_week = week_of(now)
    past = [week for week in weeks if week.week < this_week][:MOST_WEEKS]
    return past if sum(int(week.yours_fen) for week in past) >= LEAST_FEN else []


def payout_id_of(owner: str, now: datetime) -> str:
    """The one payout that the runs of a week make for an owner."""
    return f"{week_of(now)}.{owner.replace(':', '.')}"


def run_payouts(now: datetime) -> list[Payout]:
    """Make the payouts of this week's run, one for each owner. Safe to repeat: a run makes each payout once.

    Owners without an account, with one that was changed lately, or with less than one yuan wait for the next run.
    """
    return [payout for owner in sorted(_owners()) if (payout := _pay_out(owner, now))]


def payout_of(payout_id: str) -> Payout:
    """Raises NotFound."""
    return Payout.find(payout_id)


def payouts_in(state: str, cursor: str = "", limit: int = 100) -> Page[Payout]:
    """The payouts in a state, the latest first."""
    return page_of(
        lambda **page: Payout.in_state.query(state, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def payouts_to(owner: str, cursor: str = "", limit: int = 20) -> Page[Payout]:
    """An owner's payouts, the latest first."""
    return page_of(
        lambda **page: Payout.of_owner.query(owner, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def _owners() -> set[str]:
    """Who has anything to be paid out. Reads every sum there is: for jobs."""
    return {week.owner for week in EarningsWeek.scan(EarningsWeek.payout_id.does_not_exist())}


def _pay_out(owner: str, now: datetime) -> Payout | None:
    weeks = taken_by_run(unpaid_weeks(owner), now)
    fen = sum(int(week.yours_fen) for week in weeks)
    account = PayoutAccount.find_or_none(owner)
    if not weeks or account is None or held_until(account) > now:
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
    payout_id = payout_id_of(owner, now)
    return Payout(
        payout_id,
        owner=owner,
        account=payable_account(owner),
        run_key=payout_id,
        fen=fen,
        currency=CURRENCY,
        weeks=[week.week for week in weeks],
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
