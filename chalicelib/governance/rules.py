"""When a buyer may claim and what for, how long each side has, and what a refund comes to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

DAMAGED, DIFFERENT, WRONG, MISSING, MIND = "damaged", "different", "wrong", "missing", "mind"
REASONS = (DAMAGED, DIFFERENT, WRONG, MISSING, MIND)
WITH_PHOTO = (DAMAGED, DIFFERENT, WRONG)

OPENED, OFFERED, DECLINED, DISPUTED = "opened", "offered", "declined", "disputed"
DECIDED, CLOSED = "decided", "closed"
UNDECIDED = (OPENED, OFFERED, DECLINED, DISPUTED)

ACCEPTED, SILENCE, OFFER_TAKEN, OFFER_BY_TIME = (
    "accepted",
    "silence",
    "offer-taken",
    "offer-by-time",
)
LET_GO, WITHDRAWN, FULL, PART, NONE = "let-go", "withdrawn", "full", "part", "none"
VERDICTS = (FULL, PART, NONE)
VERDICT_REASONS = ("shown", "not-shown", "no-word", "arrived", "by-the-buyer", "both")

FOR_SELLER, FOR_BUYER, FOR_EVIDENCE, TO_FINISH = "seller", "buyer", "evidence", "finish"
BUYER, SELLER = "buyer", "seller"
SCHEDULE = "schedule"  # whose act it is when time decides, or something follows from a decision

SELLER_TIME = timedelta(hours=48)
BUYER_TIME = timedelta(days=7)
EVIDENCE_TIME = timedelta(days=7)
LATE_AFTER = timedelta(days=5)
USUAL_WINDOW_HOURS = 168
MOST_CLAIMS_OF_A_LINE = 3
MOST_ENTRIES = 3
LONGEST_WORDS = 500


class ClaimableLine(Protocol):
    """What the rules ask about a line of an order."""

    value_fen: Any
    refunded_fen: Any
    cancelled_fen: Any
    window_hours: Any


class ClaimableSubOrder(Protocol):
    """What the rules ask about one seller's part of an order."""

    state: Any
    shipped_at: Any
    delivered_at: Any
    settled_at: Any


def refundable_fen(line: ClaimableLine) -> int:
    """What of a line has not gone back yet."""
    back = int(line.refunded_fen or 0) + int(line.cancelled_fen or 0)
    return max(0, int(line.value_fen) - back)


def claim_window_ends(line: ClaimableLine, sub_order: ClaimableSubOrder) -> datetime | None:
    """Until when a line may be claimed; None before it has come."""
    hours = int(line.window_hours or USUAL_WINDOW_HOURS)
    ends: datetime | None = (
        sub_order.delivered_at + timedelta(hours=hours) if sub_order.delivered_at else None
    )
    return ends


def reasons_now(
    line: ClaimableLine, sub_order: ClaimableSubOrder, now: datetime
) -> tuple[str, ...]:
    """For which reasons a line may be claimed at this moment; none when it may not. What is on its way may have come,
    though nobody has confirmed it; that nothing came can be said when it is late.

    Goods that do not keep cannot be sent back because somebody changed their mind.
    """
    if sub_order.settled_at or not refundable_fen(line):
        return ()
    ends = claim_window_ends(line, sub_order)
    if ends is None:
        if sub_order.shipped_at is None or sub_order.state == "cancelled":
            return ()
        is_late = now >= sub_order.shipped_at + LATE_AFTER
        return (*WITH_PHOTO, MISSING) if is_late else WITH_PHOTO
    if now >= ends:
        return ()
    keeps = int(line.window_hours or USUAL_WINDOW_HOURS) >= USUAL_WINDOW_HOURS
    return REASONS if keeps else REASONS[:-1]


def shipping_back_fen(
    lines: Sequence[ClaimableLine], i: int, fen: int, reason: str, shipping_fen: int
) -> int:
    """What of a seller's shipping fee goes back with `fen` for line `i` of theirs: all that is left of it when
    nothing of the goods stays paid, unless the buyer only changed their mind."""
    rest = sum(refundable_fen(line) for line in lines) - fen
    assert 0 <= fen <= refundable_fen(lines[i])
    return shipping_fen if rest == 0 and reason != MIND else 0


def is_ready(*, buyer_done: bool, seller_done: bool, ends_at: datetime, now: datetime) -> bool:
    """Whether a dispute may be decided: both sides have said all, or the time for it is over."""
    return (buyer_done and seller_done) or now >= ends_at
