"""The film knows when it was filmed; the replay, which leaves out what is missing, shows pins where they were."""

import re
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.live import end, get_session, pin_goods, receive_chunk, shown_in
from chalicelib.live.film import Segment, replay_playlist
from chalicelib.live.film_time import (
    MOST_SHIFTS,
    filmed_at,
    kept,
    position,
    read_timeline,
    timeline_of,
)
from chalicelib.live.models import Broadcast, Pin
from chalicelib.store import get_object
from tests.goods import goods_of_wu
from tests.live.stage import HOST, on_air
from tests.live.test_receive import BEGINNING, FRAGMENTS, send

NOON = 1_796_040_000_000
gaps = st.lists(st.integers(0, 30), min_size=1, max_size=60)


def filmed(missing_seconds: list[int]) -> list[Segment]:
    """Segments of a second each, and how many seconds are missing before each."""
    segments, seq = [], 1
    for missing in missing_seconds:
        seq += missing
        segments.append(Segment(seq, 0, 1000, NOON + seq * 1000))
        seq += 1
    return segments


def test_a_segment_was_filmed_when_its_camera_says_within_what_a_phone_can_keep() -> None:
    assert filmed_at(NOON - 3_000, arrived=NOON, after=0) == NOON - 3_000
    assert filmed_at(NOON + 3_000, arrived=NOON, after=0) == NOON
    assert filmed_at(NOON - 60_000, arrived=NOON, after=0) == NOON - 15_000
    assert filmed_at(NOON - 3_000, arrived=NOON, after=NOON - 2_000) == NOON - 2_000


@given(missing=gaps)
def test_what_was_filmed_stands_in_the_replay_at_its_own_second(missing: list[int]) -> None:
    segments = filmed(missing)

    timeline = read_timeline(kept(timeline_of(segments)))

    for i, segment in enumerate(segments):
        assert position(timeline, segment.at + 400) == 1000 * i + 400
    assert position(timeline, NOON - 5_000) == 0
    assert position(timeline, segments[-1].at + 90_000) == 1000 * len(segments)


@given(missing=gaps)
def test_what_was_not_filmed_stands_where_the_film_goes_on(missing: list[int]) -> None:
    segments = filmed(missing)

    timeline = timeline_of(segments)

    for i, (before, after) in enumerate(pairwise(segments)):
        if after.at - before.at > 3_000:
            assert position(timeline, after.at - 1_000) == 1000 * (i + 1)


def test_a_timeline_stays_short_however_often_the_network_failed() -> None:
    assert len(timeline_of(filmed([1] * 4_000))) <= MOST_SHIFTS


def test_a_playlist_says_when_its_film_was_filmed_and_after_each_gap_again() -> None:
    text = replay_playlist(filmed([0, 0, 20, 0]))

    said = re.findall(r"#EXT-X-PROGRAM-DATE-TIME:(\S+)\n#EXTINF:1.000,\n(\S+)", text)
    assert said == [
        ("2026-11-30T12:00:01.000Z", "1-0.m4s"),
        ("2026-11-30T12:00:23.000Z", "23-0.m4s"),
    ]


def test_a_pin_stands_in_the_replay_where_it_was_shown_though_film_is_missing() -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    seq = send(session, BEGINNING, *FRAGMENTS[:2])
    pinned = pin_goods(session.session_id, umbrella.listing_id, HOST)
    receive_chunk(session, seq + 20, FRAGMENTS[2])
    broadcast = Broadcast.find(session.session_id)
    first = int(broadcast.recent.split()[3])
    _film_again_from(broadcast, first + 22_000)
    _pin_at(session.session_id, pinned.pin_id, first + 22_500)

    end(session.session_id, HOST)

    (shown,) = shown_in(get_session(session.session_id))
    assert shown.minutes == "0:03"
    replay = get_object(f"video/{session.session_id}/replay.m3u8").decode()
    assert replay.count("#EXT-X-PROGRAM-DATE-TIME:") == 2


def _film_again_from(broadcast: Broadcast, at: int) -> None:
    """As if the third segment had been filmed at this moment."""
    *lines, last = broadcast.recent.splitlines()
    broadcast.recent = "\n".join([*lines, " ".join([*last.split()[:3], str(at)])])
    broadcast.save()


def _pin_at(session_id: str, pin_id: str, at: int) -> None:
    pin = Pin.find(session_id, pin_id)
    pin.since = clock.now() + timedelta(milliseconds=at - round(clock.now().timestamp() * 1000))
    pin.save()
