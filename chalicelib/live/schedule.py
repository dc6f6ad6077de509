"""A county office schedules a live session and sets its run of show."""

from collections.abc import Sequence

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.live.models import LiveSession
from chalicelib.live.rules import OPEN_STATES, LivePlan, check_session, check_show
from chalicelib.store import AlreadyThere, change, put_new
from chalicelib.text import random_id


def schedule_session(
    county_id: str,
    plan: LivePlan,
    by: str,
    *,
    session_id: str = "",
    host_ids: Sequence[str] = (),
    photo_ref: str = "",
) -> LiveSession:
    """Schedule a live session of a county office; the same `session_id` again is the same session.

    Raises Invalid for the fields of the plan; `starts_at` is aware, and in the coming year.
    """
    now = clock.now()
    check_session(plan, now)
    session = LiveSession(
        session_id or random_id(),
        county_id=county_id,
        title=plan.title,
        title_en=plan.title_en or None,
        starts_at=plan.starts_at,
        planned_minutes=plan.planned_minutes,
        host_title=plan.host_title,
        host_title_en=plan.host_title_en or None,
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
