"""A county office moves a live that has not begun, calls it off or back; whoever gets ready for it, or wanted to be
reminded, is told."""

from datetime import datetime

from chalicelib import clock
from chalicelib.accounts import HOST, PRODUCER, grant
from chalicelib.catalogue import get_listings
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.remind import subject_of
from chalicelib.live.rules import TO_COME, LivePlan, check_session
from chalicelib.notices import News, announce, tell
from chalicelib.store import Moved, step, transaction
from chalicelib.text import wording_of

CANCELLED = "cancelled"


def replan_session(session_id: str, plan: LivePlan, by: str) -> None:
    """Change what an office says of a live that has not begun; a new time is told to its hosts and to the makers of
    its goods. What is said in English stays where the plan has none. Raises Invalid; Refused("live-not-to-come")."""
    check_session(plan, clock.now())
    fresh = {name: value for name, value in plan._asdict().items() if value}

    def attempt() -> None:
        session = LiveSession.find(session_id)
        if session.state not in TO_COME:
            raise Refused("live-not-to-come")
        kind = "live-moved" if session.starts_at != plan.starts_at else ""
        _rewritten(session, fresh, kind, by)

    step(attempt)


def cancel_session(session_id: str, by: str) -> None:
    """Call off a live that has not begun, and tell those who get ready for it. Once more is no news. Raises
    Refused("live-not-to-come")."""
    step(lambda: _turned(session_id, TO_COME, CANCELLED, by))


def restore_session(session_id: str, by: str) -> None:
    """Call a live back that was called off, unless its time has come. Once more is no news."""
    step(lambda: _turned(session_id, (CANCELLED,), TO_COME[0], by))


def _turned(session_id: str, before: tuple[str, ...], state: str, by: str) -> None:
    session = LiveSession.find(session_id)
    if session.state == state:
        return
    is_late = state != CANCELLED and session.starts_at <= clock.now()
    if session.state not in before or is_late:
        raise Refused("live-not-to-come")
    kind = "live-cancelled" if state == CANCELLED else "live-restored"
    _rewritten(session, {"state": state}, kind, by)


def _rewritten(session: LiveSession, fresh: dict[str, object], kind: str, by: str) -> None:
    """Not if its time or state moved since it was read."""
    starts_at = fresh.get("starts_at", session.starts_at)
    assert isinstance(starts_at, datetime)
    news = News(
        kind,
        session.session_id,
        clock.now(),
        {"title": wording_of(_as_planned(session, fresh), "title"), "starts_at": starts_at},
    )
    with transaction() as tx:
        tx.update(
            LiveSession(session.session_id),
            *(getattr(LiveSession, name).set(value) for name, value in fresh.items()),
            LiveSession.changed_by.set(by),
            when=(LiveSession.state == session.state)
            & (LiveSession.starts_at == session.starts_at),
            otherwise=Moved(),
        )
        for whose in _getting_ready(session) if kind else ():
            tell(whose, news, along=tx)
        if kind:
            announce(subject_of(session.session_id), news, along=tx)


def _as_planned(session: LiveSession, fresh: dict[str, object]) -> dict[str, object]:
    return {name: fresh.get(name, getattr(session, name)) for name in ("title", "title_en")}


def _getting_ready(session: LiveSession) -> list[str]:
    """Whoever may stand before its camera, and the makers of what it is to show."""
    listings = get_listings(session.run_of_show)
    makers = {grant(PRODUCER, listing.producer_id) for listing in listings.values()}
    return [grant(HOST, session.county_id), *sorted(makers)]
