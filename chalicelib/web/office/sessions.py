"""The county's live sessions: planning one more, and the run of show of each."""

import secrets
from collections.abc import Mapping

from chalice.app import Response

from chalicelib.accounts import OFFICIAL
from chalicelib.catalogue import Listing, public_listings
from chalicelib.counties import get_county
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.live import LiveSession, schedule_session, session_of_team, set_run_of_show
from chalicelib.web.office.forms import (
    LIVE,
    LivePlan,
    place_field,
    read_live,
    read_run_of_show,
    suggestions,
)
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages

MOST_TO_CHOOSE_FROM = 100
LONGEST_KEY = 16
Problems = Mapping[str, FairError]

pages = Pages(__name__)


@pages.get("/office/sessions/new", who=OFFICIAL)
def show_new_session() -> Response:
    county_id = own_county(asking().query)
    return _new_session(county_id, {})


@pages.post("/office/sessions/new", who=OFFICIAL)
def plan_session() -> Response:
    form = pages.form()
    county_id = own_county(form)
    try:
        session = schedule(county_id, read_live(form), form_key=form.get("form_key", ""))
    except Invalid as error:
        return _new_session(county_id, form, status=422, problems=error.problems)
    return see_other(f"/office/sessions/{session.session_id}")


@pages.get("/office/sessions/{session_id}", who=OFFICIAL)
def show_run_of_show(session_id: str) -> Response:
    session = session_of_team(session_id, signed_in_person().scopes(OFFICIAL))
    listings = _to_choose_from(session)
    places = {one: str(n) for n, one in enumerate(session.run_of_show, 1)}
    form = {place_field(one.listing_id): places.get(one.listing_id, "") for one in listings}
    return _run_of_show(session, listings, form, done=asking().query.get("done", ""))


@pages.post("/office/sessions/{session_id}", who=OFFICIAL)
def change_run_of_show(session_id: str) -> Response:
    session = session_of_team(session_id, signed_in_person().scopes(OFFICIAL))
    listings, form = _to_choose_from(session), pages.form()
    try:
        chosen = read_run_of_show(form, [one.listing_id for one in listings])
        set_run_of_show(session_id, chosen, signed_in_person().person_id)
    except Invalid as error:
        return _run_of_show(session, listings, form, status=422, problems=error.problems)
    except Refused as error:
        return _run_of_show(session, listings, form, status=409, problems={"form": error})
    return see_other(f"/office/sessions/{session_id}?done=saved")


def schedule(county_id: str, plan: LivePlan, *, form_key: str) -> LiveSession:
    """The same form of the same county twice is one session."""
    return schedule_session(
        county_id,
        plan.title,
        plan.starts_at,
        plan.host_title,
        signed_in_person().person_id,
        session_id=f"{county_id}-{form_key[:LONGEST_KEY]}" if form_key.isalnum() else "",
        planned_minutes=plan.planned_minutes,
    )


def _new_session(
    county_id: str, typed: Mapping[str, str], *, status: int = 200, problems: Problems | None = None
) -> Response:
    suggested = {} if typed else suggestions(get_county(county_id), asking().lang)
    form = kept(typed, *LIVE, form_key=secrets.token_hex(6), **suggested)
    return office_page(
        "office/session_new.html", county_id, status, form=form, problems=problems or {}
    )


def _to_choose_from(session: LiveSession) -> list[Listing]:
    """The county's goods on show; those in the run of show first, in its order."""
    run = list(session.run_of_show)
    found = public_listings(county_id=session.county_id, limit=MOST_TO_CHOOSE_FROM).items
    place = {listing_id: n for n, listing_id in enumerate(run)}
    return sorted(found, key=lambda one: place.get(one.listing_id, len(run)))


def _run_of_show(
    session: LiveSession,
    listings: list[Listing],
    form: Mapping[str, str],
    *,
    status: int = 200,
    problems: Problems | None = None,
    done: str = "",
) -> Response:
    return office_page(
        "office/session.html",
        session.county_id,
        status,
        session=session,
        rows=[
            (one, place_field(one.listing_id), form.get(place_field(one.listing_id), ""))
            for one in listings
        ],
        done=done,
        problems=problems or {},
    )
