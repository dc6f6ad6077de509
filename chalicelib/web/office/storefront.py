"""The official's work page, and the county's storefront: one form opens it together with its first live."""

from collections.abc import Mapping
from datetime import datetime

from chalice.app import Response

from chalicelib.accounts import OFFICIAL
from chalicelib.catalogue import waiting_for_county
from chalicelib.counties import (
    change_office,
    find_office,
    get_county,
    open_office,
    save_draft,
)
from chalicelib.errors import FairError, Invalid
from chalicelib.live import sessions_of_county
from chalicelib.producers import producers_of_county
from chalicelib.web.office.forms import (
    OPENING,
    STOREFRONT,
    read_opening,
    read_storefront,
    suggestions,
)
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.office.sessions import schedule
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages

MOST_ON_WORK_PAGE = 5
Problems = Mapping[str, FairError]

pages = Pages(__name__)


@pages.get("/office", who=OFFICIAL)
def show_office() -> Response:
    county_id = own_county(asking().query)
    return office_page(
        "office/show.html",
        county_id,
        office=find_office(county_id),
        lives=sessions_of_county(county_id, asking().query.get("cursor", "")),
        waiting=waiting_for_county(county_id, limit=MOST_ON_WORK_PAGE).items,
        producers=producers_of_county(county_id, limit=MOST_ON_WORK_PAGE).items,
        done=asking().query.get("done", ""),
    )


@pages.get("/office/open", who=OFFICIAL)
def show_opening() -> Response:
    county_id = own_county(asking().query)
    office = find_office(county_id)
    if office.is_open:
        return see_other(f"/office?county={county_id}")
    return _opening(county_id, office.draft or {}, saved_at=office.draft_saved_at)


@pages.post("/office/open", who=OFFICIAL)
def go_on_with_opening() -> Response:
    """The steps of one form: `save` keeps it, `check` shows the answers, `open` does it."""
    form = pages.form()
    county_id = own_county(form)
    typed = {name: form.get(name, "") for name in OPENING}
    try:
        return _STEPS.get(form.get("step", ""), _check)(county_id, typed)
    except Invalid as error:
        return _opening(county_id, typed, status=422, problems=error.problems)


@pages.get("/office/storefront", who=OFFICIAL)
def show_storefront() -> Response:
    county_id = own_county(asking().query)
    office = find_office(county_id)
    if not office.is_open:
        return see_other(f"/office/open?county={county_id}")
    return _storefront(county_id, {name: getattr(office, name) for name in STOREFRONT})


@pages.post("/office/storefront", who=OFFICIAL)
def reword_storefront() -> Response:
    form = pages.form()
    county_id = own_county(form)
    try:
        read = read_storefront(form)
    except Invalid as error:
        return _storefront(county_id, kept(form, *STOREFRONT), status=422, problems=error.problems)
    change_office(
        county_id,
        title=read.title,
        story=read.story,
        contact=read.contact,
        changed_by=signed_in_person().person_id,
    )
    return see_other(f"/office?county={county_id}&done=reworded")


def _save(county_id: str, typed: dict[str, str]) -> Response:
    save_draft(county_id, typed, changed_by=signed_in_person().person_id)
    return see_other(f"/office?county={county_id}&done=saved")


def _check(county_id: str, typed: dict[str, str]) -> Response:
    save_draft(county_id, typed, changed_by=signed_in_person().person_id)
    _, plan = read_opening(typed)
    return office_page("office/check.html", county_id, form=typed, plan=plan)


def _open(county_id: str, typed: dict[str, str]) -> Response:
    """Both halves may be repeated: the office opens once, and its first live has the same id each time."""
    storefront, plan = read_opening(typed)
    open_office(
        county_id,
        title=storefront.title,
        story=storefront.story,
        contact=storefront.contact,
        opened_by=signed_in_person().person_id,
    )
    schedule(county_id, plan, form_key="first")
    return see_other(f"/office?county={county_id}&done=opened")


_STEPS = {"save": _save, "check": _check, "open": _open}


def _opening(
    county_id: str,
    typed: Mapping[str, str],
    *,
    saved_at: datetime | None = None,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    suggested = {} if typed else suggestions(get_county(county_id), asking().lang)
    form = kept(typed, *OPENING, **suggested)
    return office_page(
        "office/open.html",
        county_id,
        status,
        form=form,
        saved_at=saved_at,
        problems=problems or {},
    )


def _storefront(
    county_id: str, form: Mapping[str, str], *, status: int = 200, problems: Problems | None = None
) -> Response:
    return office_page(
        "office/storefront.html", county_id, status, form=form, problems=problems or {}
    )
