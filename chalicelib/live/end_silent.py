"""A live that nobody films any more ends by itself, and those who held it are told."""

import logging
from collections.abc import Iterator
from datetime import datetime

from chalicelib.accounts import OFFICIAL, grant
from chalicelib.live.film import moment_of
from chalicelib.live.models import Broadcast, LiveSession, Pin
from chalicelib.live.replay import keep_replay
from chalicelib.live.rules import RESUMABLE, SILENT
from chalicelib.notices import News, tell
from chalicelib.store import AlreadyThere, Transaction, transaction
from chalicelib.text import Wording, wording_of

SCHEDULE = "schedule"  # whose act it is when time decides
MOST_SWEPT = 500  # the next minute takes the rest
log = logging.getLogger("countyfair.live")


def end_silent_lives(now: datetime) -> int:
    """End every live without film for ten minutes, and tell its hosts and office; returns how many ended.

    Two at once end each live once, and one that broke off is taken up by the next. A live that fails holds up nobody.
    """
    lives = LiveSession.by_state.query("live", limit=MOST_SWEPT)
    return sum(_ended(session, now) for session in list(lives))


def _ended(session: LiveSession, now: datetime) -> bool:
    broadcast = Broadcast.find_or_none(session.session_id) or Broadcast(session.session_id)
    if now - _silent_since(session, broadcast) < SILENT:
        return False
    try:
        keep_replay(session.session_id)
        _end(session, broadcast, now)
    except AlreadyThere:
        return False  # it is filmed again, ended already, or another minute takes it
    except Exception:
        log.exception("live not ended", extra={"session_id": session.session_id})
        return False
    log.info("live ended by itself", extra={"session_id": session.session_id})
    return True


def _silent_since(session: LiveSession, broadcast: Broadcast) -> datetime:
    began = session.resumed_at or session.live_at or session.starts_at
    return max(began, moment_of(int(broadcast.taken_ms))) if broadcast.taken_ms else began


def _end(session: LiveSession, broadcast: Broadcast, now: datetime) -> None:
    """Ended, its pin down and everybody told, in one piece; not if anything moved since it was read."""
    values: dict[str, str | int | datetime | Wording] = {
        "title": wording_of(session, "title"),
        "minutes": int(SILENT.total_seconds()) // 60,
        "until_at": now + RESUMABLE,
    }
    news = News("live-ended-by-itself", session.session_id, now, values)
    with transaction() as tx:
        _close(tx, session, now)
        _check_silence(tx, broadcast)
        for whose in _whom(session):
            tell(whose, news, along=tx)


def _close(tx: Transaction, session: LiveSession, now: datetime) -> None:
    resumed_at = LiveSession.resumed_at
    tx.update(
        LiveSession(session.session_id),
        LiveSession.state.set("ended"),
        LiveSession.ended_at.set(now),
        LiveSession.pin_id.set(""),
        LiveSession.pin_listing_id.set(""),
        LiveSession.pin_sku_id.set(""),
        LiveSession.pin_since.remove(),
        LiveSession.changed_by.set(SCHEDULE),
        when=(LiveSession.state == "live")
        & (LiveSession.pin_id == session.pin_id)
        & (resumed_at == session.resumed_at if session.resumed_at else resumed_at.does_not_exist()),
        otherwise=AlreadyThere(),
    )
    if session.pin_id:
        pin = Pin(session.session_id, session.pin_id)
        tx.update(pin, Pin.until.set(now), when=None, otherwise=AlreadyThere())


def _check_silence(tx: Transaction, broadcast: Broadcast) -> None:
    taken_ms = Broadcast.taken_ms
    same = taken_ms == broadcast.taken_ms if broadcast.taken_ms else taken_ms.does_not_exist()
    tx.check(broadcast, when=same, otherwise=AlreadyThere())


def _whom(session: LiveSession) -> Iterator[str]:
    yield from session.host_ids
    yield grant(OFFICIAL, session.county_id)
