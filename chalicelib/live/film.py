"""The film as playlists see it: segments as lines of text, and HLS playlists made of them (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

CHUNKS_PER_CAMERA = 1_000_000
SEGMENTS_SHOWN = 8
CHUNKS_IN_ORDER = 8  # how late a chunk may come
MOST_LEFT_OUT = 600  # ten minutes without film, as a chunk lasts a second


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One fragment of the film: chunk number, index in the chunk, and length. Segments are sorted by these."""

    seq: int
    index: int
    milliseconds: int

    @property
    def camera(self) -> int:
        return camera_of(self.seq)

    @property
    def name(self) -> str:
        return f"{self.seq}-{self.index}.m4s"


def camera_of(seq: int) -> int:
    """Which camera numbered a chunk: the cameras of a session count from 1, 0 is one that did not ask."""
    return seq // CHUNKS_PER_CAMERA


def was_taken(seq: int, *, begun: int, recent: Sequence[Segment]) -> bool:
    """Whether a chunk is in the film, of whose end `recent` knows; `begun` is the chunk of its camera's beginning."""
    return seq == begun or any(segment.seq == seq for segment in recent)


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
        f"{segment.seq} {segment.index} {segment.milliseconds}" for segment in segments
    )


def read(lines: str) -> list[Segment]:
    return [Segment(*(int(number) for number in line.split())) for line in lines.splitlines()]


def breaks(segments: Sequence[Segment]) -> list[bool]:
    """For each segment, whether another camera filmed it than the one before it, or chunks are missing between."""
    later = [now.camera != was.camera or now.seq > was.seq + 1 for was, now in pairwise(segments)]
    return [False, *later] if segments else []


def live_playlist(
    segments: Sequence[Segment],
    target_seconds: int,
    shown_before: int,
    breaks_before: int,
    *,
    is_over: bool = False,
) -> str:
    """The playlist of the last segments; the two counts tell players what has left it."""
    gone = max(0, len(segments) - SEGMENTS_SHOWN)
    broken = breaks(segments)
    head = [
        f"#EXT-X-MEDIA-SEQUENCE:{shown_before + gone}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{breaks_before + sum(broken[:gone])}",
    ]
    lines = _lines(segments[gone:], broken[gone:])
    return _playlist(target_seconds, head, [*lines, "#EXT-X-ENDLIST"] if is_over else lines)


def replay_playlist(segments: Sequence[Segment]) -> str:
    """The playlist of the whole film, from its first second to its end."""
    target = max((_whole_seconds(segment.milliseconds) for segment in segments), default=1)
    head = ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines = [*_lines(segments, breaks(segments)), "#EXT-X-ENDLIST"]
    return _playlist(target, head, lines)


def target_of(segments: Sequence[Segment], so_far: int) -> int:
    """The longest segment in whole seconds, as HLS rounds it; never less than before."""
    return max([so_far, *(_whole_seconds(segment.milliseconds) for segment in segments)])


def _whole_seconds(milliseconds: int) -> int:
    return max(1, (milliseconds + 500) // 1000)


def _lines(segments: Sequence[Segment], broken: Sequence[bool]) -> list[str]:
    lines: list[str] = []
    camera = 0
    for segment, is_broken in zip(segments, broken, strict=True):
        if is_broken:
            lines.append("#EXT-X-DISCONTINUITY")
        if segment.camera != camera:
            camera = segment.camera
            lines.append(f'#EXT-X-MAP:URI="{beginning_name(camera)}"')
        lines += [f"#EXTINF:{segment.milliseconds / 1000:.3f},", segment.name]
    return lines


def _playlist(target_seconds: int, head: Sequence[str], lines: Sequence[str]) -> str:
    first = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target_seconds}"]
    return "\n".join([*first, *head, *lines, ""])
