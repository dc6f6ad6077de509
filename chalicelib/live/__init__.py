"""Live sales: sessions, run of show, pins, and the film from the host's phone to the buyers."""

from chalicelib.live.begin_and_end import end, go_live
from chalicelib.live.credit import Credit, credit_for
from chalicelib.live.find import (
    archived,
    get_session,
    get_sessions,
    live_now,
    past,
    pins_of,
    session_of_team,
    sessions_of_county,
    upcoming,
)
from chalicelib.live.models import LiveSession, Pin
from chalicelib.live.pin import pin_goods, unpin
from chalicelib.live.receive import receive_chunk, take_camera
from chalicelib.live.rules import LivePlan, after_in_show, check_session, is_early
from chalicelib.live.schedule import schedule_session, set_run_of_show
from chalicelib.live.show import goods_in_show, public_among, shown_in
from chalicelib.live.state import State, state_of, state_of_session

__all__ = [
    "Credit",
    "LivePlan",
    "LiveSession",
    "Pin",
    "State",
    "after_in_show",
    "archived",
    "check_session",
    "credit_for",
    "end",
    "get_session",
    "get_sessions",
    "go_live",
    "goods_in_show",
    "is_early",
    "live_now",
    "past",
    "pin_goods",
    "pins_of",
    "public_among",
    "receive_chunk",
    "schedule_session",
    "session_of_team",
    "sessions_of_county",
    "set_run_of_show",
    "shown_in",
    "state_of",
    "state_of_session",
    "take_camera",
    "unpin",
    "upcoming",
]
