"""Boxes of a fragmented MP4 (ISO/IEC 14496-12), and what the beginning of a film says of its tracks."""

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from chalicelib.errors import Invalid

VIDEO, SOUND = "vide", "soun"
CODECS = {VIDEO: {"avc1", "avc3"}, SOUND: {"mp4a", "Opus"}}
MOST_TRACKS = 2
MOST_BOXES_INSIDE = 64
HEADER = 8


class Track(NamedTuple):
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
    size, name = read(">I4s", data, at)
    return int(size), name.decode("latin-1")


def tracks_of(movie: bytes) -> tuple[Track, ...]:
    """The tracks that the payload of a `moov` announces: one picture that phones can show, and at most one sound.

    Raises Invalid for other codecs, and when there is no picture."""
    parts = list(boxes(movie))
    extends = [payload for name, payload in parts if name == "mvex"]
    ticks = dict(_ticks_by_track(extends[0])) if extends else {}
    tracks = tuple(_track(payload, ticks) for name, payload in parts if name == "trak")
    kinds = [track.kind for track in tracks]
    if len(tracks) > MOST_TRACKS or kinds.count(VIDEO) != 1:
        raise Invalid({"chunk": "chunk-needs-one-picture"})
    if any(track.codec not in CODECS.get(track.kind, ()) for track in tracks):
        raise Invalid({"chunk": "chunk-wrong-codec"})
    return tracks


def _track(trak: bytes, ticks: dict[int, int]) -> Track:
    number = _versioned(inside(trak, "tkhd"), short=12, long=20)
    media = inside(trak, "mdia")
    timescale = _versioned(inside(media, "mdhd"), short=12, long=20)
    (kind,) = read(">4s", inside(media, "hdlr"), 8)
    described = inside(inside(inside(media, "minf"), "stbl"), "stsd")
    _, codec = header(described, 8)
    if not timescale:
        raise not_mp4()
    return Track(number, kind.decode("latin-1"), codec, timescale, ticks.get(number, 0))


def _ticks_by_track(extends: bytes) -> Iterator[tuple[int, int]]:
    for name, payload in boxes(extends):
        if name == "trex":
            number, _, ticks = read(">III", payload, 4)
            yield number, ticks


def inside(data: bytes, kind: str) -> bytes:
    """The payload of the first box of this name. Raises Invalid when there is none."""
    for name, payload in boxes(data):
        if name == kind:
            return payload
    raise not_mp4()


def _versioned(payload: bytes, *, short: int, long: int) -> int:
    """A 32-bit field that lies further back when the box's version is 1."""
    (version,) = read(">B", payload, 0)
    (value,) = read(">I", payload, long if version else short)
    return int(value)


def read(form: str, data: bytes | bytearray, at: int) -> tuple[Any, ...]:
    """Fields at a place. Raises Invalid when the data end before."""
    try:
        return struct.unpack_from(form, data, at)
    except struct.error:
        raise not_mp4() from None
