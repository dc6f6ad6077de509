"""A session goes live, ends, and goes on."""

from pynamodb.expressions.condition import size

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.pin import unpin
from chalicelib.live.replay import keep_replay, show_stored
from chalicelib.live.rules import EARLY, RESUMABLE, TO_COME, is_early
from chalicelib.store import change

LIVE = "live"
MOST_HOSTS = 10


def go_live(
    session_id: str, by: str, *, is_creator: bool = False, may_be_early: bool = False
) -> LiveSession:
    """Open the sale to everyone; to one that is live already, come too. Again is no news. Raises NotFound, Refused:
    "live-is-over", "too-many-hosts", and "live-is-early" for one that is announced for later, unless `may_be_early`.

    Who goes live is a host of the session from then on, and earns commission as one of its creators if they are one.
    """
    session = LiveSession.find(session_id)
    if session.state != LIVE:
        session = _opened(session, by, is_creator=is_creator, may_be_early=may_be_early)
    return session if by in session.host_ids else _joined(session, by, is_creator=is_creator)


def end(session_id: str, by: str) -> LiveSession:
    """Close the sale, take the pin down, and keep the film for the replay.

    May be repeated: what an earlier try left undone is done then. Raises Refused before the session was live.
    """
    change(
        LiveSession(session_id),
        LiveSession.state.set("ended"),
        LiveSession.ended_at.set(clock.now()),
        LiveSession.changed_by.set(by),
        when=LiveSession.state == LIVE,
        already=lambda session: session.state == "ended",
        otherwise=Refused("live-not-now"),
    )
    keep_replay(session_id)
    return unpin(session_id, by)


def resume(session_id: str, by: str) -> LiveSession:
    """Go on with a live that ended less than two hours ago, by itself or by mistake; its replay goes on with it.

    May be repeated. Raises Refused("live-is-over") for one that is over, or has not begun.
    """
    now = clock.now()
    session = change(
        LiveSession(session_id),
        LiveSession.state.set(LIVE),
        LiveSession.ended_at.remove(),
        LiveSession.resumed_at.set(now),
        LiveSession.changed_by.set(by),
        when=(LiveSession.state == "ended") & (LiveSession.ended_at > now - RESUMABLE),
        already=lambda session: session.state == LIVE,
        otherwise=Refused("live-is-over"),
    )
    show_stored(session_id)
    return session


def _opened(session: LiveSession, by: str, *, is_creator: bool, may_be_early: bool) -> LiveSession:
    """Live, with its first host; or as another has opened it in the meantime."""
    now = clock.now()
    may_begin = LiveSession.state.is_in(*TO_COME)
    if not may_be_early:
        may_begin &= LiveSession.starts_at <= now + EARLY
    is_too_early = session.state in TO_COME and is_early(session.starts_at, now)
    hosts = list(dict.fromkeys([*session.host_ids, by]))
    creators = list(dict.fromkeys([*session.creator_ids, *([by] if is_creator else [])]))
    return change(
        LiveSession(session.session_id),
        LiveSession.state.set(LIVE),
        LiveSession.host_ids.set(hosts),
        LiveSession.creator_ids.set(creators),
        LiveSession.live_at.set(now),
        LiveSession.changed_by.set(by),
        when=may_begin,
        already=lambda session: session.state == LIVE,
        otherwise=Refused("live-is-early" if is_too_early else "live-is-over"),
    )


def _joined(session: LiveSession, by: str, *, is_creator: bool) -> LiveSession:
    if len(session.host_ids) >= MOST_HOSTS:
        raise Refused("too-many-hosts", most=MOST_HOSTS)
    lists = [LiveSession.host_ids, *([LiveSession.creator_ids] if is_creator else [])]
    return change(
        LiveSession(session.session_id),
        *((people.set((people | []).append([by]))) for people in lists),
        LiveSession.changed_by.set(by),
        when=(LiveSession.state == LIVE)
        & ~LiveSession.host_ids.contains(by)
        & (size(LiveSession.host_ids) < MOST_HOSTS),
        already=lambda session: by in session.host_ids,
        otherwise=Refused("live-is-over"),
    )
