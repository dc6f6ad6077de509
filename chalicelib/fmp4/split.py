"""Cuts a fragmented MP4, as a browser's recorder makes it, into its beginning and its fragments."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from chalicelib.errors import FairError, Invalid
from chalicelib.fmp4.boxes import (
    HEADER,
    VIDEO,
    Track,
    header,
    not_mp4,
    tracks_of,
)
from chalicelib.fmp4.samples import (
    Samples,
    check_same_film,
    milliseconds,
    samples_of,
    up_to,
    usual,
    written,
)

MOST_BOX_BYTES = 2_000_000
MOST_BEGINNING_BYTES = 65_536
PASSED_OVER = {"styp", "sidx", "free", "skip", "prft", "emsg", "mfra"}
_MATTER = {"ftyp", "moov", "moof", "mdat"}


class FilmBeginning(NamedTuple):
    """`ftyp` and `moov`: what a player needs before any fragment."""

    data: bytes
    tracks: tuple[Track, ...]


class Fragment(NamedTuple):
    """`moof` and `mdat`: some of the film, playable after its beginning, with the samples of each track."""

    data: bytes
    milliseconds: int
    runs: tuple[Samples, ...]

    @property
    def begins_ms(self) -> int:
        """When its picture begins, by the clock of the recorder."""
        (picture,) = (samples for samples in self.runs if samples.track.kind == VIDEO)
        return round(1000 * picture.begins_seconds)


class FilmSplitter:
    """Finds the boxes in a stream of bytes, however it was cut into chunks: any cut gives the same parts.

    `tracks` are those of a beginning seen earlier. After an error it is of no more use.
    """

    def __init__(self, tracks: Sequence[Track] = ()) -> None:
        self.tracks = tuple(tracks)
        self._bytes = bytearray()
        self._first = b""  # a ftyp that waits for its moov, or a moof that waits for its mdat

    def feed(self, data: bytes) -> list[FilmBeginning | Fragment]:
        """The parts that these bytes complete.

        Raises Invalid (field chunk) for what is no such film: other bytes than boxes, a box of more than 2 MB,
        boxes out of order, a codec that phones cannot show, samples that are not there, a fragment of another film.
        """
        self._bytes += data
        parts = []
        while box := self._next_box():
            part = self._part(*box)
            if part:
                parts.append(part)
        return parts

    @property
    def is_between_parts(self) -> bool:
        """Whether nothing is half received."""
        return not self._bytes and not self._first

    def _next_box(self) -> tuple[str, bytes] | None:
        if len(self._bytes) < HEADER:
            return None
        size, name = header(self._bytes, 0)
        if name not in _MATTER | PASSED_OVER or size < HEADER:
            raise not_mp4()
        if size > (MOST_BEGINNING_BYTES if name in {"ftyp", "moov"} else MOST_BOX_BYTES):
            raise Invalid({"chunk": FairError("chunk-box-too-big", name=name)})
        if len(self._bytes) < size:
            return None
        box = bytes(self._bytes[:size])
        del self._bytes[:size]
        return name, box

    def _part(self, name: str, box: bytes) -> FilmBeginning | Fragment | None:
        if name in PASSED_OVER:
            return None
        waiting = self._first[4:8].decode("latin-1")
        if (waiting, name) in {("", "ftyp"), ("", "moof")}:
            self._first = box
            return None
        if (waiting, name) not in {("ftyp", "moov"), ("moof", "mdat")}:
            raise not_mp4()
        first, self._first = self._first, b""
        return self._beginning(first, box) if name == "moov" else self._fragment(first, box)

    def _beginning(self, ftyp: bytes, moov: bytes) -> FilmBeginning:
        self.tracks = tracks_of(moov[HEADER:])
        return FilmBeginning(ftyp + moov, self.tracks)

    def _fragment(self, moof: bytes, mdat: bytes) -> Fragment:
        if not self.tracks:
            raise Invalid({"chunk": "chunk-without-beginning"})
        runs = tuple(usual(samples) for samples in samples_of(moof, self.tracks))
        length = milliseconds(runs, len(mdat) - HEADER)
        check_same_film(runs, moof + mdat)
        return Fragment(written(moof, runs) + mdat, length, runs)


def joined(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments of one film in order, each up to the one after it."""
    complete = [_up_to(fragment, following) for fragment, following in pairwise(fragments)]
    return [*complete, *fragments[-1:]]


def _up_to(fragment: Fragment, following: Fragment) -> Fragment:
    begins = {samples.track: samples for samples in following.runs}
    runs = tuple(
        up_to(samples, begins[samples.track]) if samples.track in begins else samples
        for samples in fragment.runs
    )
    length = milliseconds(runs, len(fragment.data))
    return fragment._replace(data=written(fragment.data, runs), milliseconds=length, runs=runs)
