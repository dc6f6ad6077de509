"""What everyone who watches is told every few seconds: one small dictionary, the same for all."""

from typing import Any

from chalicelib import clock
from chalicelib.live.chat import chat_of
from chalicelib.live.models import Broadcast, LiveSession
from chalicelib.live.replay import live_path, replay_path
from chalicelib.live.rules import PAST_STATES, resumable_until
from chalicelib.stock import offers

POLL_MS = {"live": 1_000, "scheduled": 5_000, "ready": 3_000}
POLL_WHEN_OVER_MS = 60_000
POLL_WHEN_IT_MAY_GO_ON_MS = 10_000

State = dict[str, Any]


def state_of(session_id: str) -> State:
    """Status, video ("" while there is none), when the newest piece of the film came (0 while there is none or the live
    is over), pin (None or its goods), the last lines of the chat, and when to ask again.

    Price and stock are advice: the checkout decides. Raises NotFound.
    """
    return state_of_session(LiveSession.find(session_id))


def state_of_session(session: LiveSession) -> State:
    """The same for a session that has been read already."""
    return {
        "status": session.state,
        "video": _video(session),
        "film_at_ms": _film_at_ms(session),
        "pin": _pin(session) if session.state == "live" and session.pin_id else None,
        "chat": chat_of(session.session_id) if session.state == "live" else [],
        "next_poll_ms": _next_poll_ms(session),
    }


def _film_at_ms(session: LiveSession) -> int:
    broadcast = (
        Broadcast.find_or_none(session.session_id)
        if session.filmed and session.state == "live"
        else None
    )
    return int(broadcast.taken_ms or 0) if broadcast else 0


def _next_poll_ms(session: LiveSession) -> int:
    until = resumable_until(session.state, session.ended_at)
    may_go_on = until is not None and clock.now() < until
    when_over = POLL_WHEN_IT_MAY_GO_ON_MS if may_go_on else POLL_WHEN_OVER_MS
    return POLL_MS.get(session.state, when_over)


def _video(session: LiveSession) -> str:
    if not session.filmed:
        return ""
    is_over = session.state in PAST_STATES
    return replay_path(session.session_id) if is_over else live_path(session.session_id)


def _pin(session: LiveSession) -> State | None:
    offer = offers([session.pin_sku_id]).get(session.pin_sku_id)
    if offer is None or not offer.on_sale:
        return None  # taken down or paused: it is not on the screen any more
    return {
        "pin_id": session.pin_id,
        "listing_id": session.pin_listing_id,
        "sku_id": session.pin_sku_id,
        "title": offer.title,
        "title_en": offer.title_en,
        "price_fen": offer.price_fen,
        "left": offer.left,
        "photo_ref": offer.photo_ref,
    }
