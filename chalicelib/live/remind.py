"""Whoever follows a live, its county or its makers hears when it is planned, when it is about to begin, and when it
begins."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.accounts import HOST, grant
from chalicelib.catalogue import get_listings
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.rules import TO_COME
from chalicelib.notices import News, NewsValue, announce, tell
from chalicelib.store import remember, sweep
from chalicelib.text import wording_of

QUEUE = "live-soon"
SOON = timedelta(minutes=10)
LIVE = "live"
log = logging.getLogger("countyfair.live")

Image = Mapping[str, Mapping[str, Any]]


def subject_of(session_id: str) -> str:
    """What those follow who want to be reminded of a live."""
    return f"live:{session_id}"


def check_to_come(session_id: str) -> None:
    """Whether one can still be reminded of a live. Raises NotFound, Refused("live-not-awaited")."""
    if LiveSession.find(session_id).state not in TO_COME:
        raise Refused("live-not-awaited")


def hear_sessions(position: str, changes: Iterable[tuple[Image | None, Image | None]]) -> None:
    """Announce what a batch of the sessions' stream has brought, and keep when to remind of which live. The same batch
    again is no news; demo lives are nobody's."""
    sessions = [(_session_in(before), _session_in(after)) for before, after in changes]
    real = [(before, after) for before, after in sessions if after and not after.demo]
    for before, after in real:
        _announce(before, after)
    due = [
        (after.session_id, after.starts_at - SOON)
        for before, after in real
        if after.state in TO_COME and _when(before) != _when(after)
    ]
    remember(QUEUE, position, due)


def remind(now: datetime) -> None:
    """Tell hosts, and those who wanted to be reminded, that a live begins in a few minutes. One that was moved since,
    called off or opened is left out."""
    sweep(QUEUE, now, lambda session_ids: _take(session_ids, now))


def _take(session_ids: Sequence[str], now: datetime) -> Collection[str]:
    for session in LiveSession.batch_get(sorted(set(session_ids)), consistent_read=True):
        if session.state in TO_COME and session.starts_at - SOON <= now < session.starts_at:
            at = session.starts_at - SOON
            announce(subject_of(session.session_id), _news("live-soon", session, at))
            tell(grant(HOST, session.county_id), _news("own-live-soon", session, at))
    return ()


def _announce(before: LiveSession | None, after: LiveSession) -> None:
    if before is None and after.state in TO_COME:
        announce(f"county:{after.county_id}", _news("live-planned", after, after.made_at))
    if after.state == LIVE and before and before.state in TO_COME and after.live_at:
        for subject in _subjects_of(after):
            announce(subject, _news("live-begins", after, after.live_at))


def _subjects_of(session: LiveSession) -> Iterator[str]:
    yield subject_of(session.session_id)
    yield f"county:{session.county_id}"
    listings = get_listings(session.run_of_show).values()
    yield from sorted({f"maker:{listing.producer_id}" for listing in listings})


def _news(kind: str, session: LiveSession, at: datetime) -> News:
    values: dict[str, NewsValue] = {
        "title": wording_of(session, "title"),
        "starts_at": session.starts_at,
    }
    return News(kind, session.session_id, at, values)


def _when(session: LiveSession | None) -> tuple[str, datetime] | None:
    """What a reminder stands on."""
    return (session.state, session.starts_at) if session else None


def _session_in(image: Image | None) -> LiveSession | None:
    return LiveSession.from_raw_data(dict(image)) if image else None
