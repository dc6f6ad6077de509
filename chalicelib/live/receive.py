"""Takes in the film, chunk by chunk, from whichever phone is the camera now."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.fmp4 import FilmBeginning, FilmSplitter, Fragment, Track, joined
from chalicelib.live.film import (
    CHUNKS_PER_CAMERA,
    SEGMENTS_SHOWN,
    Segment,
    beginning_name,
    breaks,
    camera_of,
    is_far_ahead,
    is_too_late,
    read,
    was_taken,
    written,
)
from chalicelib.live.film_time import filmed_at, milliseconds_of
from chalicelib.live.models import Broadcast, LiveSession, Reel
from chalicelib.live.replay import folder, show_next, show_stored
from chalicelib.store import AlreadyThere, change, get_object, put_new, put_object_over

MOST_CHUNK_BYTES = 4_000_000
SEGMENTS_HELD = 24  # more would make the broadcast's item cost two write units
MOST_TRIES = 12
VIDEO_TYPE = "video/mp4"


class Overtaken(FairError):
    """Another chunk was taken in between the reading and the writing."""


class TakenChunk(NamedTuple):
    """What became of a chunk: how many segments it gave, and whether it had been taken in before."""

    segments: int
    is_repeat: bool = False


def take_camera(session_id: str) -> int:
    """Make the device that asks the camera of this session, and return the number of its first chunk.

    A camera before it is sent away when its next chunk comes.
    """
    broadcast = change(
        Broadcast(session_id),
        Broadcast.camera.add(1),
        Broadcast.tracks.set(""),
        Broadcast.clock_ms.set(0),
        when=Broadcast.camera.does_not_exist() | (Broadcast.camera >= 0),
        otherwise=Refused("busy"),
    )
    return int(broadcast.camera) * CHUNKS_PER_CAMERA


def receive_chunk(session: LiveSession, seq: int, body: bytes) -> TakenChunk:
    """Store a chunk of the film and show it to those who watch. A repeated chunk is no news; of two with one number
    the first counts. A chunk that was overtaken by less than eight others is put in its place.

    A chunk holds whole boxes: a beginning, or fragments, or both. Raises Refused when the session is not live,
    another device has become the camera or the chunk comes too late, Invalid (field chunk) for what is no film of
    this camera; the film goes on after either.
    """
    if session.state != "live":
        raise Refused("live-not-now")
    for _ in range(MOST_TRIES):
        with suppress(Overtaken):
            return _received(session, seq, body)
    raise Refused("busy")


def _received(session: LiveSession, seq: int, body: bytes) -> TakenChunk:
    broadcast = Broadcast.find_or_none(session.session_id) or Broadcast(session.session_id)
    if camera_of(seq) < broadcast.camera:
        raise Refused("live-another-camera")
    recent = read(broadcast.recent)
    if was_taken(seq, first_seq=int(broadcast.begun), recent=recent):
        show_stored(session.session_id)
        return TakenChunk(0, is_repeat=True)
    if is_too_late(seq, newest=int(broadcast.seq), known_from=_known_from(broadcast, recent)):
        raise Refused("chunk-too-late")
    beginning, fragments = _parts(broadcast, seq, body)
    segments = _segments(broadcast, seq, fragments)
    files = _files(session.session_id, seq, beginning, dict(zip(segments, fragments, strict=True)))
    if not _are_first(files):
        return TakenChunk(0, is_repeat=True)
    clock_ms = segments[-1].at - fragments[-1].begins_ms if segments else 0
    show_next(broadcast, _advance(broadcast, seq, beginning, segments, clock_ms))
    if segments and not session.filmed:
        _say_filmed(session.session_id)
    return TakenChunk(len(segments))


def _known_from(broadcast: Broadcast, recent: Sequence[Segment]) -> int:
    """What went into a reel stays as it is, and what was filmed before the beginning cannot be shown."""
    return max(int(broadcast.begun), recent[0].seq if recent and broadcast.shown_before else -1)


def _parts(
    broadcast: Broadcast, seq: int, body: bytes
) -> tuple[FilmBeginning | None, list[Fragment]]:
    if len(body) > MOST_CHUNK_BYTES:
        raise Invalid({"chunk": FairError("chunk-too-big", most=MOST_CHUNK_BYTES // 1_000_000)})
    if camera_of(seq) > broadcast.camera:
        raise Invalid({"chunk": "chunk-without-camera"})
    if is_far_ahead(seq, newest=int(broadcast.seq)):
        raise Invalid({"chunk": "chunk-far-ahead"})
    splitter = FilmSplitter(_read_tracks(broadcast.tracks))
    parts = splitter.feed(body)
    if not (parts and splitter.is_between_parts):
        raise Invalid({"chunk": "chunk-cut-off" if body else "chunk-not-mp4"})
    beginnings = [part for part in parts if isinstance(part, FilmBeginning)]
    if len(beginnings) + bool(broadcast.tracks) > 1:
        raise Invalid({"chunk": "chunk-second-beginning"})
    fragments = joined([part for part in parts if isinstance(part, Fragment)])
    return next(iter(beginnings), None), fragments


def _segments(broadcast: Broadcast, seq: int, fragments: Sequence[Fragment]) -> list[Segment]:
    before = [segment for segment in read(broadcast.recent) if segment.seq < seq]
    ends = before[-1].at + before[-1].milliseconds if before else 0
    began = milliseconds_of(clock.now()) - sum(fragment.milliseconds for fragment in fragments)
    segments = []
    for i, fragment in enumerate(fragments):
        by_clock = broadcast.clock_ms + fragment.begins_ms if broadcast.clock_ms else began
        at = filmed_at(int(by_clock), began, ends)
        segments.append(Segment(seq, i, fragment.milliseconds, at))
        began += fragment.milliseconds
        ends = at + fragment.milliseconds
    return segments


def _files(
    session_id: str, seq: int, beginning: FilmBeginning | None, segments: dict[Segment, Fragment]
) -> dict[str, bytes]:
    beginnings = {beginning_name(camera_of(seq)): beginning.data} if beginning else {}
    media = {segment.name: fragment.data for segment, fragment in segments.items()}
    return {folder(session_id) + name: data for name, data in (beginnings | media).items()}


def _are_first(files: dict[str, bytes]) -> bool:
    """Store what nobody has stored under these keys; whether all of them hold these bytes then."""
    return all(
        put_object_over(key, data, over=None, content_type=VIDEO_TYPE) or _holds(key, data)
        for key, data in files.items()
    )


def _holds(key: str, data: bytes) -> bool:
    try:
        return get_object(key) == data
    except NotFound:  # it is being stored at this moment
        raise Overtaken from None


def _advance(
    broadcast: Broadcast,
    seq: int,
    beginning: FilmBeginning | None,
    segments: Sequence[Segment],
    clock_ms: int,
) -> Broadcast:
    """Move on from exactly the state that was read. The counts of what went into a reel go with it."""
    recent, away = _put_away(broadcast) if seq > broadcast.seq else (read(broadcast.recent), [])
    broken = sum(breaks([*away, *recent[:1]]))
    return change(
        Broadcast(broadcast.session_id),
        Broadcast.camera.set(broadcast.camera),
        Broadcast.seq.set(max(seq, int(broadcast.seq))),
        Broadcast.tracks.set(_written_tracks(beginning.tracks) if beginning else broadcast.tracks),
        Broadcast.begun.set(seq if beginning else broadcast.begun),
        Broadcast.recent.set(written(sorted([*recent, *segments]))),
        Broadcast.clock_ms.set(broadcast.clock_ms or clock_ms),
        Broadcast.shown_before.set(broadcast.shown_before + len(away)),
        Broadcast.breaks_before.set(broadcast.breaks_before + broken),
        Broadcast.taken_ms.set(milliseconds_of(clock.now())),
        when=_is_as_read(broadcast),
        otherwise=Overtaken(),
    )


def _is_as_read(broadcast: Broadcast) -> Any:
    if broadcast.seq < 0:
        return Broadcast.seq.does_not_exist() & _same_camera(broadcast)
    return (
        (Broadcast.seq == broadcast.seq)
        & (Broadcast.recent == broadcast.recent)
        & _same_camera(broadcast)
    )


def _same_camera(broadcast: Broadcast) -> Any:
    if broadcast.camera == 0:
        return Broadcast.camera.does_not_exist() | (Broadcast.camera == 0)
    return Broadcast.camera == broadcast.camera


def _put_away(broadcast: Broadcast) -> tuple[list[Segment], list[Segment]]:
    """What stays in the broadcast, and what a reel keeps from now on: decided by what is stored alone, so that
    a repeat puts the same away."""
    recent = read(broadcast.recent)
    if len(recent) < SEGMENTS_HELD:
        return recent, []
    stay, away = recent[-SEGMENTS_SHOWN:], recent[:-SEGMENTS_SHOWN]
    reel = Reel(broadcast.session_id, int(broadcast.shown_before), segments=written(away))
    with suppress(AlreadyThere):
        put_new(reel)
    return stay, away


def _say_filmed(session_id: str) -> None:
    change(
        LiveSession(session_id),
        LiveSession.filmed.set(True),
        when=LiveSession.session_id.exists(),
        otherwise=NotFound("not-found"),
    )


def _written_tracks(tracks: Sequence[Track]) -> str:
    return "\n".join(f"{t.number} {t.kind} {t.codec} {t.timescale} {t.ticks}" for t in tracks)


def _read_tracks(lines: str) -> list[Track]:
    rows = [line.split() for line in lines.splitlines()]
    return [Track(int(a), kind, codec, int(b), int(c)) for a, kind, codec, b, c in rows]
