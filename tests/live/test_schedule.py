"""A county office plans a live."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.live import (
    LivePlan,
    LiveSession,
    end,
    get_session,
    go_live,
    live_now,
    past,
    schedule_session,
    session_of_team,
    sessions_of_county,
    set_run_of_show,
    upcoming,
)
from chalicelib.live.begin_and_end import MOST_HOSTS
from tests.costs import assert_cost
from tests.live.stage import on_air, planned
from tests.people import COUNTY, OFFICIAL


def test_a_title_says_nothing_that_may_not_be_said() -> None:
    plan = LivePlan("抗癌蜂蜜专场", clock.now() + timedelta(days=1), "Head")

    with pytest.raises(Invalid) as refusal:
        schedule_session(COUNTY, plan, "o1")

    assert refusal.value.problems["title"].values["words"] == "抗癌"


def test_a_planned_live_is_announced() -> None:
    session = planned()

    assert [session.session_id for session in upcoming().items] == [session.session_id]
    assert [session.session_id for session in sessions_of_county(COUNTY).items] == [
        session.session_id
    ]
    assert live_now() == []


def test_the_same_session_id_is_the_same_session() -> None:
    later = clock.now() + timedelta(days=1)
    first = schedule_session(COUNTY, LivePlan("Tea", later, "Head"), "o1", session_id="first-live")

    again = schedule_session(COUNTY, LivePlan("Pots", later, "Head"), "o1", session_id="first-live")

    assert again.title == first.title == "Tea"


def test_a_plan_with_faults_names_every_field() -> None:
    with pytest.raises(Invalid) as refused:
        schedule_session(COUNTY, LivePlan("", clock.now(), "x" * 31, planned_minutes=0), "o1")

    assert {name: p.message_id for name, p in refused.value.problems.items()} == {
        "title": "live-title-length",
        "host_title": "live-host-title-length",
        "starts_at": "live-starts-in-the-future",
        "planned_minutes": "live-planned-minutes",
    }


def test_planning_costs_three_writes() -> None:
    with assert_cost(writes=3):  # the session, and its place in two lists
        schedule_session(COUNTY, LivePlan("Tea", clock.now() + timedelta(days=1), "Head"), "o1")


def test_going_live_moves_the_session_and_may_be_repeated() -> None:
    session = planned()

    began = go_live(session.session_id, "host-1")
    again = go_live(session.session_id, "host-2")

    assert again.live_at == began.live_at
    assert [session.session_id for session in live_now()] == [session.session_id]
    assert not upcoming().items


def announced_for(*, hours: float) -> LiveSession:
    plan = LivePlan("Tea", clock.now() + timedelta(hours=hours), "Head")
    return schedule_session(COUNTY, plan, OFFICIAL)


def test_a_live_of_another_day_begins_only_if_that_is_meant() -> None:
    session_id = announced_for(hours=96).session_id

    with pytest.raises(Refused, match="live-is-early"):
        go_live(session_id, "host-1")
    assert get_session(session_id).state == "scheduled"

    assert go_live(session_id, "host-1", may_be_early=True).state == "live"
    assert go_live(session_id, "host-1").state == "live"


@pytest.mark.parametrize(("hours", "begins"), [(0.48, True), (0.52, False)])
def test_half_an_hour_before_its_time_a_live_may_begin(hours: float, *, begins: bool) -> None:
    session_id = announced_for(hours=hours).session_id

    with nullcontext() if begins else pytest.raises(Refused, match="live-is-early"):
        go_live(session_id, "host-1")

    assert (get_session(session_id).state == "live") is begins


def test_who_comes_to_a_live_is_a_host_of_it_and_twice_is_no_news() -> None:
    session_id = planned().session_id
    go_live(session_id, "creator-1", is_creator=True)

    with ThreadPoolExecutor(6) as people:
        names = ["creator-2", "creator-3", "creator-2", "creator-3"]
        list(people.map(lambda host: go_live(session_id, host, is_creator=True), names))
    came = go_live(session_id, OFFICIAL)

    assert came.creator_ids[0] == "creator-1"
    assert sorted(came.creator_ids) == ["creator-1", "creator-2", "creator-3"]
    assert sorted(came.host_ids) == [*sorted(came.creator_ids), "host-1", OFFICIAL]


def test_a_live_has_no_more_hosts_than_a_stage_holds() -> None:
    session_id = planned().session_id
    for number in range(MOST_HOSTS - 1):
        go_live(session_id, f"creator-{number}", is_creator=True)

    with pytest.raises(Refused, match="too-many-hosts"):
        go_live(session_id, "one-more", is_creator=True)

    assert go_live(session_id, "creator-1").host_ids[-1] == f"creator-{MOST_HOSTS - 2}"


def test_what_it_costs_to_go_live_and_to_come_too() -> None:
    session_id = planned().session_id

    with assert_cost(
        reads=1, writes=4
    ):  # the session, and its places in two lists, one of them new
        go_live(session_id, "host-1")
    with assert_cost(reads=1, writes=3):
        go_live(session_id, "host-2")


def test_a_live_that_has_ended_stays_ended() -> None:
    session = on_air()
    ended = end(session.session_id, "host-1")

    with pytest.raises(Refused, match="live-is-over"):
        go_live(session.session_id, "host-1")
    with pytest.raises(Refused, match="live-is-over"):
        set_run_of_show(session.session_id, ["x"], OFFICIAL)

    assert end(session.session_id, "host-1").ended_at == ended.ended_at
    assert [session.session_id for session in past().items] == [session.session_id]


def test_a_live_that_has_not_begun_cannot_end() -> None:
    with pytest.raises(Refused, match="live-not-now"):
        end(planned().session_id, "host-1")


def test_a_run_of_show_holds_each_of_its_goods_once() -> None:
    session = planned()

    with pytest.raises(Invalid) as twice:
        set_run_of_show(session.session_id, ["tea", "pot", "tea"], OFFICIAL)
    with pytest.raises(Invalid) as long:
        set_run_of_show(session.session_id, [str(i) for i in range(51)], OFFICIAL)

    assert twice.value.problems["run_of_show"].message_id == "live-show-twice"
    assert long.value.problems["run_of_show"].message_id == "live-show-too-long"
    assert get_session(session.session_id).run_of_show == []


def test_another_countys_live_is_not_found() -> None:
    session = planned()

    with pytest.raises(NotFound):
        session_of_team(session.session_id, ["c0002"])
    with pytest.raises(NotFound):
        session_of_team("no-such-live", [COUNTY])
    assert session_of_team(session.session_id, ["c0002", COUNTY]).title == session.title
