"""The film comes in chunk by chunk and becomes segments, a live playlist and a replay."""

import re
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.live import LiveSession, end, get_session, receive_chunk, state_of, take_camera
from chalicelib.store import get_object, list_keys
from tests.costs import assert_cost
from tests.fmp4.film import FILM, UNSTEADY, boxes, chunks, without_lengths
from tests.fmp4.mse import dropped_pictures
from tests.live.stage import on_air, planned

BEGINNING, *FRAGMENTS = chunks()
over_and_over = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def playlist(session: LiveSession, name: str = "live") -> str:
    return get_object(f"video/{session.session_id}/{name}.m3u8").decode()


def segments(text: str) -> list[str]:
    return re.findall(r"^\S+\.m4s$", text, re.MULTILINE)


def film_of(session: LiveSession, text: str) -> bytes:
    """What a player downloads: for every map its beginning, then the segments."""
    names = re.findall(r'(?:URI="(.+?)"|^(\S+\.m4s)$)', text, re.MULTILINE)
    return b"".join(get_object(f"video/{session.session_id}/{a or b}") for a, b in names)


def send(session: LiveSession, *bodies: bytes, first: int | None = None) -> int:
    """Send chunks as one camera; returns the number after the last."""
    seq = take_camera(session.session_id) if first is None else first
    for body in bodies:
        receive_chunk(session, seq, body)
        seq += 1
    return seq


def refusal(session: LiveSession, seq: int, body: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        receive_chunk(session, seq, body)
    return refused.value.problems["chunk"].message_id


def test_a_film_is_playable_from_its_first_fragment() -> None:
    session = on_air()

    send(session, BEGINNING, FRAGMENTS[0])

    text = playlist(session)
    assert text.startswith("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n")
    assert "#EXT-X-ENDLIST" not in text
    assert without_lengths(film_of(session, text)) == without_lengths(BEGINNING + FRAGMENTS[0])
    assert state_of(session.session_id)["video"] == f"/video/{session.session_id}/live.m3u8"


def test_nobody_is_sent_to_a_film_that_has_not_begun() -> None:
    session = on_air()

    send(session, BEGINNING)

    assert state_of(session.session_id)["video"] == ""
    with pytest.raises(NotFound):
        playlist(session)


@over_and_over
@given(cuts=st.sets(st.integers(1, len(chunks()) - 1)))
def test_however_the_chunks_are_packed_the_film_is_the_same(cuts: set[int]) -> None:
    session = on_air()
    edges = [0, *sorted(cuts), len(chunks())]
    packs = [b"".join(chunks()[a:b]) for a, b in pairwise(edges)]

    send(session, *packs)
    end(session.session_id, "host-1")

    film = film_of(session, playlist(session, "replay"))
    assert without_lengths(film) == without_lengths(FILM)
    assert dropped_pictures(film) == (0, 106)


def test_a_repeated_chunk_is_no_news() -> None:
    session = on_air()
    send(session, BEGINNING, *FRAGMENTS[:3])
    before = playlist(session)

    again = receive_chunk(session, 1_000_002, FRAGMENTS[1])
    late = receive_chunk(session, 1_000_001, b"even nonsense comes too late")

    assert again.is_repeat
    assert late.is_repeat
    assert playlist(session) == before


def test_two_copies_of_a_chunk_at_once_are_shown_once() -> None:
    session = on_air()
    seq = send(session, BEGINNING)

    def deliver(_: int) -> str:
        try:
            receive_chunk(session, seq, FRAGMENTS[0])
        except Refused as refused:
            return refused.message_id
        return "taken"

    with ThreadPoolExecutor(4) as network:
        outcomes = set(network.map(deliver, range(4)))

    assert "taken" in outcomes
    assert outcomes <= {"taken", "busy"}
    assert len(segments(playlist(session))) == 1


def answers(session: LiveSession, chunks_at_once: Sequence[tuple[int, bytes]]) -> list[str]:
    """What each chunk is answered when all are sent at the same time: its segments, or the reason of the refusal."""

    def deliver(chunk: tuple[int, bytes]) -> str:
        try:
            return str(receive_chunk(session, *chunk).segments)
        except Refused as refused:
            return refused.message_id

    with ThreadPoolExecutor(len(chunks_at_once)) as network:
        return list(network.map(deliver, chunks_at_once))


def test_six_chunks_at_once_are_all_shown_in_their_order() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    late = [(seq + 1 + i, FRAGMENTS[i % 5]) for i in range(6)]

    heard = answers(session, late)

    names = [f"{number}-0.m4s" for number, _ in late]
    assert heard == ["1"] * 6
    assert segments(playlist(session)) == [f"{seq - 1}-0.m4s", *names]
    end(session.session_id, "host-1")
    assert segments(playlist(session, "replay"))[1:] == names


def test_of_two_films_under_one_number_the_first_stays_as_it_was_shown() -> None:
    session = on_air()
    seq = send(session, BEGINNING)
    copies = [(seq, FRAGMENTS[i % 2]) for i in range(8)]

    heard = answers(session, copies)

    shown = get_object(f"video/{session.session_id}/{seq}-0.m4s")
    first = next(body for (_, body), told in zip(copies, heard, strict=True) if told == "1")
    assert heard.count("1") == 1
    assert without_lengths(shown) == without_lengths(first)
    assert receive_chunk(session, seq, FRAGMENTS[2]).is_repeat
    assert get_object(f"video/{session.session_id}/{seq}-0.m4s") == shown


@pytest.mark.parametrize("overtaken_by", [1, 8])
def test_a_chunk_that_was_overtaken_is_put_in_its_place(overtaken_by: int) -> None:
    session = on_air()
    long_film(session, 40)
    late = 2_000_021
    send(session, *[FRAGMENTS[0]] * overtaken_by, first=late + 1)

    taken = receive_chunk(session, late, FRAGMENTS[1])
    again = receive_chunk(session, late, FRAGMENTS[1])

    end(session.session_id, "host-1")
    names = segments(playlist(session, "replay"))
    assert (taken.segments, again.is_repeat) == (1, True)
    assert [int(name.split("-")[0]) for name in names[20:]] == [
        2_000_000 + i for i in range(1, 22 + overtaken_by)
    ]
    assert playlist(session, "replay").count("#EXT-X-DISCONTINUITY\n") == 1


def test_a_chunk_that_comes_too_late_is_said_not_to_be_used() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    send(session, *[FRAGMENTS[0]] * 9, first=seq + 1)

    with pytest.raises(Refused, match="chunk-too-late"):
        receive_chunk(session, seq, FRAGMENTS[1])

    assert len(segments(playlist(session))) == 8


def test_how_long_a_segment_may_last_never_changes_while_the_live_runs() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    head = playlist(session).split("#EXT-X-MEDIA-SEQUENCE")[0]

    send(session, seven_seconds_long(FRAGMENTS[1]), first=seq)

    text = playlist(session)
    lengths = [float(length) for length in re.findall(r"#EXTINF:(.+),", text)]
    assert len(lengths) == 2
    assert text.startswith(head)
    assert "#EXT-X-TARGETDURATION:2\n#EXT-X-INDEPENDENT-SEGMENTS\n" in head
    assert all(round(length) <= 2 for length in lengths)
    end(session.session_id, "host-1")
    assert "#EXT-X-TARGETDURATION:7\n" in playlist(session, "replay")


def seven_seconds_long(fragment: bytes) -> bytes:
    """The fragment, whose first picture is said to last six seconds longer."""
    picture = fragment.rindex(b"trun") + 4 + 16
    (ticks,) = struct.unpack_from(">I", fragment, picture)
    longer = struct.pack(">I", ticks + 6 * 20_000)
    return fragment[:picture] + longer + fragment[picture + 4 :]


def test_a_number_far_ahead_is_refused_and_the_film_goes_on() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])

    assert refusal(session, 1_999_999, FRAGMENTS[1]) == "chunk-far-ahead"

    send(session, FRAGMENTS[1], first=seq)
    assert len(segments(playlist(session))) == 2


def test_a_fragment_of_another_film_is_refused() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])

    for fragment in chunks(UNSTEADY)[1:]:
        assert refusal(session, seq, fragment) == "chunk-of-another-film"


def test_chunks_that_were_left_out_make_a_gap_that_players_know_of() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])

    send(session, FRAGMENTS[2], first=seq + 1)

    text = playlist(session)
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    assert text.index(segments(text)[0]) < text.index("#EXT-X-DISCONTINUITY\n")
    assert text.count("#EXT-X-MAP") == 1


def test_a_second_device_goes_on_with_the_film() -> None:
    session = on_air()
    first_camera = send(session, BEGINNING, FRAGMENTS[0])

    send(session, BEGINNING + FRAGMENTS[1])

    text = playlist(session)
    assert re.findall(r'URI="(.+)"', text) == ["init-1.mp4", "init-2.mp4"]
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    with pytest.raises(Refused, match="live-another-camera"):
        receive_chunk(session, first_camera, FRAGMENTS[2])


def test_a_camera_that_never_asked_can_film_too() -> None:
    session = on_air()

    send(session, BEGINNING, FRAGMENTS[0], first=0)

    assert segments(playlist(session)) == ["1-0.m4s"]


@pytest.mark.parametrize(
    ("lie", "problem"),
    [
        (b"this is no film", "chunk-not-mp4"),
        (b"", "chunk-not-mp4"),
        (FRAGMENTS[1][:-1], "chunk-cut-off"),
        (boxes(FRAGMENTS[1])[0][1], "chunk-cut-off"),
        (b"\x00\x1f\x00\x00moof", "chunk-box-too-big"),
        (b"\x00" * 4_000_001, "chunk-too-big"),
        (BEGINNING, "chunk-second-beginning"),
    ],
    ids=[
        "text",
        "nothing",
        "This piece of video is incomplete, so it was not used; the live sale goes on.",
        "half",
        "too big a box",
        "too large",
        "again",
    ],
)
def test_a_chunk_that_lies_is_refused_and_the_film_goes_on(lie: bytes, problem: str) -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])

    said = refusal(session, seq, lie)

    assert said == problem
    send(session, FRAGMENTS[1], first=seq + 1)
    assert len(segments(playlist(session))) == 2


def test_a_film_in_the_wrong_codec_is_refused_at_its_beginning() -> None:
    session = on_air()
    seq = take_camera(session.session_id)

    assert refusal(session, seq, BEGINNING.replace(b"avc1", b"hvc1")) == "chunk-wrong-codec"
    assert refusal(session, seq + 1, FRAGMENTS[0]) == "chunk-without-beginning"
    assert refusal(session, seq + 1_000_000, FRAGMENTS[0]) == "chunk-without-camera"


def test_nothing_is_taken_in_before_and_after_the_live() -> None:
    early = planned()
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    end(session.session_id, "host-1")

    for live, number in ((early, 0), (get_session(session.session_id), seq)):
        with pytest.raises(Refused, match="live-not-now"):
            receive_chunk(live, number, FRAGMENTS[1])


def long_film(session: LiveSession, count: int) -> None:
    """More seconds than the live playlist shows, with a change of the camera in the middle."""
    half = count // 2
    send(session, BEGINNING, *[FRAGMENTS[i % 5] for i in range(half)])
    send(session, BEGINNING, *[FRAGMENTS[i % 5] for i in range(count - half)])


def test_the_live_playlist_stays_short_and_counts_what_has_left_it() -> None:
    session = on_air()

    long_film(session, 40)

    text = playlist(session)
    assert len(segments(text)) == 8
    assert "#EXT-X-MEDIA-SEQUENCE:32\n" in text
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1\n" in text
    assert text.count("#EXT-X-MAP") == 1


def test_the_replay_has_every_second_from_the_first_to_the_last() -> None:
    session = on_air()
    long_film(session, 40)

    end(session.session_id, "host-1")
    end(session.session_id, "host-1")

    text = playlist(session, "replay")
    names = segments(text)
    assert len(names) == len(set(names)) == 40
    assert text.rstrip().endswith("#EXT-X-ENDLIST")
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    assert playlist(session).rstrip().endswith("#EXT-X-ENDLIST")
    assert state_of(session.session_id)["video"] == f"/video/{session.session_id}/replay.m3u8"
    assert len(list_keys(f"video/{session.session_id}/")) == 40 + 2 + 2


def test_a_chunk_costs_one_read_and_one_write() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    session = get_session(session.session_id)

    with assert_cost(reads=1, writes=1):
        receive_chunk(session, seq, FRAGMENTS[1])


def test_a_long_film_costs_little_more_than_one_write_a_chunk() -> None:
    session = on_air()
    seq = send(session, BEGINNING, FRAGMENTS[0])
    session = get_session(session.session_id)

    with assert_cost(reads=64, writes=64 + 3):  # a reel is put away every sixteen
        for i in range(64):
            receive_chunk(session, seq + i, FRAGMENTS[i % 5])
