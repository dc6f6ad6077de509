"""The chat of a live: one small wall, and no more lines than people read."""

import pytest

from chalicelib.errors import Refused
from chalicelib.live import ChatVisitor, LiveSession, say, show_line
from chalicelib.live.chat import MOST_SHOWN, chat_of
from tests.costs import assert_cost
from tests.live.stage import on_air


@pytest.fixture
def session() -> LiveSession:
    return on_air([])


def test_a_network_of_many_guests_is_one_crowd(session: LiveSession) -> None:
    refused = 0
    for number in range(70):
        try:
            say(session.session_id, "买", ChatVisitor(f"g{number}", network="203.0.113.9"))
        except Refused:
            refused += 1

    assert refused == 10


def test_the_wall_keeps_the_last_lines(session: LiveSession) -> None:
    for number in range(MOST_SHOWN + 2):
        line = say(session.session_id, f"第{number:02}条", ChatVisitor(f"g{number}"))
        show_line(session.session_id, line.line_id, "host-1")

    texts = [line["text"] for line in chat_of(session.session_id)]
    assert len(texts) == MOST_SHOWN
    assert texts[-1] == f"第{MOST_SHOWN + 1:02}条"


def test_a_line_costs_few_writes(session: LiveSession) -> None:
    with assert_cost(reads=5, writes=6):
        say(session.session_id, "买", ChatVisitor("g1", network="203.0.113.9"))
