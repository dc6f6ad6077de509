"""Rules of a live sale that need to ask nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from chalicelib.errors import Problems
from chalicelib.screening import STOP, findings_in

LONGEST_TITLE, LONGEST_TITLE_EN = 40, 80
LONGEST_HOST_TITLE, LONGEST_HOST_TITLE_EN = 30, 60
MOST_IN_THE_SHOW = 50
MOST_PLANNED_MINUTES = 480
MOST_DAYS_AHEAD = 366
CREDIT_AFTER_PIN = timedelta(minutes=30)
EARLY = timedelta(minutes=30)
INTERRUPTED_MS = 8_000
SILENT = timedelta(minutes=10)  # a live ends by itself when it was not filmed for so long
RESUMABLE = timedelta(hours=2)  # after its end
TO_COME = ("scheduled", "ready")
OPEN_STATES = (*TO_COME, "live")  # what can still be planned or shown
PAST_STATES = ("ended", "archived")


class LivePlan(NamedTuple):
    """What a county office says of a live. `host_title` is shown to buyers: an office such as "雷山县县长", never a
    person's name. What is said in English too stands in `…_en`, and "" where it is not."""

    title: str
    starts_at: datetime
    host_title: str
    planned_minutes: int = 60
    title_en: str = ""
    host_title_en: str = ""


def check_session(plan: LivePlan, now: datetime) -> None:
    """Whether a session can be scheduled. Raises Invalid for each field of the plan that is wrong."""
    problems = Problems()
    with problems.gathered():
        _check_words(plan)
    if not now < plan.starts_at <= now + timedelta(days=MOST_DAYS_AHEAD):
        problems.note("starts_at", "live-starts-in-the-future")
    if not 0 < plan.planned_minutes <= MOST_PLANNED_MINUTES:
        problems.note("planned_minutes", "live-planned-minutes", most=MOST_PLANNED_MINUTES)
    problems.refuse()


def _check_words(plan: LivePlan) -> None:
    problems = Problems()
    if not 0 < len(plan.title) <= LONGEST_TITLE:
        problems.note("title", "live-title-length", most=LONGEST_TITLE)
    if not 0 < len(plan.host_title) <= LONGEST_HOST_TITLE:
        problems.note("host_title", "live-host-title-length", most=LONGEST_HOST_TITLE)
    if len(plan.title_en) > LONGEST_TITLE_EN:
        problems.note("title_en", "text-too-long", most=LONGEST_TITLE_EN)
    if len(plan.host_title_en) > LONGEST_HOST_TITLE_EN:
        problems.note("host_title_en", "text-too-long", most=LONGEST_HOST_TITLE_EN)
    for field, words in (("title", plan.title), ("title_en", plan.title_en)):
        for finding in findings_in(words[:LONGEST_TITLE_EN], field):
            if finding.effect == STOP:
                problems.note(field, "words-are-stopped", words=finding.words)
    problems.refuse()


def check_show(listing_ids: Sequence[str]) -> None:
    """A run of show is not too long, and names nothing twice. Raises Invalid for run_of_show."""
    problems = Problems()
    if len(listing_ids) > MOST_IN_THE_SHOW:
        problems.note("run_of_show", "live-show-too-long", most=MOST_IN_THE_SHOW)
    elif len(set(listing_ids)) < len(listing_ids):
        problems.note("run_of_show", "live-show-twice")
    problems.refuse()


def is_early(starts_at: datetime, now: datetime) -> bool:
    """Whether those who wait for a live would miss it if it began now: more than half an hour before its time."""
    return starts_at > now + EARLY


def is_interrupted(film_at_ms: int, now: datetime) -> bool:
    """Whether those who watch have seen no new picture for eight seconds; 0 is a film that has not begun."""
    return 0 < film_at_ms < now.timestamp() * 1000 - INTERRUPTED_MS


def resumable_until(state: str, ended_at: datetime | None) -> datetime | None:
    """Until when a live that has ended may go on; None for any other."""
    return ended_at + RESUMABLE if state == "ended" and ended_at else None


def was_live(live_at: datetime | None, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a session that began and ended then was live at a moment."""
    return live_at is not None and live_at <= at and (ended_at is None or at <= ended_at)


def pin_counts(since: datetime, until: datetime | None, at: datetime) -> bool:
    """Whether a pin still earns the credit: while it is shown, and for 30 minutes afterwards."""
    return since <= at and (until is None or at <= until + CREDIT_AFTER_PIN)


def after_in_show(run_of_show: Sequence[str], listing_id: str) -> str:
    """The listing after this one ("" after the last), the first when this one is not in the show."""
    following = dict(pairwise(run_of_show))
    if listing_id in run_of_show:
        return following.get(listing_id, "")
    return run_of_show[0] if run_of_show else ""
