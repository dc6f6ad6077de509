"""Followers hear what was announced: what the minutes of a real fair would do."""

from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.notices import Announcement, remember_announcements, tell_followers
from chalicelib.store import Sweep


def told_all() -> None:
    """Tell all that was announced so far, whenever that was."""
    ids = [announcement.announcement_id for announcement in Announcement.scan()]
    remember_announcements("batch", ids)
    mark = Sweep.find_or_none("announcements")
    begun = datetime.fromisoformat(f"{mark.begun}Z") if mark else clock.now()
    tell_followers(max(begun, clock.now()) + timedelta(minutes=2))
