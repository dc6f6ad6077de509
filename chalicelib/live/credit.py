"""Which session, hosts and pin are credited with goods that a buyer takes."""

from datetime import datetime
from typing import NamedTuple

from chalicelib.live.models import LiveSession, Pin
from chalicelib.live.rules import pin_counts, was_live
from chalicelib.stock import offers


class Credit(NamedTuple):
    """What an order line keeps about the live that it came from. `pin_id` is "" for goods taken unpinned;
    `creator_ids` are those of the hosts who earn commission."""

    session_id: str
    host_ids: tuple[str, ...]
    pin_id: str
    kind: str = "direct"
    creator_ids: tuple[str, ...] = ()
    county_id: str = ""  # whose office holds the live


def credit_for(session_id: str, pin_id: str, sku_id: str, at: datetime) -> Credit | None:
    """The credit for goods taken from a live session at a moment; None when it earned none.

    While the session is live it has the credit for all goods of its run of show and for all that it has pinned;
    for goods taken from a pin also until 30 minutes after they were unpinned.
    """
    session = LiveSession.find_or_none(session_id) if session_id else None
    if session is None:
        return None
    is_live = was_live(session.live_at, session.ended_at, at)
    pin = Pin.find_or_none(session_id, pin_id) if pin_id else None
    if pin and pin.sku_id == sku_id and at >= pin.since:
        counts = is_live or pin_counts(pin.since, pin.until, at)
        return _credit(session, pin_id) if counts else None
    if is_live and _is_in_show(session, sku_id):
        return _credit(session, "")
    return None


def _credit(session: LiveSession, pin_id: str) -> Credit:
    return Credit(
        session.session_id,
        tuple(session.host_ids),
        pin_id,
        creator_ids=tuple(session.creator_ids),
        county_id=session.county_id,
    )


def _is_in_show(session: LiveSession, sku_id: str) -> bool:
    offer = offers([sku_id]).get(sku_id)
    return offer is not None and offer.listing_id in session.run_of_show
