"""What the jobs of notices and follows do with streams and minutes, from a plan of a live to its followers."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.catalogue import get_listing, publish, recommend
from chalicelib.live import go_live
from chalicelib.notices import Announcement, Follow, follow, followers_of, notices_of
from infra.local.delivery.sources import scheduled_event
from tests.goods import SILVER, offered, on_show
from tests.live.stage import HOST, planned
from tests.people import COUNTY, LEISHAN, OFFICIAL, REVIEWER
from tests.streams import hear, stream

FAN = "pfan"


def later(monkeypatch: pytest.MonkeyPatch, app: Any, minutes: int) -> None:
    """What was announced goes through its stream, some minutes pass, and the minute's jobs run."""
    new = [(None, announcement) for announcement in Announcement.scan()]
    hear(app, "keep_announcements", {**stream(*new), "shardId": "shard-1"})
    then = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: then)
    hear(app, "remind_of_lives", scheduled_event("remind_of_lives"))
    hear(app, "tell_all_followers", scheduled_event("tell_all_followers"))


def kinds() -> list[str]:
    return [notice.kind for notice in notices_of((FAN,)).items]


def test_from_its_plan_to_its_beginning_a_live_is_announced_to_who_follows(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = on_show()
    session = planned([listing])
    for subject in (f"county:{COUNTY}", f"live:{session.session_id}"):
        follow(FAN, subject, address="")

    hear(app, "announce_lives", {**stream((None, session)), "shardId": "shard-1"})
    later(monkeypatch, app, 3)
    assert kinds() == ["live-planned"]
    later(monkeypatch, app, 2)
    assert sorted(kinds()) == ["live-planned", "live-soon"]

    begun = go_live(session.session_id, HOST)
    hear(app, "announce_lives", {**stream((session, begun)), "shardId": "shard-1"})
    later(monkeypatch, app, 2)
    assert sorted(kinds()) == ["live-begins", "live-planned", "live-soon"]


def test_new_goods_and_the_season_are_announced(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    month = clock.shanghai_day(clock.now()).month
    listing = offered(SILVER._replace(season_from=month, season_to=month))
    follow(FAN, f"maker:{listing.producer_id}", address="")
    recommend(listing.listing_id, LEISHAN, OFFICIAL)
    recommended = get_listing(listing.listing_id)

    hear(app, "announce_goods", stream((recommended, publish(listing.listing_id, REVIEWER))))
    later(monkeypatch, app, 2)
    assert kinds() == ["goods-new"]

    hear(app, "tell_of_season", scheduled_event("tell_of_season"))
    later(monkeypatch, app, 2)
    assert kinds() == ["goods-new", "season-begins"]


def test_the_stream_of_follows_counts_them(app: Any) -> None:
    follow(FAN, "maker:wu", address="")
    event = {**stream((None, Follow.get(FAN, "maker:wu"))), "shardId": "shard-1"}

    for _ in range(2):
        hear(app, "count_follows", event)
    hear(app, "count_follows", {"Records": [], "shardId": "shard-1"})  # the end of a window

    assert followers_of("maker:wu") == 1
