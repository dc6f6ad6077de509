"""Whoever wants to see a live is reminded once, at the time that holds, and hears when it begins."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.live import (
    LivePlan,
    LiveSession,
    cancel_session,
    check_to_come,
    get_session,
    go_live,
    hear_sessions,
    remind,
    replan_session,
)
from chalicelib.notices import follow, notices_of
from tests.costs import assert_cost
from tests.goods import on_show
from tests.live.stage import HOST, HOSTS, planned
from tests.notices.stage import told_all
from tests.people import COUNTY, OFFICIAL

FAN = "pfan"


def heard(before: LiveSession | None, after: LiveSession, batch: str = "batch-1") -> None:
    images = [record.serialize() if record else None for record in (before, after)]
    hear_sessions(batch, [(images[0], images[1])])


def kinds() -> list[str]:
    told_all()
    return [notice.kind for notice in notices_of((FAN,)).items]


def wants(subject: str) -> None:
    follow(FAN, subject, address="")


def moved(session: LiveSession, hours: int) -> LiveSession:
    plan = LivePlan(session.title, session.starts_at + timedelta(hours=hours), session.host_title)
    replan_session(session.session_id, plan, OFFICIAL)
    return get_session(session.session_id)


def test_a_live_reminds_once_just_before_it_begins() -> None:
    session = planned()
    wants(f"live:{session.session_id}")
    for _ in range(2):
        heard(None, session)

    for minutes in (1, 2):
        remind(clock.now() + timedelta(minutes=minutes))

    assert kinds() == ["live-soon"]
    assert [notice.kind for notice in notices_of((HOSTS,)).items] == ["own-live-soon"]


def test_a_live_that_was_moved_reminds_at_its_new_time_alone() -> None:
    session = planned()
    wants(f"live:{session.session_id}")
    heard(None, session)
    later = moved(session, hours=2)
    heard(session, later, "batch-2")

    remind(clock.now() + timedelta(minutes=2))
    assert kinds() == ["live-moved"]

    remind(later.starts_at - timedelta(minutes=9))
    assert kinds() == ["live-soon", "live-moved"]


def test_a_live_that_is_called_off_reminds_nobody_and_says_so() -> None:
    session = planned()
    wants(f"live:{session.session_id}")
    heard(None, session)
    cancel_session(session.session_id, OFFICIAL)

    remind(clock.now() + timedelta(minutes=2))

    assert kinds() == ["live-cancelled"]


def test_followers_of_the_live_the_county_and_the_makers_hear_that_it_begins() -> None:
    listing = on_show()
    session = planned([listing])
    subjects = (f"live:{session.session_id}", f"county:{COUNTY}", f"maker:{listing.producer_id}")
    for i, subject in enumerate(subjects):
        follow(f"p{i}", subject, address="")
        wants(subject)

    now_live = go_live(session.session_id, HOST)
    for _ in range(2):
        heard(session, now_live)
    told_all()

    for i in range(3):
        assert [notice.kind for notice in notices_of((f"p{i}",)).items] == ["live-begins"]
    assert kinds() == ["live-begins"]


def test_followers_of_a_county_hear_what_it_plans() -> None:
    wants(f"county:{COUNTY}")

    heard(None, planned())

    assert kinds() == ["live-planned"]


def test_lives_of_the_demonstration_data_remind_nobody() -> None:
    session = planned()
    session.demo = True
    wants(f"county:{COUNTY}")

    heard(None, session)

    assert kinds() == []


def test_only_a_live_to_come_can_be_waited_for(app: Any) -> None:
    session = planned()
    check_to_come(session.session_id)
    cancel_session(session.session_id, OFFICIAL)

    with pytest.raises(Refused, match="live-not-awaited"):
        check_to_come(session.session_id)
    with pytest.raises(NotFound):
        check_to_come("nowhere")


def test_what_a_planned_live_costs() -> None:
    session = planned()
    with assert_cost(reads=1, writes=2):  # the announcement, and the bucket of the reminder
        heard(None, session)
