"""The chat of a live, for whoever keeps it: what waits, what is shown, and how fast it may go."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.live import (
    SLOW,
    hide_line,
    lines_waiting,
    mute_writer,
    show_line,
    slow_down,
    wall_of,
)
from chalicelib.web.host.stage import TEAM, own_session
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

DEEDS: dict[str, Callable[[str, str, str], None]] = {
    "show": show_line,
    "hide": hide_line,
    "mute": mute_writer,
}

pages = Pages(__name__)


@pages.get("/host/{session_id}/chat", who=TEAM)
def show_chat(session_id: str) -> Response:
    wall = wall_of(session_id)
    return render(
        "host/chat.html",
        session=own_session(session_id),
        waiting=lines_waiting(session_id),
        lines=list(wall.lines or ())[::-1],
        slow_seconds=int(wall.slow_seconds),
        slow=SLOW,
    )


@pages.post("/host/{session_id}/chat", who=TEAM, again=show_chat)
def moderate(session_id: str) -> Response:
    own_session(session_id)
    form = pages.form(unseen=("do", "line_id"))
    deed = form.choice("do", tuple(DEEDS))
    line_id = form.text("line_id", 1, 60)
    form.check()
    DEEDS[deed](session_id, line_id, signed_in_person().person_id)
    return see_other(f"/host/{session_id}/chat")


@pages.post("/host/{session_id}/chat/slow", who=TEAM, again=show_chat)
def set_pace(session_id: str) -> Response:
    own_session(session_id)
    form = pages.form(unseen=("seconds",))
    seconds = form.choice("seconds", tuple(str(pace) for pace in SLOW))
    form.check()
    slow_down(session_id, int(seconds))
    return see_other(f"/host/{session_id}/chat")
