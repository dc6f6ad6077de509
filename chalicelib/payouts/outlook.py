"""What an owner reads in one sentence: sold − refunds − fees = yours, on this date, to this account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib import clock
from chalicelib.ledger import (
    ENTRY_SETTLED,
    EarningsWeek,
    Entry,
    Posting,
    Share,
    balance_of,
    entries_about,
    summed,
    unpaid_weeks,
    waiting_account,
    week_of_settlement,
    weeks_of,
)
from chalicelib.payouts.accounts import account_of, held_until
from chalicelib.payouts.models import Payout, PayoutAccount
from chalicelib.payouts.runs import LEAST_FEN, next_run, payout_id_of, taken_by_run

WEEKS_SHOWN = 26
HOUR_OF_RUN = timedelta(hours=3)  # in Shanghai, every night: job `make_payouts`


@dataclass(frozen=True, slots=True)
class PayoutOutlook:
    """The sums of the weeks that the next payout takes, where they go and when; what is settled and comes with the
    payout after it; and what is not settled yet."""

    owner: str
    sold_fen: int
    refunded_fen: int
    fee_fen: int
    pays_on: date
    later_fen: int
    later_on: date
    account: PayoutAccount | None
    held_until: datetime | None
    waiting_fen: int
    paying: Sequence[EarningsWeek]
    weeks: Sequence[EarningsWeek]

    @property
    def yours_fen(self) -> int:
        return self.sold_fen - self.refunded_fen - self.fee_fen

    @property
    def is_too_little(self) -> bool:
        return self.yours_fen < LEAST_FEN


@dataclass(frozen=True, slots=True)
class SharePath:
    """Where the share of an owner in an order has got to: its week, and the payout that took it."""

    share: Share
    week: str
    payout_id: str


@dataclass(frozen=True, slots=True)
class OrderTrace:
    """All that an order has posted, what that comes to, and where it was paid out."""

    order_id: str
    entries: Sequence[Entry]
    sums: Sequence[Posting]
    paths: Sequence[SharePath]


def outlook_of(owner: str, now: datetime) -> PayoutOutlook:
    """What an owner has coming."""
    unpaid, account = unpaid_weeks(owner), account_of(owner)
    until = held_until(account) if account else None
    night = _night_after(max(now, until or now))
    monday = date.fromisoformat(next_run(night))
    first = taken_by_run(unpaid, night) if account and _is_free(owner, night) else []
    paying = first or unpaid
    return PayoutOutlook(
        owner=owner,
        sold_fen=sum(int(week.sold_fen) for week in paying),
        refunded_fen=sum(int(week.refunded_fen) for week in paying),
        fee_fen=sum(int(week.fee_fen) for week in paying),
        pays_on=clock.shanghai_day(night) if first else monday,
        later_fen=sum(int(week.yours_fen) for week in unpaid[len(paying) :]),
        later_on=monday,
        account=account,
        held_until=until if until and until > now else None,
        waiting_fen=-int(balance_of(waiting_account(owner)).balance_fen),
        paying=paying,
        weeks=weeks_of(owner, WEEKS_SHOWN),
    )


def trace_of_order(order_id: str) -> OrderTrace:
    """Every posting of an order, and the way of each share to its owner."""
    entries = entries_about(order_id)
    sums = summed(posting for entry in entries for posting in entry.postings)
    return OrderTrace(
        order_id, entries, sums, [path for entry in entries for path in _paths(entry)]
    )


def _night_after(moment: datetime) -> datetime:
    """The first run that is not before a moment."""
    run = clock.start_of_day(clock.shanghai_day(moment)) + HOUR_OF_RUN
    return run if run >= moment else run + timedelta(days=1)


def _is_free(owner: str, night: datetime) -> bool:
    """Whether the owner has no payout of that week yet, not even a voided one."""
    return Payout.find_or_none(payout_id_of(owner, night)) is None


def _paths(entry: Entry) -> list[SharePath]:
    if not entry.name.startswith(f"{ENTRY_SETTLED}."):
        return []
    seller_id = entry.name.removeprefix(f"{ENTRY_SETTLED}.")
    return [_path(entry, share, seller_id) for share in entry.shares]


def _path(entry: Entry, share: Share, seller_id: str) -> SharePath:
    week = week_of_settlement(entry.subject, share.owner, seller_id, entry.at)
    return SharePath(share, week.week if week else "", (week.payout_id or "") if week else "")
