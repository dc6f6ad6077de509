"""What owners have earned, by the week in which it was settled: the sums behind each payout, and the orders behind
each sum."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger.books import CREATOR, PRODUCER, Entry, Share, owner_of
from chalicelib.ledger.models import EarningsLine, EarningsWeek
from chalicelib.ledger.postings import ENTRY_SETTLED
from chalicelib.store import Page, Transaction, page_of

MOST_WEEKS = 60
WEEKS_OF_DELAY = 4  # how long after its settlement an order's line is looked for


@dataclass(frozen=True, slots=True)
class EarnedShare:
    """One line of an owner's earnings: what an order made theirs, or a refund took from them."""

    order_id: str
    entry: str
    at: datetime
    share: Share


def week_of(moment: datetime) -> str:
    """The Monday of a moment's week in Shanghai, as "2026-11-16"."""
    day = clock.shanghai_day(moment)
    return str(day - timedelta(days=day.weekday()))


def week_after(week: str) -> str:
    return str(date.fromisoformat(week) + timedelta(days=7))


def earned_in(entries: Iterable[Entry]) -> list[EarnedShare]:
    return [EarnedShare(e.subject, e.name, e.at, share) for e in entries for share in e.shares]


def add_earnings(tx: Transaction, earned: Sequence[EarnedShare], week: str) -> None:
    """Add to a transaction what owners earn in a week: one sum for each owner, and a line for each order."""
    by_owner: dict[str, list[EarnedShare]] = defaultdict(list)
    for line in earned:
        by_owner[line.share.owner].append(line)
    for owner, some in sorted(by_owner.items()):
        _add_sums(tx, EarningsWeek(owner, week), [line.share for line in some])
        for line in some:
            tx.overwrite(_line(line, week))


def weeks_of(owner: str, limit: int = MOST_WEEKS) -> list[EarningsWeek]:
    """An owner's weeks, the latest first."""
    weeks = EarningsWeek.query(owner, scan_index_forward=False, limit=limit, consistent_read=True)
    return list(weeks)


def week_of_owner(owner: str, week: str) -> EarningsWeek:
    """Raises NotFound."""
    return EarningsWeek.find(owner, week)


def unpaid_weeks(owner: str) -> list[EarningsWeek]:
    """An owner's weeks that no payout has taken, the oldest first."""
    weeks = EarningsWeek.query(
        owner, filter_condition=EarningsWeek.payout_id.does_not_exist(), consistent_read=True
    )
    return list(weeks)


def week_to_charge(owner: str, now: datetime) -> str:
    """The week that a refund after settlement is taken from: the oldest that is not paid out, else the present one."""
    return next((unpaid.week for unpaid in unpaid_weeks(owner)), week_of(now))


def lines_of_week(owner: str, week: str, cursor: str = "", limit: int = 50) -> Page[EarningsLine]:
    return page_of(
        lambda **page: EarningsLine.query(_owner_week(owner, week), **page),
        cursor=cursor,
        limit=limit,
    )


def week_of_settlement(
    order_id: str, owner: str, seller_id: str, at: datetime
) -> EarningsWeek | None:
    """The week into which a settled part of an order went; None while the journal is not folded that far."""
    line_key, week = _line_key(order_id, f"{ENTRY_SETTLED}.{seller_id}"), week_of(at)
    for _ in range(WEEKS_OF_DELAY):
        if EarningsLine.find_or_none(_owner_week(owner, week), line_key):
            return EarningsWeek.find_or_none(owner, week)
        week = week_after(week)
    return None


def as_producer(seller_id: str) -> str:
    return owner_of(PRODUCER, seller_id)


def as_creator(person_id: str) -> str:
    return owner_of(CREATOR, person_id)


def _add_sums(tx: Transaction, week: EarningsWeek, shares: Sequence[Share]) -> None:
    tx.update(
        week,
        EarningsWeek.sold_fen.add(sum(share.sold_fen for share in shares)),
        EarningsWeek.refunded_fen.add(sum(share.refunded_fen for share in shares)),
        EarningsWeek.fee_fen.add(sum(share.fee_fen for share in shares)),
        EarningsWeek.yours_fen.add(sum(share.yours_fen for share in shares)),
        EarningsWeek.lines.add(len(shares)),
        when=EarningsWeek.payout_id.does_not_exist(),
        otherwise=Refused("busy"),
    )


def _line(earned: EarnedShare, week: str) -> EarningsLine:
    return EarningsLine(
        _owner_week(earned.share.owner, week),
        _line_key(earned.order_id, earned.entry),
        order_id=earned.order_id,
        at=earned.at,
        sold_fen=earned.share.sold_fen,
        refunded_fen=earned.share.refunded_fen,
        fee_fen=earned.share.fee_fen,
        yours_fen=earned.share.yours_fen,
    )


def _owner_week(owner: str, week: str) -> str:
    return f"{owner}#{week}"


def _line_key(order_id: str, entry: str) -> str:
    return f"{order_id}#{entry}"
