"""The official's forms: what stands in them at first, and what is read from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from chalicelib import clock
from chalicelib.counties import County
from chalicelib.errors import FairError, Invalid
from chalicelib.live import session_problems
from chalicelib.web.page.forms import moment, text, whole_number

LONGEST_TITLE = 30
LONGEST_STORY = 600
LONGEST_CONTACT = 60
SHORTEST_LIVE, LONGEST_LIVE = 10, 480  # minutes
MOST_PLACES = 50
LONG = 1_000  # the rules of live sessions say more exactly what is too long
SATURDAY = 5
EVENING = time(19, 30)
STOREFRONT = ("title", "story", "contact")
LIVE = ("live_title", "starts_at", "planned_minutes", "host_title")
OPENING = (*STOREFRONT, *LIVE)
MISSING = {
    "title": FairError("storefront-without-name"),
    "story": FairError("storefront-without-story"),
    "contact": FairError("storefront-without-contact"),
    "live_title": FairError("live-without-name"),
    "starts_at": FairError("live-without-time"),
    "planned_minutes": FairError("live-without-minutes"),
    "host_title": FairError("live-without-host"),
}
Problems = dict[str, FairError]


@dataclass(frozen=True, slots=True)
class Storefront:
    title: str
    story: str
    contact: str


@dataclass(frozen=True, slots=True)
class LivePlan:
    title: str
    starts_at: datetime
    planned_minutes: int
    host_title: str


def suggestions(county: County, lang: str) -> dict[str, str]:
    """What most offices would write: they change it, or leave it."""
    name = county.name(lang)
    return {
        "title": f"{name} Fair" if lang == "en" else f"{name}乡集",
        "host_title": f"Head of {name}" if lang == "en" else f"{name}{name[-1]}长",
        "planned_minutes": "60",
        "starts_at": f"{next_saturday():%Y-%m-%dT%H:%M}",
    }


def next_saturday() -> datetime:
    """Half past seven in the evening, Shanghai time, of the next Saturday that is at least two days away."""
    soon = clock.now().astimezone(clock.SHANGHAI) + timedelta(days=2)
    day = soon.date() + timedelta(days=(SATURDAY - soon.weekday()) % 7)
    return datetime.combine(day, EVENING, clock.SHANGHAI)


def read_storefront(form: Mapping[str, str]) -> Storefront:
    """Raises Invalid."""
    problems: Problems = {}
    read = _storefront(form, problems)
    _refuse(problems)
    return read


def read_live(form: Mapping[str, str]) -> LivePlan:
    """Raises Invalid."""
    problems: Problems = {}
    read = _live(form, problems)
    _refuse(problems)
    return read


def read_opening(form: Mapping[str, str]) -> tuple[Storefront, LivePlan]:
    """The whole form that opens a storefront and plans its first live. Raises Invalid with all its problems."""
    problems: Problems = {}
    read = _storefront(form, problems), _live(form, problems)
    _refuse(problems)
    return read


def read_run_of_show(form: Mapping[str, str], listing_ids: Iterable[str]) -> list[str]:
    """The listings that got a place, in the order of their places. Raises Invalid."""
    problems: Problems = {}
    places = {}
    for listing_id in listing_ids:
        name = place_field(listing_id)
        if form.get(name, "").strip():
            places[listing_id] = whole_number(form, name, 1, MOST_PLACES, problems)
    if problems:
        raise Invalid(problems)
    return sorted(places, key=lambda one: places[one])


def place_field(listing_id: str) -> str:
    return f"place-{listing_id}"


def _refuse(problems: Problems) -> None:
    """Say what is missing by its name, in the order of the form."""
    said = {
        name: MISSING[name] if one.message_id == "field-missing" else one
        for name, one in problems.items()
    }
    if said:
        raise Invalid({name: said[name] for name in OPENING if name in said})


def _storefront(form: Mapping[str, str], problems: Problems) -> Storefront:
    return Storefront(
        text(form, "title", 1, LONGEST_TITLE, problems),
        text(form, "story", 1, LONGEST_STORY, problems, lines=True),
        text(form, "contact", 1, LONGEST_CONTACT, problems),
    )


def _live(form: Mapping[str, str], problems: Problems) -> LivePlan:
    title = text(form, "live_title", 1, LONG, problems)
    starts_at = moment(form, "starts_at", problems)
    minutes = whole_number(form, "planned_minutes", SHORTEST_LIVE, LONGEST_LIVE, problems)
    host_title = text(form, "host_title", 1, LONG, problems)
    now = clock.now()
    plan = LivePlan(title, starts_at or now, minutes, host_title)
    for name, problem in _rules_of_live(plan, now).items():
        problems.setdefault(name, problem)
    return plan


def _rules_of_live(plan: LivePlan, now: datetime) -> Problems:
    found = session_problems(plan.title, plan.host_title, plan.starts_at, plan.planned_minutes, now)
    return {"live_title" if name == "title" else name: one for name, one in found.items()}
