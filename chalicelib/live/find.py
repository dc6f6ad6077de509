"""Finding sessions: one, a county's, what is live, what comes next."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from chalicelib.errors import NotFound
from chalicelib.live.models import LiveSession, Pin
from chalicelib.live.rules import OPEN_STATES, PAST_STATES
from chalicelib.store import Page, page_of

MOST_LIVE_AT_ONCE = 50
MOST_PINS_SHOWN = 200
MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet
MOST_IN_PROGRAMME = 20


class LiveProgramme(NamedTuple):
    """Sessions that are live or to come, the next first, and those that ended, the latest first."""

    coming: list[LiveSession]
    over: list[LiveSession]


def get_session(session_id: str) -> LiveSession:
    """The session, read consistently. Raises NotFound."""
    return LiveSession.find(session_id)


def get_sessions(session_ids: Iterable[str]) -> dict[str, LiveSession]:
    """Several sessions in one read, by id; those that do not exist are left out."""
    ids = sorted(set(session_ids))
    assert len(ids) <= MOST_AT_ONCE
    return {session.session_id: session for session in LiveSession.batch_get(ids)} if ids else {}


def session_of_team(session_id: str, county_ids: Collection[str]) -> LiveSession:
    """The session if one of these counties' offices holds it; else NotFound, as if there were none."""
    session = LiveSession.find(session_id)
    if session.county_id not in county_ids:
        raise NotFound("not-found")
    return session


def sessions_of_county(county_id: str, cursor: str = "", limit: int = 20) -> Page[LiveSession]:
    """The sessions of a county's office, the latest start first."""
    return page_of(
        lambda **page: LiveSession.by_county.query(county_id, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def programme_of_county(county_id: str, showing: Collection[str] | None = None) -> LiveProgramme:
    """A county's latest sessions, those that may still be watched live apart from those that ended; with `showing`
    only those with one of these listings in their run of show. What was cancelled is left out."""
    sessions = [
        session
        for session in sessions_of_county(county_id, limit=MOST_IN_PROGRAMME).items
        if showing is None or not set(session.run_of_show).isdisjoint(showing)
    ]
    return LiveProgramme(
        [session for session in reversed(sessions) if session.state in OPEN_STATES],
        [session for session in sessions if session.state in PAST_STATES],
    )


def upcoming(cursor: str = "", limit: int = 20) -> Page[LiveSession]:
    """Sessions that are scheduled, the next one first."""
    return page_of(
        lambda **page: LiveSession.by_state.query("scheduled", **page), cursor=cursor, limit=limit
    )


def past(cursor: str = "", limit: int = 20) -> Page[LiveSession]:
    """Sessions that ended, the latest first; those of the archive are not among them."""
    return _over("ended", cursor, limit)


def archived(cursor: str = "", limit: int = 20) -> Page[LiveSession]:
    """Sessions of the archive, the latest first."""
    return _over("archived", cursor, limit)


def live_now() -> list[LiveSession]:
    """The sessions that are live now, at most 50, the latest start first."""
    return list(
        LiveSession.by_state.query("live", scan_index_forward=False, limit=MOST_LIVE_AT_ONCE)
    )


def pins_of(session_id: str) -> Sequence[Pin]:
    """What has been pinned in a session, in order, at most 200 pins."""
    return list(Pin.query(session_id, limit=MOST_PINS_SHOWN))


def _over(state: str, cursor: str, limit: int) -> Page[LiveSession]:
    return page_of(
        lambda **page: LiveSession.by_state.query(state, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )
