"""The chat of a live: read before anybody sees it, without phone numbers, and never faster than people read."""

import json
from typing import Any

import pytest

from chalicelib.live import LiveSession, end, lines_waiting
from tests.client import Client
from tests.live.stage import on_air


@pytest.fixture
def session() -> LiveSession:
    return on_air([])


@pytest.fixture
def path(session: LiveSession) -> str:
    return f"/live/{session.session_id}"


def line_id(session: LiveSession) -> str:
    (line,) = lines_waiting(session.session_id)
    return str(line.line_id)


def shown_to(visitor: Client, path: str) -> list[str]:
    return [line["text"] for line in json.loads(visitor.get(f"{path}/state.json").body)["chat"]]


def test_a_line_waits_until_the_host_shows_it(
    visitor: Client, host: Client, session: LiveSession, path: str
) -> None:
    for _ in range(2):
        page = visitor.follow(visitor.post(f"{path}/chat", text="能发新疆吗？")).body
    assert "It appears as soon as someone has read it" in page
    assert shown_to(visitor, path) == []

    desk = f"/host/{session.session_id}/chat"
    assert "能发新疆吗？" in host.get(desk).body
    line = line_id(session)
    for _ in range(2):
        host.follow(host.post(desk, do="show", line_id=line))

    assert shown_to(visitor, path) == ["能发新疆吗？"]
    assert "能发新疆吗？" in visitor.get(path).body
    host.post(desk, do="hide", line_id=line)
    assert shown_to(visitor, path) == []


def test_where_somebody_can_be_reached_is_covered(
    visitor: Client, host: Client, session: LiveSession, path: str
) -> None:
    visitor.post(f"{path}/chat", text="便宜的打我 一三八零零一三八零零零")

    assert "一三八" not in lines_waiting(session.session_id)[0].text
    assert "Better not" in host.get(f"/host/{session.session_id}/chat").body


@pytest.mark.parametrize("text", ["", "  ", "字" * 81])
def test_a_line_that_is_none_comes_back(visitor: Client, path: str, text: str) -> None:
    answer = visitor.post(f"{path}/chat", text=text)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.body


def test_nobody_writes_faster_than_the_host_lets_them(
    visitor: Client, host: Client, session: LiveSession, path: str
) -> None:
    visitor.post(f"{path}/chat", text="一")
    answer = visitor.post(f"{path}/chat", text="二")

    assert (answer.status_code, "二" in answer.body) == (409, True)
    host.follow(host.post(f"/host/{session.session_id}/chat/slow", seconds="60"))
    assert host.post(f"/host/{session.session_id}/chat/slow", seconds="1").status_code == 422


def test_whoever_is_muted_reads_so_and_may_still_buy(
    visitor: Client, host: Client, session: LiveSession, path: str
) -> None:
    visitor.post(f"{path}/chat", text="骂人的话")
    desk = f"/host/{session.session_id}/chat"

    line = line_id(session)
    for _ in range(2):
        host.follow(host.post(desk, do="mute", line_id=line))

    answer = visitor.post(f"{path}/chat", text="再来")
    assert "lets you write no more in this live sale" in answer.body
    assert "再来" in answer.body


def test_there_is_no_chat_before_and_after_a_live(
    visitor: Client, session: LiveSession, path: str
) -> None:
    end(session.session_id, "host-1")

    assert visitor.post(f"{path}/chat", text="还在吗").status_code == 409
    assert visitor.post("/live/no-such-live/chat", text="喂").status_code == 404


def test_others_keep_no_chat(
    signed_in_as: Any, session: LiveSession, visitor: Client, path: str
) -> None:
    visitor.post(f"{path}/chat", text="问一下")
    desk = f"/host/{session.session_id}/chat"
    stranger = signed_in_as("official:c0009")

    assert stranger.get(desk).status_code == 404
    assert stranger.post(desk, do="show", line_id=line_id(session)).status_code == 404
    assert line_id(session)
