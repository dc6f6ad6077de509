"""When the film was filmed, and where in it a moment stands: the replay leaves out what is missing (pure)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.live.film import Segment

MOST_LATE_MS = 15_000  # how long a phone keeps what it could not send, and some time to send it
SHIFT_MS = 500
MOST_SHIFTS = 400

Timeline = Sequence[
    tuple[int, int]
]  # milliseconds of the film, and the moment at which that was filmed


def milliseconds_of(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def filmed_at(by_clock: int, arrived: int, after: int) -> int:
    """When a segment began: as the camera's clock says, unless it was not yet there, or no phone keeps it so long.

    `arrived` is when it would have begun if it had been sent at once, `after` the end of the segment before it."""
    return max(min(by_clock, arrived), arrived - MOST_LATE_MS, after)


def timeline_of(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Where the film begins, where it goes on after something is missing, and its end."""
    shift_ms = SHIFT_MS
    while len(timeline := _timeline(segments, shift_ms)) > MOST_SHIFTS:
        shift_ms *= 2
    return timeline


def position(timeline: Timeline, moment: int) -> int:
    """How many milliseconds into the film a moment stands; one that was not filmed stands where the film goes on."""
    before = [point for point in timeline if point[1] <= moment]
    if not before:
        return 0
    film, at = before[-1]
    following = timeline[len(before)][0] if len(before) < len(timeline) else film
    return min(film + moment - at, following)


def kept(timeline: Timeline) -> str:
    """The points of a timeline as they are kept: one a line."""
    return "\n".join(f"{film} {at}" for film, at in timeline)


def read_timeline(lines: str) -> list[tuple[int, int]]:
    points = (line.split() for line in lines.splitlines())
    return [(int(film), int(at)) for film, at in points]


def _timeline(segments: Sequence[Segment], shift_ms: int) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    film = 0
    for segment in segments:
        if not points or abs((segment.at - film) - (points[-1][1] - points[-1][0])) > shift_ms:
            points.append((film, segment.at))
        film += segment.milliseconds
    ends = [(film, segments[-1].at + segments[-1].milliseconds)] if segments else []
    return points + ends
