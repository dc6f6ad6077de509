"""What a browser does with a film: the coded frame processing of Media Source Extensions (W3C), in sequence mode."""

import struct
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.fmp4 import FilmBeginning, FilmSplitter, Track
from chalicelib.fmp4.samples import Samples, samples_of
from tests.fmp4.film import chunks


@dataclass(frozen=True, slots=True)
class Frame:
    track: Track
    begins: Fraction
    lasts: Fraction
    is_key: bool


def dropped_pictures(film: bytes) -> tuple[int, int]:
    """How many of its pictures a player leaves out, and how many there are."""
    beginning, *fragments = chunks(film)
    (begun,) = FilmSplitter().feed(beginning)
    assert isinstance(begun, FilmBeginning)
    frames = [frame for fragment in fragments for frame in _frames(fragment, begun.tracks)]
    pictures = [frame for frame in frames if frame.track.kind == "vide"]
    return len(_dropped(frames)), len(pictures)


def _dropped(frames: list[Frame]) -> list[Frame]:
    """A step of more than twice the last length is a break: after it, a track needs a key frame to go on."""
    last: dict[Track, Frame] = {}
    waiting = {frame.track for frame in frames}
    dropped = []
    for frame in frames:
        before = last.get(frame.track)
        if before and not 0 <= frame.begins - before.begins <= 2 * before.lasts:
            last.clear()
            waiting = {frame.track for frame in frames}
        if frame.track in waiting and not frame.is_key:
            dropped.append(frame)
            continue
        waiting.discard(frame.track)
        last[frame.track] = frame
    return dropped


def _frames(fragment: bytes, tracks: tuple[Track, ...]) -> list[Frame]:
    """The frames of a fragment as they are decoded; the recorder begins each fragment with a key frame."""
    (size,) = struct.unpack_from(">I", fragment)
    runs = samples_of(fragment[:size], tracks)
    frames = [frame for samples in runs for frame in _frames_of(samples)]
    return sorted(frames, key=lambda frame: frame.begins)


def _frames_of(samples: Samples) -> list[Frame]:
    frames, at = [], samples.begins
    for i, ticks in enumerate(samples.ticks):
        scale = samples.track.timescale
        is_key = i == 0 or samples.track.kind == "soun"
        frames.append(Frame(samples.track, Fraction(at, scale), Fraction(ticks, scale), is_key))
        at += ticks
    return frames
