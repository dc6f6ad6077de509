"""A live that has not begun is moved, called off and called back, and whoever gets ready for it is told once."""

from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.live import (
    LivePlan,
    LiveSession,
    cancel_session,
    end,
    get_session,
    go_live,
    programme_of_county,
    replan_session,
    restore_session,
    upcoming,
)
from chalicelib.notices import notices_of
from tests.costs import assert_cost
from tests.goods import on_show
from tests.live.stage import HOST, HOSTS, on_air, planned
from tests.people import COUNTY, OFFICIAL


def news_of(whose: str) -> list[str]:
    return [str(notice.kind) for notice in notices_of((whose,)).items]


def tomorrow(session: LiveSession, title: str = "") -> LivePlan:
    starts_at = session.starts_at + timedelta(days=1)
    return LivePlan(title or session.title, starts_at, session.host_title, 45)


def test_a_moved_live_is_announced_for_its_new_time() -> None:
    session = planned()
    plan = tomorrow(session, "Umbrellas, a day later")

    replan_session(session.session_id, plan, OFFICIAL)

    moved = upcoming().items[0]
    assert (moved.title, moved.starts_at, moved.planned_minutes) == (
        plan.title,
        plan.starts_at,
        45,
    )


def test_hosts_and_makers_hear_of_a_new_time_once() -> None:
    listing = on_show()
    session = planned([listing])
    plan = tomorrow(session)

    for _ in range(2):
        replan_session(session.session_id, plan, OFFICIAL)

    assert news_of(HOSTS) == ["live-moved"]
    assert news_of(f"producer:{listing.producer_id}") == ["live-moved"]


def test_another_name_alone_is_no_news() -> None:
    session = planned()
    plan = LivePlan("Another name", session.starts_at, session.host_title)

    replan_session(session.session_id, plan, OFFICIAL)

    assert get_session(session.session_id).title == "Another name"
    assert news_of(HOSTS) == []


def test_a_cancelled_live_is_announced_no_more() -> None:
    session = planned()

    for _ in range(2):
        cancel_session(session.session_id, OFFICIAL)

    assert upcoming().items == []
    assert programme_of_county(COUNTY).coming == []
    assert get_session(session.session_id).state == "cancelled"
    assert news_of(HOSTS) == ["live-cancelled"]
    with pytest.raises(Refused):
        go_live(session.session_id, HOST)


def test_a_live_called_back_is_announced_again() -> None:
    session = planned()
    cancel_session(session.session_id, OFFICIAL)

    for _ in range(2):
        restore_session(session.session_id, OFFICIAL)

    assert [live.session_id for live in upcoming().items] == [session.session_id]
    assert sorted(news_of(HOSTS)) == ["live-cancelled", "live-restored"]


def test_what_has_begun_or_is_over_is_neither_moved_nor_cancelled() -> None:
    session = on_air()

    for _ in range(2):
        with pytest.raises(Refused, match="live-not-to-come"):
            cancel_session(session.session_id, OFFICIAL)
        with pytest.raises(Refused, match="live-not-to-come"):
            replan_session(session.session_id, tomorrow(session), OFFICIAL)
        end(session.session_id, HOST)
    assert news_of(HOSTS) == []


def test_a_live_whose_time_has_passed_is_not_called_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = planned()
    cancel_session(session.session_id, OFFICIAL)
    monkeypatch.setattr(clock, "now", lambda: session.starts_at + timedelta(minutes=1))

    with pytest.raises(Refused, match="live-not-to-come"):
        restore_session(session.session_id, OFFICIAL)


def test_a_live_is_not_moved_into_the_past() -> None:
    session = planned()
    past = LivePlan(session.title, clock.now() - timedelta(hours=1), session.host_title)

    with pytest.raises(Invalid) as refusal:
        replan_session(session.session_id, past, OFFICIAL)

    assert list(refusal.value.problems) == ["starts_at"]


def test_there_is_no_such_live() -> None:
    with pytest.raises(NotFound):
        cancel_session("nothing", OFFICIAL)


def test_what_calling_off_costs() -> None:
    session = planned()

    # one transaction: the session, which leaves a list for another, and the notice of its host
    with assert_cost(reads=1, writes=9):
        cancel_session(session.session_id, OFFICIAL)
