"""A recorder's stream is cut into its beginning and its fragments, whatever way it was sent."""

import struct
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Invalid
from chalicelib.fmp4 import FilmBeginning, FilmSplitter, Fragment, joined
from tests.fmp4.film import FILM, UNSTEADY, boxes, chunks, without_lengths
from tests.fmp4.mse import dropped_pictures

cuts = st.lists(st.integers(0, len(FILM)), max_size=30).map(sorted)


def split(*pieces: bytes) -> list[FilmBeginning | Fragment]:
    splitter = FilmSplitter()
    return [part for piece in pieces for part in splitter.feed(piece)]


def problem_of(*pieces: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        split(*pieces)
    return refused.value.problems["chunk"].message_id


def box(name: bytes, payload: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">I4s", len(payload) + 8 if size is None else size, name) + payload


@given(cuts=cuts)
def test_any_cut_of_the_stream_gives_the_same_parts(cuts: list[int]) -> None:
    edges = [0, *cuts, len(FILM)]
    pieces = [FILM[start:stop] for start, stop in pairwise(edges)]

    parts = split(*pieces)

    assert parts == split(FILM)
    film = b"".join(part.data for part in parts)
    assert len(film) == len(FILM)
    assert without_lengths(film) == without_lengths(FILM)


def test_the_beginning_says_what_the_film_is_made_of() -> None:
    beginning = split(FILM)[0]

    assert isinstance(beginning, FilmBeginning)
    assert {(track.kind, track.codec) for track in beginning.tracks} == {
        ("vide", "avc1"),
        ("soun", "Opus"),
    }


def test_fragments_last_as_long_as_their_pictures() -> None:
    lengths = [part.milliseconds for part in split(FILM) if isinstance(part, Fragment)]

    assert len(lengths) == 6
    assert all(950 <= length <= 1100 for length in lengths[:-1])
    assert 5_000 <= sum(lengths) <= 6_000


@pytest.mark.parametrize("film", [FILM, UNSTEADY], ids=["steady", "unsteady"])
def test_players_show_every_picture_whatever_length_the_recorder_made_up(film: bytes) -> None:
    as_recorded, pictures = dropped_pictures(film)

    dropped, _ = dropped_pictures(b"".join(part.data for part in split(film)))

    assert as_recorded > pictures / 5
    assert dropped == 0


@pytest.mark.parametrize("film", [FILM, UNSTEADY], ids=["steady", "unsteady"])
def test_fragments_of_one_film_follow_each_other_without_a_gap(film: bytes) -> None:
    fragments = joined([part for part in split(film) if isinstance(part, Fragment)])

    for before, after in pairwise(fragments):
        ends = {run.track: run.begins + sum(run.ticks) for run in before.runs}
        assert ends == {run.track: run.begins for run in after.runs}
    whole = b"".join(fragment.data for fragment in fragments)
    assert dropped_pictures(chunks(film)[0] + whole)[0] == 0


def test_film_that_is_missing_between_two_fragments_stays_missing() -> None:
    first, _, third, *_ = [part for part in split(FILM) if isinstance(part, Fragment)]

    assert joined([first, third]) == [first, third]


def test_a_mended_film_is_not_mended_again() -> None:
    mended = b"".join(part.data for part in split(FILM))

    assert b"".join(part.data for part in split(mended)) == mended


def test_a_fragment_whose_tracks_run_apart_is_of_another_film() -> None:
    first, *_, last = chunks(UNSTEADY)
    slower = first.replace(struct.pack(">I", 30_000), struct.pack(">I", 60_000))

    assert slower != first
    assert problem_of(slower, last) == "chunk-of-another-film"


def test_a_fragment_that_does_not_say_when_it_begins_is_refused() -> None:
    first, second, *_ = chunks()

    assert problem_of(first, second.replace(b"tfdt", b"free")) == "chunk-not-mp4"


def test_samples_without_end_are_refused_before_they_are_counted() -> None:
    first, second, *_ = chunks()
    (_, moof), (_, mdat) = boxes(second)
    at = moof.index(b"trun") + 4
    endless = moof[:at] + struct.pack(">II", 0, 2**32 - 1) + moof[at + 8 :]

    assert problem_of(first, endless + mdat) == "chunk-not-mp4"


def test_a_later_chunk_needs_only_the_tracks_of_the_beginning() -> None:
    first, *later = chunks()
    (beginning,) = split(first)
    assert isinstance(beginning, FilmBeginning)

    parts = FilmSplitter(beginning.tracks).feed(b"".join(later))

    assert len(parts) == len(later)


def test_half_a_fragment_waits_for_its_other_half() -> None:
    first, second, *_ = chunks()
    splitter = FilmSplitter()
    splitter.feed(first)

    assert splitter.is_between_parts
    assert splitter.feed(second[:-1]) == []
    assert not splitter.is_between_parts
    assert len(splitter.feed(second[-1:])) == 1
    assert splitter.is_between_parts


@pytest.mark.parametrize(
    "lie",
    [
        b"this is no film, it is a letter to the fair",
        b"\xff\xd8\xff\xe0 a photo, not a film",
        box(b"ftyp", b"isom", size=0),
        box(b"ftyp", b"isom", size=7),
        box(b"mdat", b"pictures without a moof"),
        box(b"ftyp", b"isom") + box(b"moof"),
        box(b"ftyp", b"isom") + box(b"moov", b"no boxes in here"),
    ],
    ids=["a letter", "a photo", "no size", "too small", "mdat first", "moof early", "bad moov"],
)
def test_what_is_no_film_is_refused(lie: bytes) -> None:
    assert problem_of(lie) == "chunk-not-mp4"


def test_a_box_that_claims_to_be_huge_is_refused_before_it_is_waited_for() -> None:
    assert problem_of(FILM, box(b"moof", size=2_000_001)) == "chunk-box-too-big"
    assert problem_of(box(b"moov", size=70_000)) == "chunk-box-too-big"


def test_a_fragment_without_a_beginning_is_refused() -> None:
    assert problem_of(chunks()[1]) == "chunk-without-beginning"


@pytest.mark.parametrize("codec", [b"hvc1", b"vp09", b"av01"])
def test_pictures_that_phones_cannot_show_are_refused(codec: bytes) -> None:
    assert problem_of(chunks()[0].replace(b"avc1", codec)) == "chunk-wrong-codec"


def test_sound_alone_is_no_live() -> None:
    assert problem_of(chunks()[0].replace(b"vide", b"soun")) == "chunk-needs-one-picture"


def test_samples_that_are_not_there_are_refused() -> None:
    (_, moof), (_, _mdat) = boxes(chunks()[1])

    assert problem_of(chunks()[0], moof + box(b"mdat", b"almost nothing")) == "chunk-not-mp4"


@given(at=st.integers(0, 1_700), byte=st.integers(0, 255))
def test_a_damaged_byte_is_refused_or_does_no_harm(at: int, byte: int) -> None:
    damaged = bytearray(FILM[:12_000])
    damaged[at] = byte
    parts: list[FilmBeginning | Fragment] = []

    with suppress(Invalid):
        parts = split(bytes(damaged))

    assert all(0 < part.milliseconds <= 20_000 for part in parts if isinstance(part, Fragment))
