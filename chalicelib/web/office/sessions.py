"""The county's live sessions: planning one more, and the run of show of each."""

import secrets

from chalice.app import Response

from chalicelib.accounts import OFFICIAL
from chalicelib.catalogue import Listing, public_listings
from chalicelib.counties import get_county
from chalicelib.live import (
    LivePlan,
    LiveSession,
    cancel_session,
    replan_session,
    restore_session,
    schedule_session,
    session_of_team,
    set_run_of_show,
)
from chalicelib.web.office.forms import (
    LIVE,
    MISSING,
    position_field,
    read_live,
    read_run_of_show,
    suggestions,
)
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import see_other, shanghai_input
from chalicelib.web.page.routes import Pages

MOST_TO_CHOOSE_FROM = 100
LONGEST_KEY = 16

pages = Pages(__name__)


@pages.get("/office/sessions/new", who=OFFICIAL)
def show_new_session() -> Response:
    county_id = own_county()
    suggested = {} if typed() else suggestions(get_county(county_id), asking().lang)
    form = kept(typed(), *LIVE, form_key=secrets.token_hex(6), **suggested)
    return office_page("office/session_new.html", county_id, form=form)


@pages.post("/office/sessions/new", who=OFFICIAL, again=show_new_session)
def plan_session() -> Response:
    form = pages.form(MISSING)
    session = schedule(own_county(), read_live(form), form_key=form.get("form_key", ""))
    return see_other(f"/office/sessions/{session.session_id}")


@pages.get("/office/sessions/{session_id}", who=OFFICIAL)
def show_run_of_show(session_id: str) -> Response:
    session = _own_session(session_id)
    listings = _to_choose_from(session)
    positions = {
        position_field(listing_id): str(n) for n, listing_id in enumerate(session.run_of_show, 1)
    }
    form = typed() or positions
    fields = [(listing, position_field(listing.listing_id)) for listing in listings]
    return office_page(
        "office/session.html",
        session.county_id,
        session=session,
        rows=[(listing, name, form.get(name, "")) for listing, name in fields],
        done=asking().query.get("done", ""),
    )


@pages.post("/office/sessions/{session_id}", who=OFFICIAL, again=show_run_of_show)
def change_run_of_show(session_id: str) -> Response:
    session = _own_session(session_id)
    listing_ids = [listing.listing_id for listing in _to_choose_from(session)]
    run_of_show = read_run_of_show(pages.form(), listing_ids)
    set_run_of_show(session_id, run_of_show, signed_in_person().person_id)
    return see_other(f"/office/sessions/{session_id}?done=saved")


@pages.get("/office/sessions/{session_id}/plan", who=OFFICIAL)
def show_plan(session_id: str) -> Response:
    session = _own_session(session_id)
    stored = {
        "live_title": session.title,
        "starts_at": shanghai_input(session.starts_at),
        "planned_minutes": str(int(session.planned_minutes)),
        "host_title": session.host_title,
    }
    return office_page(
        "office/session_plan.html",
        session.county_id,
        session=session,
        form=kept(typed() or stored, *LIVE),
    )


@pages.post("/office/sessions/{session_id}/plan", who=OFFICIAL, again=show_plan)
def change_plan(session_id: str) -> Response:
    session = _own_session(session_id)
    replan_session(session.session_id, read_live(pages.form(MISSING)), signed_in_person().person_id)
    return see_other(f"/office/sessions/{session_id}?done=moved")


@pages.post("/office/sessions/{session_id}/cancel", who=OFFICIAL, again=show_run_of_show)
def call_off(session_id: str) -> Response:
    cancel_session(_own_session(session_id).session_id, signed_in_person().person_id)
    return see_other(f"/office/sessions/{session_id}?done=cancelled")


@pages.post("/office/sessions/{session_id}/restore", who=OFFICIAL, again=show_run_of_show)
def call_back(session_id: str) -> Response:
    restore_session(_own_session(session_id).session_id, signed_in_person().person_id)
    return see_other(f"/office/sessions/{session_id}?done=restored")


def schedule(county_id: str, plan: LivePlan, *, form_key: str) -> LiveSession:
    """The same form of the same county twice is one session."""
    return schedule_session(
        county_id,
        plan,
        signed_in_person().person_id,
        session_id=f"{county_id}-{form_key[:LONGEST_KEY]}" if form_key.isalnum() else "",
    )


def _own_session(session_id: str) -> LiveSession:
    return session_of_team(session_id, signed_in_person().scopes(OFFICIAL))


def _to_choose_from(session: LiveSession) -> list[Listing]:
    """The county's goods on show; those in the run of show first, in its order."""
    run = list(session.run_of_show)
    on_show = public_listings(county_id=session.county_id, limit=MOST_TO_CHOOSE_FROM).items
    position = {listing_id: n for n, listing_id in enumerate(run)}
    return sorted(on_show, key=lambda listing: position.get(listing.listing_id, len(run)))
