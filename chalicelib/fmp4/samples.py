"""Samples of a fragment (ISO/IEC 14496-12): when they begin, how long they last, and lengths that were made up."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.errors import Invalid
from chalicelib.fmp4.boxes import HEADER, VIDEO, Track, boxes, inside, not_mp4, read

LONGEST_FRAGMENT_MS = 20_000
MOST_SAMPLES = 10_000
MOST_APART_SECONDS = 1.5
_UNIT_LENGTH = 4  # bytes, as every recorder writes it
_NO_BASE, _WITH_INDEX, _WITH_TICKS = 0x1, 0x2, 0x8
_OFFSET, _FIRST_FLAGS, _TICKS, _SIZE, _FLAGS, _SHIFT = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


class Samples(NamedTuple):
    """The samples of one track in a fragment: ticks at which the first begins, and the ticks and bytes of each.

    `last_at` is where in the `moof` the length of the last stands, 0 where it has none of its own; `first_at` is where
    the bytes of the first lie, counted from the `moof`'s beginning, 0 where it does not say so.
    """

    track: Track
    begins: int
    ticks: tuple[int, ...]
    sizes: tuple[int, ...]
    last_at: int = 0
    first_at: int = 0

    @property
    def begins_seconds(self) -> float:
        return self.begins / self.track.timescale

    def lasting(self, last: int) -> "Samples":
        """The same, with this length of the last sample where it has one of its own."""
        return self._replace(ticks=(*self.ticks[:-1], last)) if self.last_at else self


def samples_of(moof: bytes, tracks: Sequence[Track]) -> tuple[Samples, ...]:
    """The samples of each track of a whole `moof`. Raises Invalid for one that is no fragment of these tracks."""
    by_number = {track.number: track for track in tracks}
    return tuple(
        _samples(moof, start, end, by_number)
        for name, start, end in _placed(moof, HEADER, len(moof))
        if name == "traf"
    )


def usual(samples: Samples) -> Samples:
    """The samples, the last of them as long as most.

    A recorder does not know yet how long its last sample lasts, and writes down what it likes. Players take a step of
    more than twice that for a break, and show no picture until the next key frame."""
    others = sorted(samples.ticks[:-1])
    return samples.lasting(others[(len(others) - 1) // 2]) if others else samples


def up_to(samples: Samples, following: Samples) -> Samples:
    """The samples, the last of them until the next fragment begins; film that is missing between stays missing."""
    last = following.begins - samples.begins - sum(samples.ticks[:-1])
    return samples.lasting(last) if 0 < last <= 2 * samples.ticks[-1] else samples


def written(moof: bytes, runs: Sequence[Samples]) -> bytes:
    """The `moof` that these samples were read from, with the lengths that their last have now."""
    data = bytearray(moof)
    for samples in runs:
        if samples.last_at:
            struct.pack_into(">I", data, samples.last_at, samples.ticks[-1])
    return bytes(data)


def milliseconds(runs: Sequence[Samples], media_bytes: int) -> int:
    """How long the picture of a fragment lasts.

    Raises Invalid when its samples do not fit into `media_bytes`, or last no time or more than 20 s."""
    picture = next((samples for samples in runs if samples.track.kind == VIDEO), None)
    length = round(1000 * sum(picture.ticks) / picture.track.timescale) if picture else 0
    if sum(sum(run.sizes) for run in runs) > media_bytes or not 0 < length <= LONGEST_FRAGMENT_MS:
        raise not_mp4()
    return length


def check_same_film(runs: Sequence[Samples], fragment: bytes) -> None:
    """Raises Invalid (field chunk) for a fragment that the tracks of its beginning do not describe: a track twice,
    pictures that are none, picture and sound that do not run together."""
    begins = [samples.begins_seconds for samples in runs]
    are_once = len({samples.track for samples in runs}) == len(runs)
    pictures = [samples for samples in runs if samples.track.kind == VIDEO]
    if not (
        are_once
        and max(begins) - min(begins) <= MOST_APART_SECONDS
        and all(_is_picture(fragment, samples) for samples in pictures)
    ):
        raise Invalid({"chunk": "chunk-of-another-film"})


def _is_picture(fragment: bytes, samples: Samples) -> bool:
    """Whether the first sample is made of H.264's units, each after its length, to the last byte."""
    if not (samples.first_at and samples.sizes):
        return True
    at, end = samples.first_at, samples.first_at + samples.sizes[0]
    while at + _UNIT_LENGTH < end <= len(fragment):
        at += _UNIT_LENGTH + int.from_bytes(fragment[at : at + _UNIT_LENGTH])
    return at == end


def _samples(moof: bytes, start: int, end: int, by_number: Mapping[int, Track]) -> Samples:
    traf = moof[start:end]
    track, usual_ticks = _head(inside(traf, "tfhd"), by_number)
    ticks: list[int] = []
    sizes: list[int] = []
    last_at = first_at = 0
    for name, at, until in _placed(moof, start, end):
        if name == "trun":
            lengths, bytes_of, length_at = _run(moof[at:until], usual_ticks)
            first_at = first_at if ticks else _offset(moof[at:until])
            ticks += lengths
            sizes += bytes_of
            last_at = at + length_at if length_at else 0
    if not ticks:
        raise not_mp4()
    begins = _begins(inside(traf, "tfdt"))
    return Samples(track, begins, tuple(ticks), tuple(sizes), last_at, first_at)


def _head(tfhd: bytes, by_number: Mapping[int, Track]) -> tuple[Track, int]:
    """The track, and how long a sample lasts that does not say so."""
    flags, number = read(">II", tfhd, 0)
    if number not in by_number:
        raise not_mp4()
    ticks = by_number[number].ticks
    if flags & _WITH_TICKS:
        (ticks,) = read(">I", tfhd, 8 + 8 * (flags & _NO_BASE) + 2 * (flags & _WITH_INDEX))
    return by_number[number], ticks


def _begins(tfdt: bytes) -> int:
    (version,) = read(">B", tfdt, 0)
    (ticks,) = read(">Q" if version else ">I", tfdt, 4)
    return int(ticks)


def _run(trun: bytes, usual_ticks: int) -> tuple[list[int], list[int], int]:
    """Lengths and sizes of the samples of one run, and where in it the last length stands (0: nowhere)."""
    flags, count = read(">II", trun, 0)
    at = 8 + 4 * bool(flags & _OFFSET) + 4 * bool(flags & _FIRST_FLAGS)
    width = sum(bool(flags & flag) for flag in (_TICKS, _SIZE, _FLAGS, _SHIFT))
    if count > MOST_SAMPLES or len(trun) - at != 4 * width * count:
        raise not_mp4()
    rows = list(struct.iter_unpack(f">{width}I", trun[at:])) if width else []
    sizes = [row[bool(flags & _TICKS)] for row in rows] if flags & _SIZE else []
    if not (flags & _TICKS and rows):
        return [usual_ticks] * count, sizes, 0
    return [row[0] for row in rows], sizes, len(trun) - 4 * width


def _offset(trun: bytes) -> int:
    flags, _, offset = read(">IIi", trun, 0) if len(trun) > _UNIT_LENGTH * 2 else (0, 0, 0)
    return max(0, int(offset)) if flags & _OFFSET else 0


def _placed(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The boxes between two places: the name of each, and where its payload begins and ends."""
    for name, payload in boxes(data[start:end]):
        start += HEADER
        yield name, start, start + len(payload)
        start += len(payload)
