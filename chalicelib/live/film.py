"""The film as playlists see it: segments as lines of text, and HLS playlists made of them (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

CHUNKS_PER_CAMERA = 1_000_000
SEGMENTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Segment:
    """One fragment of the film: chunk number, index in the chunk, length, and whether film is missing before it."""

    seq: int
    index: int
    milliseconds: int
    after_gap: bool = False

    @property
    def camera(self) -> int:
        return camera_of(self.seq)

    @property
    def name(self) -> str:
        return f"{self.seq}-{self.index}.m4s"


def camera_of(seq: int) -> int:
    """Which camera numbered a chunk: the cameras of a session count from 1, 0 is one that did not ask."""
    return seq // CHUNKS_PER_CAMERA


def beginning_name(camera: int) -> str:
    return f"init-{camera}.mp4"


def written(segments: Sequence[Segment]) -> str:
    """Segments as they are kept: one a line."""
    return "\n".join(
        f"{segment.seq} {segment.index} {segment.milliseconds}{' gap' if segment.after_gap else ''}"
        for segment in segments
    )


def read(lines: str) -> list[Segment]:
    return [_segment(line.split()) for line in lines.splitlines()]


def breaks(segments: Sequence[Segment]) -> list[bool]:
    """For each segment, whether its clock or camera is another than that of the one before it."""
    later = [now.after_gap or now.camera != was.camera for was, now in pairwise(segments)]
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


def _segment(words: Sequence[str]) -> Segment:
    seq, index, length, *gap = words
    return Segment(int(seq), int(index), int(length), after_gap=bool(gap))


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
