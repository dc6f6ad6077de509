"""Boxes of a fragmented MP4 (ISO/IEC 14496-12): what a track is, and how long a fragment lasts."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.errors import Invalid

VIDEO, SOUND = "vide", "soun"
CODECS = {VIDEO: {"avc1", "avc3"}, SOUND: {"mp4a", "Opus"}}
MOST_TRACKS = 2
MOST_BOXES_INSIDE = 64
LONGEST_FRAGMENT_MS = 20_000
HEADER = 8
_NO_BASE, _WITH_INDEX, _WITH_TICKS = 0x1, 0x2, 0x8
_OFFSET, _FIRST_FLAGS, _TICKS, _SIZE, _FLAGS, _SHIFT = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


@dataclass(frozen=True, slots=True)
class Track:
    """One track of a film: `timescale` ticks are a second; `ticks` is a sample's length unless it says so."""

    number: int
    kind: str
    codec: str
    timescale: int
    ticks: int


def not_mp4() -> Invalid:
    return Invalid({"chunk": "chunk-not-mp4"})


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The boxes that fill `data` exactly, each with its name and payload. Raises Invalid when they do not."""
    at = 0
    for _ in range(MOST_BOXES_INSIDE):
        if at == len(data):
            return
        size, name = header(data, at)
        if size < HEADER or at + size > len(data):
            raise not_mp4()
        yield name, data[at + HEADER : at + size]
        at += size
    raise not_mp4()


def header(data: bytes | bytearray, at: int) -> tuple[int, str]:
    """Size in bytes, header included, and name of the box that begins at `at`."""
    size, name = _read(">I4s", data, at)
    return int(size), name.decode("latin-1")


def tracks_of(movie: bytes) -> tuple[Track, ...]:
    """The tracks that the payload of a `moov` announces: one picture that phones can show, and at most one sound.

    Raises Invalid for other codecs, and when there is no picture."""
    inside = list(boxes(movie))
    extends = [payload for name, payload in inside if name == "mvex"]
    ticks = dict(_ticks_by_track(extends[0])) if extends else {}
    tracks = tuple(_track(payload, ticks) for name, payload in inside if name == "trak")
    kinds = [track.kind for track in tracks]
    if len(tracks) > MOST_TRACKS or kinds.count(VIDEO) != 1:
        raise Invalid({"chunk": "chunk-needs-one-picture"})
    if any(track.codec not in CODECS.get(track.kind, ()) for track in tracks):
        raise Invalid({"chunk": "chunk-wrong-codec"})
    return tracks


def milliseconds(moof: bytes, tracks: Sequence[Track], media_bytes: int) -> int:
    """How long the picture of a fragment lasts, from the payload of its `moof`.

    Raises Invalid when its samples do not fit into `media_bytes`, or last no time or more than 20 s."""
    picture = next(track for track in tracks if track.kind == VIDEO)
    known = {track.number: track.ticks for track in tracks}
    runs = [_run(payload, known) for name, payload in boxes(moof) if name == "traf"]
    ticks = sum(length for number, length, _ in runs if number == picture.number)
    length = round(1000 * ticks / picture.timescale)
    if sum(size for _, _, size in runs) > media_bytes or not 0 < length <= LONGEST_FRAGMENT_MS:
        raise not_mp4()
    return length


def _track(trak: bytes, ticks: dict[int, int]) -> Track:
    number = _versioned(_inside(trak, "tkhd"), short=12, long=20)
    media = _inside(trak, "mdia")
    timescale = _versioned(_inside(media, "mdhd"), short=12, long=20)
    (kind,) = _read(">4s", _inside(media, "hdlr"), 8)
    described = _inside(_inside(_inside(media, "minf"), "stbl"), "stsd")
    _, codec = header(described, 8)
    if not timescale:
        raise not_mp4()
    return Track(number, kind.decode("latin-1"), codec, timescale, ticks.get(number, 0))


def _ticks_by_track(extends: bytes) -> Iterator[tuple[int, int]]:
    for name, payload in boxes(extends):
        if name == "trex":
            number, _, ticks = _read(">III", payload, 4)
            yield number, ticks


def _run(traf: bytes, known: dict[int, int]) -> tuple[int, int, int]:
    """Track number, ticks and bytes of the samples of a track fragment."""
    head = _inside(traf, "tfhd")
    flags, number = _read(">II", head, 0)
    if number not in known:
        raise not_mp4()
    ticks = known[number]
    if flags & _WITH_TICKS:
        (ticks,) = _read(">I", head, 8 + 8 * (flags & _NO_BASE) + 2 * (flags & _WITH_INDEX))
    samples = [_samples(payload, ticks) for name, payload in boxes(traf) if name == "trun"]
    return number, sum(length for length, _ in samples), sum(size for _, size in samples)


def _samples(trun: bytes, ticks: int) -> tuple[int, int]:
    flags, count = _read(">II", trun, 0)
    at = 8 + 4 * bool(flags & _OFFSET) + 4 * bool(flags & _FIRST_FLAGS)
    width = sum(bool(flags & flag) for flag in (_TICKS, _SIZE, _FLAGS, _SHIFT))
    if not width:
        return count * ticks, 0
    rows = (
        struct.iter_unpack(f">{width}I", trun[at:])
        if (len(trun) - at) == 4 * width * count
        else None
    )
    if rows is None:
        raise not_mp4()
    return _sums(list(rows), flags, ticks)


def _sums(rows: list[tuple[int, ...]], flags: int, ticks: int) -> tuple[int, int]:
    size_at = int(bool(flags & _TICKS))
    length = sum(row[0] for row in rows) if flags & _TICKS else ticks * len(rows)
    return length, sum(row[size_at] for row in rows) if flags & _SIZE else 0


def _inside(data: bytes, wanted: str) -> bytes:
    for name, payload in boxes(data):
        if name == wanted:
            return payload
    raise not_mp4()


def _versioned(payload: bytes, *, short: int, long: int) -> int:
    """A 32-bit field that lies further back when the box's version is 1."""
    (version,) = _read(">B", payload, 0)
    (value,) = _read(">I", payload, long if version else short)
    return int(value)


def _read(form: str, data: bytes | bytearray, at: int) -> tuple[Any, ...]:
    try:
        return struct.unpack_from(form, data, at)
    except struct.error:
        raise not_mp4() from None
