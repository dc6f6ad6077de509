"""The chat of a live: what viewers write waits for a moderator, and what is shown stands on one small wall."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from chalicelib import clock
from chalicelib.accounts import network_key, spend
from chalicelib.errors import NotFound, Refused
from chalicelib.live.models import ChatLine, ChatWall, LiveSession
from chalicelib.screening import findings_in, without_contacts
from chalicelib.settings import keyed_hash
from chalicelib.store import AlreadyThere, Moved, change, put_new, step
from chalicelib.text import id_of

LONGEST_LINE = 80
MOST_SHOWN = 20
MOST_WAITING = 50
SLOW = (5, 15, 60)  # seconds between two lines of one viewer
MINUTE, LINES_A_MINUTE, LINES_OF_NETWORK = 60, 6, 60
KEPT = timedelta(days=30)
WAITING, SHOWN, HIDDEN = "waiting", "shown", "hidden"


class ChatVisitor(NamedTuple):
    """Who writes: the id of a person or guest, a person's name ("" for a guest) and a guest's network address."""

    buyer_id: str
    name: str = ""
    network: str | None = None


def say(session_id: str, text: str, visitor: ChatVisitor) -> ChatLine:
    """Send a line; it waits for a moderator. The same words again within a minute are no news.

    Phone numbers and accounts elsewhere are masked before anybody reads them. Raises NotFound, Refused: "live-not-now",
    "chat-muted", "wait-…" when somebody writes too much.
    """
    if LiveSession.find(session_id).state != "live":
        raise Refused("live-not-now")
    wall, who = wall_of(session_id), _known_as(session_id, visitor.buyer_id)
    if who in (wall.muted or ()):
        raise Refused("chat-muted")
    line = _line(session_id, who, visitor.name, text)
    if there := ChatLine.find_or_none(session_id, line.line_id):
        return there
    spend(_allowances(session_id, who, visitor.network, int(wall.slow_seconds)))
    try:
        return put_new(line)
    except AlreadyThere:
        return line


def wall_of(session_id: str) -> ChatWall:
    """What stands on the wall of a session; an empty one before the first line."""
    return ChatWall.find_or_none(session_id) or ChatWall(session_id)


def chat_of(session_id: str) -> list[dict[str, Any]]:
    """The last lines that were shown, oldest first: id, name ("" for a guest), number of the guest, text."""
    return list(wall_of(session_id).lines or ())


def lines_waiting(session_id: str) -> Sequence[ChatLine]:
    """The newest lines that no moderator has read, oldest first."""
    newest = ChatLine.waiting.query(session_id, scan_index_forward=False, limit=MOST_WAITING)
    return list(newest)[::-1]


def show_line(session_id: str, line_id: str, by: str) -> None:
    """Put a line on the wall. Again is no news. Raises NotFound."""
    line = _decided(session_id, line_id, SHOWN, by)
    entry = {"id": line_id, "name": line.name, "number": int(line.number), "text": line.text}
    _change_wall(
        session_id,
        lambda lines: lines if _stands(lines, line_id) else [*lines, entry][-MOST_SHOWN:],
    )


def hide_line(session_id: str, line_id: str, by: str) -> None:
    """Take a line off the wall, or never put it there. Again is no news. Raises NotFound."""
    _decided(session_id, line_id, HIDDEN, by)
    _change_wall(session_id, lambda lines: [line for line in lines if line["id"] != line_id])


def mute_writer(session_id: str, line_id: str, by: str) -> None:
    """Hide a line and let its writer send no more in this session. Again is no news. Raises NotFound."""
    hide_line(session_id, line_id, by)
    who = ChatLine.find(session_id, line_id).visitor
    change(
        ChatWall(session_id),
        ChatWall.muted.add({who}),
        when=ChatWall.muted.does_not_exist() | ~ChatWall.muted.contains(who),
        already=lambda _: True,
        otherwise=NotFound("not-found"),
    )


def slow_down(session_id: str, seconds: int) -> None:
    """Let each viewer write once in so many seconds (one of SLOW). Again is no news."""
    assert seconds in SLOW
    change(
        ChatWall(session_id),
        ChatWall.slow_seconds.set(seconds),
        when=ChatWall.slow_seconds.does_not_exist() | (ChatWall.slow_seconds != seconds),
        already=lambda _: True,
        otherwise=NotFound("not-found"),
    )


def _known_as(session_id: str, buyer_id: str) -> str:
    return keyed_hash("chat", f"{session_id} {buyer_id}")[:24]


def _line(session_id: str, who: str, name: str, text: str) -> ChatLine:
    now = clock.now()
    findings = findings_in(text, "text")
    return ChatLine(
        session_id,
        f"{now:%Y%m%d%H%M}-{id_of(who, text)}",
        visitor=who,
        name=f"{name[:1]}**" if name else "",
        number=int(who[:8], 16) % 10_000,
        text=without_contacts(text),
        rule=next((finding.rule for finding in findings if finding.effect == "stop"), ""),
        state=WAITING,
        waits_in=session_id,
        at=now,
        forget_after=now + KEPT,
    )


def _allowances(
    session_id: str, who: str, network: str | None, slow_seconds: int
) -> list[tuple[str, list[tuple[int, int]]]]:
    spent = [(f"chat {session_id} {who}", [(1, slow_seconds), (LINES_A_MINUTE, MINUTE)])]
    if network and (key := network_key(network)):
        spent.append((f"chat {session_id} {key}", [(LINES_OF_NETWORK, MINUTE)]))
    return spent


def _decided(session_id: str, line_id: str, state: str, by: str) -> ChatLine:
    return change(
        ChatLine(session_id, line_id),
        ChatLine.state.set(state),
        ChatLine.waits_in.remove(),
        ChatLine.changed_by.set(by),
        when=ChatLine.state.exists() & (ChatLine.state != state),
        already=lambda line: line.state == state,
        otherwise=NotFound("not-found"),
    )


def _stands(lines: Sequence[dict[str, Any]], line_id: str) -> bool:
    return any(line["id"] == line_id for line in lines)


def _change_wall(
    session_id: str, anew: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
) -> None:
    """Write the lines of a wall anew, over what was read."""

    def once() -> ChatWall:
        wall = wall_of(session_id)
        lines, before = list(wall.lines or ()), int(wall.version)
        if anew(lines) == lines:
            return wall
        return change(
            ChatWall(session_id),
            ChatWall.lines.set(anew(lines)),
            ChatWall.version.set(before + 1),
            when=(ChatWall.version == before) | ChatWall.version.does_not_exist(),
            otherwise=Moved(),
        )

    step(once)
