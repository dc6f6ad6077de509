"""A live that nobody films any more ends by itself, its people are told, and it may go on for two hours."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.accounts import SignedInPerson
from chalicelib.errors import Refused
from chalicelib.live import (
    LiveSession,
    end,
    end_silent_lives,
    get_session,
    is_interrupted,
    pin_goods,
    pins_of,
    receive_chunk,
    resume,
    state_of,
    take_camera,
)
from chalicelib.notices import Notice, boxes_of, notices_of
from chalicelib.store import get_object, on_call
from tests.costs import assert_cost
from tests.goods import goods_of_wu
from tests.live.stage import HOST, on_air, planned
from tests.live.test_receive import BEGINNING, FRAGMENTS, playlist, segments, send
from tests.people import COUNTY

OFFICIAL = SignedInPerson("o2", "Wang", (f"official:{COUNTY}",), "device")
Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]
At = Callable[[float], datetime]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Let it be so many minutes after the beginning of the test."""
    began = clock.now()

    def moved(minutes: float) -> datetime:
        moment = began + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    moved(0)
    return moved


def filmed(session: LiveSession, *, chunks: int = 2) -> int:
    return send(session, BEGINNING, *FRAGMENTS[: chunks - 1])


def news_of(person: SignedInPerson) -> list[Notice]:
    return list(notices_of(boxes_of(person)).items)


def test_the_age_of_the_film_is_that_of_its_newest_chunk(at: At) -> None:
    session = on_air()
    before = state_of(session.session_id)["film_at_ms"]
    filmed(session)
    now = at(0.5)

    film_at_ms = state_of(session.session_id)["film_at_ms"]

    assert before == 0
    assert now.timestamp() * 1000 - film_at_ms == 30_000
    assert is_interrupted(film_at_ms, now)


@pytest.mark.parametrize(("seconds", "interrupted"), [(7.9, False), (8.1, True)])
def test_after_eight_seconds_without_film_the_picture_is_interrupted(
    at: At, seconds: float, *, interrupted: bool
) -> None:
    session = on_air()
    filmed(session)

    film_at_ms = state_of(session.session_id)["film_at_ms"]

    assert is_interrupted(film_at_ms, at(seconds / 60)) is interrupted
    assert not is_interrupted(0, at(60))


def test_after_ten_minutes_without_film_a_live_ends_and_its_people_are_told_once(at: At) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    filmed(session)
    pin_goods(session.session_id, umbrella.listing_id, HOST)
    too_soon = end_silent_lives(at(9.9))

    ended = [end_silent_lives(at(10)), end_silent_lives(at(11))]

    assert (too_soon, ended) == (0, [1, 0])
    session = get_session(session.session_id)
    assert (session.state, session.ended_at, session.pin_id) == ("ended", at(10), "")
    assert [pin.until for pin in pins_of(session.session_id)] == [at(10)]
    assert "#EXT-X-ENDLIST" in playlist(session)
    assert len(segments(playlist(session, "replay"))) == 1
    for person in (SignedInPerson(HOST, "Li", (), "device"), OFFICIAL):
        (notice,) = news_of(person)
        assert (notice.kind, notice.about) == ("live-ended-by-itself", session.session_id)
        assert notice.texts == {
            "title": session.title,
            "minutes": 10,
            "until_at": at(130).isoformat(),
        }


def test_a_live_that_was_never_filmed_ends_after_ten_minutes(at: At) -> None:
    session = on_air()
    planned()

    ended = end_silent_lives(at(10))

    assert ended == 1
    assert state_of(session.session_id)["video"] == ""


def test_film_that_comes_at_the_last_moment_keeps_the_live(at: At) -> None:
    session = on_air()
    seq = filmed(session)
    at(10)

    def comes_first(ask: Ask, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            leave()
            receive_chunk(session, seq, FRAGMENTS[1])
        return ask(operation, request)

    leave = on_call(comes_first)
    ended = end_silent_lives(at(10))

    assert ended == 0
    assert get_session(session.session_id).state == "live"
    assert news_of(OFFICIAL) == []
    assert "#EXT-X-ENDLIST" not in playlist(session)
    assert len(segments(playlist(session))) == 2


def test_an_end_that_broke_off_is_taken_up_a_minute_later(at: At) -> None:
    session = on_air()
    filmed(session)

    def dies(ask: Ask, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems":
            raise OSError
        return ask(operation, request)

    leave = on_call(dies)
    broken = end_silent_lives(at(10))
    leave()

    assert (broken, get_session(session.session_id).state) == (0, "live")
    assert end_silent_lives(at(11)) == 1
    assert len(news_of(OFFICIAL)) == 1


def test_what_ended_by_itself_goes_on_and_its_replay_with_it(at: At) -> None:
    session = on_air()
    filmed(session, chunks=3)
    end_silent_lives(at(10))
    at(60)

    resumed = [resume(session.session_id, HOST) for _ in range(2)][-1]

    assert resumed.state == "live"
    assert resumed.ended_at is None
    assert "#EXT-X-ENDLIST" not in playlist(session)
    assert end_silent_lives(at(69)) == 0, "its ten minutes begin anew"
    send(resumed, BEGINNING, FRAGMENTS[2])
    end(session.session_id, HOST)
    replay = playlist(session, "replay")
    assert len(segments(replay)) == 3
    assert (replay.count("init-1.mp4"), replay.count("init-2.mp4")) == (1, 1)
    assert replay.count("#EXT-X-DISCONTINUITY") == 1


@pytest.mark.parametrize(("minutes", "goes_on"), [(119, True), (121, False)])
def test_a_live_that_was_ended_by_mistake_goes_on_for_two_hours(
    at: At, minutes: float, *, goes_on: bool
) -> None:
    session = on_air()
    end(session.session_id, HOST)
    polls = {True: 10_000, False: 60_000}
    at(minutes)

    assert state_of(session.session_id)["next_poll_ms"] == polls[goes_on]
    if goes_on:
        assert resume(session.session_id, HOST).state == "live"
    else:
        with pytest.raises(Refused, match="live-is-over"):
            resume(session.session_id, HOST)


def test_what_has_not_begun_cannot_be_resumed() -> None:
    with pytest.raises(Refused, match="live-is-over"):
        resume(planned().session_id, HOST)


def test_a_camera_of_a_live_that_has_ended_hears_that(at: At) -> None:
    session = on_air()
    seq = filmed(session)
    end_silent_lives(at(10))

    with pytest.raises(Refused, match="live-not-now"):
        receive_chunk(get_session(session.session_id), seq, FRAGMENTS[1])
    assert take_camera(session.session_id) == 2_000_000


def test_what_it_costs_to_look_and_to_end(at: At) -> None:
    session = on_air()
    filmed(session)

    with assert_cost(reads=1.5):  # one query of what is live, and the broadcast of each
        end_silent_lives(at(5))
    # the session in two lists, its broadcast checked and its timeline kept, two notices
    with assert_cost(reads=4.5, writes=12):
        end_silent_lives(at(10))
    with assert_cost(reads=2, writes=4):
        resume(session.session_id, HOST)
    assert get_object(f"video/{session.session_id}/live.m3u8")
