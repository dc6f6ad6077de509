"""Publishes the film: the short playlist while it is live, the whole one for ever after."""

from chalicelib.live import film
from chalicelib.live.models import Broadcast, Reel
from chalicelib.store import put_object

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
SECONDS_A_LIVE_PLAYLIST_LASTS = 1
SECONDS_A_REPLAY_LASTS = 60  # the end may be repeated, and a late chunk may have come between


def folder(session_id: str) -> str:
    return f"video/{session_id}/"


def live_path(session_id: str) -> str:
    return f"/{folder(session_id)}live.m3u8"


def replay_path(session_id: str) -> str:
    return f"/{folder(session_id)}replay.m3u8"


def show_live(broadcast: Broadcast, *, is_over: bool = False) -> bool:
    """Write the live playlist from what is stored; the same again changes nothing. False while there is no film."""
    segments = film.read(broadcast.recent)
    playlist = film.live_playlist(
        segments,
        int(broadcast.target_seconds),
        int(broadcast.shown_before),
        int(broadcast.breaks_before),
        is_over=is_over,
    )
    if segments:
        path = live_path(broadcast.session_id)
        _write(path, playlist, SECONDS_A_LIVE_PLAYLIST_LASTS)
    return bool(segments)


def keep_replay(session_id: str) -> bool:
    """Write the replay's playlist, and close the live one; may be repeated. False when nothing was filmed."""
    broadcast = Broadcast.find_or_none(session_id)
    if broadcast is None or not show_live(broadcast, is_over=True):
        return False
    reels = Reel.query(session_id, consistent_read=True)
    kept = [segment for reel in reels for segment in film.read(reel.segments)]
    playlist = film.replay_playlist(_without_double(kept, film.read(broadcast.recent)))
    _write(replay_path(session_id), playlist, SECONDS_A_REPLAY_LASTS)
    return True


def _without_double(kept: list[film.Segment], recent: list[film.Segment]) -> list[film.Segment]:
    """A reel is put away before the broadcast lets go of it: when that was cut short, both hold it."""
    return (
        kept + recent[recent.index(kept[-1]) + 1 :]
        if kept and kept[-1] in recent
        else kept + recent
    )


def _write(path: str, playlist: str, seconds: int) -> None:
    put_object(
        path.removeprefix("/"),
        playlist.encode(),
        content_type=PLAYLIST_TYPE,
        cache_control=f"public, max-age={seconds}",
    )
