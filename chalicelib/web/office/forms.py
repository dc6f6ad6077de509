"""The official's forms: what stands in them at first, and what is read from them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from chalicelib import clock
from chalicelib.counties import County, Storefront
from chalicelib.errors import FairError
from chalicelib.live import LivePlan, check_session
from chalicelib.web.page.forms import Form

LONGEST_TITLE = 30
LONGEST_STORY = 600
LONGEST_CONTACT = 60
SHORTEST_LIVE, LONGEST_LIVE = 10, 480  # minutes
MOST_POSITIONS = 50
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


def read_storefront(form: Form) -> Storefront:
    """Raises Invalid."""
    storefront = _storefront(form)
    form.check()
    return storefront


def read_live(form: Form) -> LivePlan:
    """Raises Invalid."""
    plan = _live(form)
    form.check(in_order=LIVE)
    return plan


def read_opening(form: Form) -> tuple[Storefront, LivePlan]:
    """The whole form that opens a storefront and plans its first live. Raises Invalid with all its problems."""
    storefront, plan = _storefront(form), _live(form)
    form.check(in_order=OPENING)
    return storefront, plan


def read_run_of_show(form: Form, listing_ids: Iterable[str]) -> list[str]:
    """The listings that got a position, in the order of their positions. Raises Invalid."""
    fields = {listing_id: position_field(listing_id) for listing_id in listing_ids}
    positions = {
        listing_id: form.whole_number(name, 1, MOST_POSITIONS)
        for listing_id, name in fields.items()
        if form.has(name)
    }
    form.check()
    return sorted(positions, key=lambda listing_id: positions[listing_id])


def position_field(listing_id: str) -> str:
    """The name of a field of the form, which may lie open on a telephone while the fair changes: it stays."""
    return f"place-{listing_id}"


def _storefront(form: Form) -> Storefront:
    return Storefront(
        form.text("title", 1, LONGEST_TITLE),
        form.text("story", 1, LONGEST_STORY, lines=True),
        form.text("contact", 1, LONGEST_CONTACT),
    )


def _live(form: Form) -> LivePlan:
    now = clock.now()
    plan = LivePlan(
        form.text("live_title", 1, LONG),
        form.moment("starts_at") or now,
        planned_minutes=form.whole_number("planned_minutes", SHORTEST_LIVE, LONGEST_LIVE),
        host_title=form.text("host_title", 1, LONG),
    )
    with form.problems.gathered(title="live_title"):
        check_session(plan, now)
    return plan
