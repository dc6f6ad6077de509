"""What people type becomes a value or a problem, never an exception."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import FairError
from chalicelib.web.page.forms import choice, kept, moment, money, text, whole_number


def none_yet() -> dict[str, FairError]:
    return {}


@pytest.mark.parametrize(
    "typed", ["-1", "+1", "1.5", "1e3", "1e6", "true", "１", "0x1", "1 000", "9999999999"]
)
def test_only_a_whole_number_is_one(typed: str) -> None:
    problems = none_yet()

    whole_number({"n": typed}, "n", 1, 99, problems)

    assert problems["n"].message_id == "not-a-whole-number"


@pytest.mark.parametrize("typed", ["0", "100"])
def test_a_number_keeps_its_bounds(typed: str) -> None:
    problems = none_yet()

    whole_number({"n": typed}, "n", 1, 99, problems)

    assert problems["n"].values == {"least": 1, "most": 99}


@given(st.text(max_size=40))
def test_no_typed_text_makes_a_parser_fail(typed: str) -> None:
    problems = none_yet()
    form = {"a": typed}

    for parse in (
        lambda: whole_number(form, "a", 1, 9, problems),
        lambda: money(form, "a", problems),
        lambda: moment(form, "a", problems),
        lambda: text(form, "a", 1, 10, problems),
        lambda: choice(form, "a", {"x"}, problems),
    ):
        problems.clear()
        value = parse()
        assert problems or value is not None


def test_a_text_loses_what_cannot_be_seen_and_keeps_lines_where_asked() -> None:
    form = {"story": " tea\x00\u202e\r\nhoney \x07"}
    problems = none_yet()

    assert text(form, "story", 1, 50, problems) == "teahoney"
    assert text(form, "story", 1, 50, problems, lines=True) == "tea\nhoney"
    assert not problems


def test_a_moment_is_shanghai_time() -> None:
    problems = none_yet()

    read = moment({"when": "2026-12-01 19:30"}, "when", problems)

    assert read == datetime.fromisoformat("2026-12-01T11:30:00+00:00")


def test_what_was_typed_is_kept_and_strangers_are_not() -> None:
    assert kept({"title": "tea", "evil": "x"}, "title", price="1") == {"title": "tea", "price": "1"}
