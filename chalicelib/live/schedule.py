"""A county office schedules a live session and sets its run of show."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.rules import OPEN_STATES, check_session, check_show
from chalicelib.store import AlreadyThere, change, put_new


def schedule_session(
    county_id: str,
    title: str,
    starts_at: datetime,
    host_title: str,
    by: str,
    *,
    session_id: str = "",
    planned_minutes: int = 60,
    host_ids: Sequence[str] = (),
    photo_ref: str = "",
) -> LiveSession:
    """Schedule a live session of a county office; the same `session_id` again is the same session.

    `host_title` is shown to buyers: an office such as "雷山县县长", never a person's name.
    Raises Invalid for the fields title, host_title, starts_at (aware, in the coming year), planned_minutes.
    """
    now = clock.now()
    check_session(title, host_title, starts_at, planned_minutes, now)
    session = LiveSession(
        session_id or secrets.token_hex(6),
        county_id=county_id,
        title=title,
        starts_at=starts_at,
        planned_minutes=planned_minutes,
        host_title=host_title,
        host_ids=list(host_ids),
        photo_ref=photo_ref,
        made_at=now,
        changed_by=by,
    )
    try:
        return put_new(session)
    except AlreadyThere:
        return LiveSession.find(session.session_id)


def set_run_of_show(session_id: str, listing_ids: Sequence[str], by: str) -> LiveSession:
    """Set which listings are to be shown, in order, before or during the live.

    Raises Invalid (field run_of_show) for more than 50 or one twice, Refused once the session is over.
    """
    check_show(listing_ids)
    return change(
        LiveSession(session_id),
        LiveSession.run_of_show.set(list(listing_ids)),
        LiveSession.changed_by.set(by),
        when=LiveSession.state.is_in(*OPEN_STATES),
        otherwise=Refused("live-is-over"),
    )
