"""How long things may take from dispatch on, and what is still to be sent: all that needs asking no one."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from chalicelib.orders.rules import CONFIRMED, PACKED, SHIPPED

ADDRESS_DAYS = 7
SEND_DAYS = 7  # from payment, or from the order when it is paid in cash: so long a seller may take to send all
UNSENT_DAYS = 14  # after which what was not sent is no longer waited for
DELIVERED_DAYS = 10  # after which what nobody confirmed counts as delivered


def counts_as_delivered(shipped_at: datetime) -> datetime:
    """When what nobody confirmed counts as delivered."""
    return shipped_at + timedelta(days=DELIVERED_DAYS)


def may_see_address(state: str, delivered_at: datetime | None, now: datetime) -> bool:
    """A seller sees the address from confirmation until some days after delivery, when questions still come."""
    if state in (CONFIRMED, PACKED, SHIPPED):
        return True
    return delivered_at is not None and now < delivered_at + timedelta(days=ADDRESS_DAYS)


def send_by(confirmed_at: datetime) -> datetime:
    """By when a seller has promised to send everything."""
    return confirmed_at + timedelta(days=SEND_DAYS)


def ends_unsent(confirmed_at: datetime) -> datetime:
    """When what was not sent is no longer waited for."""
    return confirmed_at + timedelta(days=UNSENT_DAYS)


def whole_hour(moment: datetime) -> datetime:
    """The first full hour at or after a moment: what waits for days need not wait in buckets of a minute."""
    down = moment.replace(minute=0, second=0, microsecond=0)
    return down if down == moment else down + timedelta(hours=1)


def unsent(pieces: Mapping[int, int], parcels: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """So many pieces of each line that no parcel holds yet; lines that are all sent are left out."""
    left = dict(pieces)
    for parcel in parcels:
        for line, quantity in parcel.items():
            left[line] -= quantity
    assert all(quantity >= 0 for quantity in left.values())
    return {line: quantity for line, quantity in left.items() if quantity}
