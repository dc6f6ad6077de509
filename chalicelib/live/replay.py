"""Publishes the film: the short playlist while it is live, the whole one for ever after."""

from collections.abc import Sequence

from chalicelib.errors import NotFound
from chalicelib.live import film, film_time
from chalicelib.live.models import Broadcast, Reel
from chalicelib.store import change, put_object, put_object_over

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
SECONDS_A_LIVE_PLAYLIST_LASTS = 1
SECONDS_A_REPLAY_LASTS = 60  # the end may be repeated, and a late chunk may have come between


def folder(session_id: str) -> str:
    return f"video/{session_id}/"


def live_path(session_id: str) -> str:
    return f"/{folder(session_id)}live.m3u8"


def replay_path(session_id: str) -> str:
    return f"/{folder(session_id)}replay.m3u8"


def show_next(before: Broadcast, now: Broadcast) -> None:
    """Write the live playlist where it stands as `before` had it; the same again changes nothing.

    Where it stands otherwise, other chunks arrive at the same time: write what is stored, until nothing newer is."""
    old, new = _live_playlist(before), _live_playlist(now)
    if old == new or new is None:
        return
    is_written = put_object_over(
        live_path(now.session_id).removeprefix("/"),
        new,
        over=old,
        content_type=PLAYLIST_TYPE,
        cache_control=_cached(SECONDS_A_LIVE_PLAYLIST_LASTS),
    )
    if not is_written:
        show_stored(now.session_id)


def show_stored(session_id: str, *, is_over: bool = False) -> Broadcast | None:
    """Write the live playlist from what is stored when it is written. None while there is no film."""
    last = b""
    while playlist := _stored_playlist(session_id, is_over=is_over):
        broadcast, content = playlist
        if content == last:
            return broadcast
        _write(live_path(session_id), content, SECONDS_A_LIVE_PLAYLIST_LASTS)
        last = content
    return None


def _stored_playlist(session_id: str, *, is_over: bool) -> tuple[Broadcast, bytes] | None:
    broadcast = Broadcast.find_or_none(session_id)
    playlist = _live_playlist(broadcast, is_over=is_over) if broadcast else None
    return (broadcast, playlist) if broadcast and playlist else None


def _live_playlist(broadcast: Broadcast, *, is_over: bool = False) -> bytes | None:
    segments = film.read(broadcast.recent)
    playlist = film.live_playlist(
        segments,
        int(broadcast.shown_before),
        int(broadcast.breaks_before),
        is_over=is_over,
    )
    return playlist.encode() if segments else None


def keep_replay(session_id: str) -> bool:
    """Write the replay's playlist, and close the live one; may be repeated. False when nothing was filmed."""
    broadcast = show_stored(session_id, is_over=True)
    if broadcast is None:
        return False
    reels = Reel.query(session_id, consistent_read=True)
    older = [segment for reel in reels for segment in film.read(reel.segments)]
    segments = _without_double(older, film.read(broadcast.recent))
    _keep_timeline(broadcast, segments)
    _write(replay_path(session_id), film.replay_playlist(segments).encode(), SECONDS_A_REPLAY_LASTS)
    return True


def _keep_timeline(broadcast: Broadcast, segments: Sequence[film.Segment]) -> None:
    timeline = film_time.kept(film_time.timeline_of(segments))
    change(
        Broadcast(broadcast.session_id),
        Broadcast.timeline.set(timeline),
        when=Broadcast.session_id.exists(),
        otherwise=NotFound("not-found"),
    )


def _without_double(older: list[film.Segment], recent: list[film.Segment]) -> list[film.Segment]:
    """A reel is put away before the broadcast lets go of it: when that was cut short, both hold it."""
    return (
        older + recent[recent.index(older[-1]) + 1 :]
        if older and older[-1] in recent
        else older + recent
    )


def _write(path: str, playlist: bytes, seconds: int) -> None:
    put_object(
        path.removeprefix("/"),
        playlist,
        content_type=PLAYLIST_TYPE,
        cache_control=_cached(seconds),
    )


def _cached(seconds: int) -> str:
    return f"public, max-age={seconds}"
