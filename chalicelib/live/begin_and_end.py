"""A session goes live, and ends."""

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.pin import unpin
from chalicelib.live.replay import keep_replay
from chalicelib.store import change


def go_live(session_id: str, by: str, *, is_creator: bool = False) -> LiveSession:
    """Open the sale to everyone; a session that is live already stays so. Raises Refused once it is over.

    Who goes live is a host of the session from then on, and earns commission as its creator if they are one.
    """
    session = LiveSession.find(session_id)
    hosts = list(dict.fromkeys([*session.host_ids, by]))
    creators = list(dict.fromkeys([*session.creator_ids, *([by] if is_creator else [])]))
    return change(
        LiveSession(session_id),
        LiveSession.state.set("live"),
        LiveSession.host_ids.set(hosts),
        LiveSession.creator_ids.set(creators),
        LiveSession.live_at.set(clock.now()),
        LiveSession.changed_by.set(by),
        when=LiveSession.state.is_in("scheduled", "ready"),
        already=lambda session: session.state == "live",
        otherwise=Refused("live-is-over"),
    )


def end(session_id: str, by: str) -> LiveSession:
    """Close the sale, take the pin down, and keep the film for the replay.

    May be repeated: what an earlier try left undone is done then. Raises Refused before the session was live.
    """
    change(
        LiveSession(session_id),
        LiveSession.state.set("ended"),
        LiveSession.ended_at.set(clock.now()),
        LiveSession.changed_by.set(by),
        when=LiveSession.state == "live",
        already=lambda session: session.state == "ended",
        otherwise=Refused("live-not-now"),
    )
    keep_replay(session_id)
    return unpin(session_id, by)
