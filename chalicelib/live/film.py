"""The film as playlists see it: segments as lines of text, and HLS playlists made of them (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

CHUNKS_PER_CAMERA = 1_000_000
SEGMENTS_SHOWN = 8
TARGET_SECONDS = 2
LONGEST_LISTED_MS = 2_499  # what HLS rounds to that
CHUNKS_IN_ORDER = 8  # how late a chunk may come
MOST_LEFT_OUT = 600  # ten minutes without film, as a chunk lasts a second


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One fragment of the film: chunk number, index in the chunk, length, and when it was filmed (in milliseconds
    since 1970). Segments are sorted by their number and index."""

    seq: int
    index: int
    milliseconds: int
    at: int = 0

    @property
    def camera(self) -> int:
        return camera_of(self.seq)

    @property
    def name(self) -> str:
        return f"{self.seq}-{self.index}.m4s"


def moment_of(milliseconds: int) -> datetime:
    """The moment so many milliseconds after the beginning of 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def camera_of(seq: int) -> int:
    """Which camera numbered a chunk: the cameras of a session count from 1, 0 is one that did not ask."""
    return seq // CHUNKS_PER_CAMERA


def was_taken(seq: int, *, first_seq: int, recent: Sequence[Segment]) -> bool:
    """Whether a chunk is in the film, of whose end `recent` knows; `begun` is the chunk of its camera's beginning."""
    return seq == first_seq or any(segment.seq == seq for segment in recent)


def is_too_late(seq: int, *, newest: int, known_from: int) -> bool:
    """Whether a chunk that is not in the film can no longer be put in its place: more than eight came after it, or it
    belongs before the chunk from which on the film can still change."""
    return seq <= newest and seq <= max(known_from, newest - CHUNKS_IN_ORDER - 1)


def is_far_ahead(seq: int, *, newest: int) -> bool:
    """Whether more chunks are missing before this one than any outage leaves out."""
    return seq > max(newest, camera_of(seq) * CHUNKS_PER_CAMERA) + MOST_LEFT_OUT


def beginning_name(camera: int) -> str:
    return f"init-{camera}.mp4"


def written(segments: Sequence[Segment]) -> str:
    """Segments as they are kept: one a line."""
    return "\n".join(
        f"{segment.seq} {segment.index} {segment.milliseconds} {segment.at}" for segment in segments
    )


def read(lines: str) -> list[Segment]:
    return [Segment(*(int(number) for number in line.split())) for line in lines.splitlines()]


def breaks(segments: Sequence[Segment]) -> list[bool]:
    """For each segment, whether another camera filmed it than the one before it, or chunks are missing between."""
    later = [now.camera != was.camera or now.seq > was.seq + 1 for was, now in pairwise(segments)]
    return [False, *later] if segments else []


def live_playlist(
    segments: Sequence[Segment], shown_before: int, breaks_before: int, *, is_over: bool = False
) -> str:
    """The playlist of the last segments; the two counts tell players what has left it.

    How long its segments last at most is said once for all: players take it for the pace of the film. One that lasts
    longer is listed as if it did not; players see in the segment itself how long it is."""
    first = max(0, len(segments) - SEGMENTS_SHOWN)
    broken = breaks(segments)
    head = [
        f"#EXT-X-MEDIA-SEQUENCE:{shown_before + first}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{breaks_before + sum(broken[:first])}",
    ]
    lines = _lines(segments[first:], broken[first:], LONGEST_LISTED_MS)
    return _playlist(TARGET_SECONDS, head, [*lines, "#EXT-X-ENDLIST"] if is_over else lines)


def replay_playlist(segments: Sequence[Segment]) -> str:
    """The playlist of the whole film, from its first second to its end."""
    longest = max((segment.milliseconds for segment in segments), default=0)
    target = max(TARGET_SECONDS, _whole_seconds(longest))
    head = ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines = [*_lines(segments, breaks(segments), longest), "#EXT-X-ENDLIST"]
    return _playlist(target, head, lines)


def _whole_seconds(milliseconds: int) -> int:
    return (milliseconds + 500) // 1000


def _lines(segments: Sequence[Segment], broken: Sequence[bool], most_ms: int) -> list[str]:
    lines: list[str] = []
    camera = -1
    for segment, is_broken in zip(segments, broken, strict=True):
        if is_broken:
            lines.append("#EXT-X-DISCONTINUITY")
        if segment.camera != camera:
            lines.append(f'#EXT-X-MAP:URI="{beginning_name(segment.camera)}"')
        if is_broken or camera < 0:
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_moment(segment.at)}")
        camera = segment.camera
        lines += [f"#EXTINF:{min(segment.milliseconds, most_ms) / 1000:.3f},", segment.name]
    return lines


def _moment(milliseconds: int) -> str:
    return moment_of(milliseconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _playlist(target_seconds: int, head: Sequence[str], lines: Sequence[str]) -> str:
    first = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target_seconds}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    return "\n".join([*first, *head, *lines, ""])
