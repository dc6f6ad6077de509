"""The host shows goods: what is pinned is offered to everyone who watches."""

import secrets
from datetime import datetime

from chalicelib import clock
from chalicelib.catalogue import public_listing
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession, Pin
from chalicelib.store import AlreadyThere, transaction

MOST_TRIES = 5  # two people may tap at the same moment


def pin_goods(session_id: str, listing_id: str, by: str) -> LiveSession:
    """Show a listing of the run of show from now on, in place of what was shown. Pinned already is no news.

    Raises NotFound when the listing is not public, Refused when the session is not live or does not show it.
    """
    sku_id = public_listing(listing_id).sku_id
    for _ in range(MOST_TRIES):
        session = LiveSession.find(session_id)
        _check(session, listing_id)
        if session.pin_listing_id == listing_id:
            return session
        now = clock.now()
        pin = Pin(
            session_id, _pin_id(now), listing_id=listing_id, sku_id=sku_id, since=now, changed_by=by
        )
        if _replace(session, pin, now, by):
            return LiveSession.find(session_id)
    raise Refused("busy")


def unpin(session_id: str, by: str) -> LiveSession:
    """Show no goods. Nothing pinned is no news; raises Refused when the session is not live."""
    for _ in range(MOST_TRIES):
        session = LiveSession.find(session_id)
        if not session.pin_id:
            return session
        if _replace(session, None, clock.now(), by):
            return LiveSession.find(session_id)
    raise Refused("busy")


def _check(session: LiveSession, listing_id: str) -> None:
    if session.state != "live":
        raise Refused("live-not-now")
    if listing_id not in session.run_of_show:
        raise Refused("live-not-in-the-show")


def _pin_id(now: datetime) -> str:
    """Pins of a session sort by time."""
    return f"{now:%Y%m%d%H%M%S%f}"[:17] + secrets.token_hex(2)


def _replace(session: LiveSession, pin: Pin | None, now: datetime, by: str) -> bool:
    """One transaction: the old pin ends, the new one begins, the session says so. False if somebody was quicker."""
    try:
        with transaction() as tx:
            tx.update(
                LiveSession(session.session_id),
                LiveSession.pin_id.set(pin.pin_id if pin else ""),
                LiveSession.pin_listing_id.set(pin.listing_id if pin else ""),
                LiveSession.pin_sku_id.set(pin.sku_id if pin else ""),
                LiveSession.pin_since.set(now) if pin else LiveSession.pin_since.remove(),
                LiveSession.changed_by.set(by),
                when=(LiveSession.pin_id == session.pin_id)
                & LiveSession.state.is_in("live", "ended"),
                otherwise=AlreadyThere(),
            )
            if session.pin_id:
                old = Pin(session.session_id, session.pin_id)
                tx.update(old, Pin.until.set(now), when=None, otherwise=AlreadyThere())
            if pin:
                tx.put(pin, when=Pin.pin_id.does_not_exist(), otherwise=AlreadyThere())
    except AlreadyThere:
        return False
    return True
