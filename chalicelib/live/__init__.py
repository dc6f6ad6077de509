"""Live sales: sessions, run of show, pins, and the film from the host's phone to the buyers."""

from chalicelib.live.begin_and_end import end, go_live, resume
from chalicelib.live.chat import (
    LONGEST_LINE,
    SLOW,
    ChatVisitor,
    hide_line,
    lines_waiting,
    mute_writer,
    say,
    show_line,
    slow_down,
    wall_of,
)
from chalicelib.live.credit import Credit, credit_for
from chalicelib.live.end_silent import end_silent_lives
from chalicelib.live.find import (
    archived,
    get_session,
    get_sessions,
    live_now,
    past,
    pins_of,
    programme_of_county,
    session_of_team,
    sessions_of_county,
    upcoming,
)
from chalicelib.live.models import LiveSession, Pin
from chalicelib.live.pin import pin_goods, unpin
from chalicelib.live.receive import receive_chunk, take_camera
from chalicelib.live.remind import check_to_come, hear_sessions, remind
from chalicelib.live.replan import cancel_session, replan_session, restore_session
from chalicelib.live.rules import (
    INTERRUPTED_MS,
    LivePlan,
    after_in_show,
    check_session,
    is_early,
    is_interrupted,
    resumable_until,
)
from chalicelib.live.schedule import schedule_session, set_run_of_show
from chalicelib.live.show import goods_in_show, public_among, shown_in
from chalicelib.live.state import State, state_of, state_of_session

__all__ = [
    "INTERRUPTED_MS",
    "LONGEST_LINE",
    "SLOW",
    "ChatVisitor",
    "Credit",
    "LivePlan",
    "LiveSession",
    "Pin",
    "State",
    "after_in_show",
    "archived",
    "cancel_session",
    "check_session",
    "check_to_come",
    "credit_for",
    "end",
    "end_silent_lives",
    "get_session",
    "get_sessions",
    "go_live",
    "goods_in_show",
    "hear_sessions",
    "hide_line",
    "is_early",
    "is_interrupted",
    "lines_waiting",
    "live_now",
    "mute_writer",
    "past",
    "pin_goods",
    "pins_of",
    "programme_of_county",
    "public_among",
    "receive_chunk",
    "remind",
    "replan_session",
    "restore_session",
    "resumable_until",
    "resume",
    "say",
    "schedule_session",
    "session_of_team",
    "sessions_of_county",
    "set_run_of_show",
    "show_line",
    "shown_in",
    "slow_down",
    "state_of",
    "state_of_session",
    "take_camera",
    "unpin",
    "upcoming",
    "wall_of",
]
