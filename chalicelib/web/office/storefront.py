"""The official's work page, and the county's storefront: one form opens it together with its first live."""

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
from chalicelib.live import sessions_of_county
from chalicelib.producers import producers_of_county
from chalicelib.web.office.forms import (
    MISSING,
    OPENING,
    STOREFRONT,
    read_opening,
    read_storefront,
    suggestions,
)
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.office.sessions import schedule
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages

MOST_ON_WORK_PAGE = 5

pages = Pages(__name__)


@pages.get("/office", who=OFFICIAL)
def show_office() -> Response:
    county_id = own_county()
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
    county_id = own_county()
    office = find_office(county_id)
    if office.is_open and not typed():
        return see_other(f"/office?county={county_id}")
    values = typed() or office.draft
    suggested = {} if values else suggestions(get_county(county_id), asking().lang)
    return office_page(
        "office/open.html",
        county_id,
        form=kept(values or {}, *OPENING, **suggested),
        saved_at=None if typed() else office.draft_saved_at,
    )


@pages.post("/office/open", who=OFFICIAL, again=show_opening)
def go_on_with_opening() -> Response:
    """The steps of one form: `save` keeps it, `check` shows the answers, `open` does it."""
    form = pages.form(MISSING)
    return _STEPS.get(form.get("step", ""), _check)(own_county(), form)


@pages.get("/office/storefront", who=OFFICIAL)
def show_storefront() -> Response:
    county_id = own_county()
    office = find_office(county_id)
    if not office.is_open and not typed():
        return see_other(f"/office/open?county={county_id}")
    values = typed() or {name: getattr(office, name) for name in STOREFRONT}
    return office_page("office/storefront.html", county_id, form=kept(values, *STOREFRONT))


@pages.post("/office/storefront", who=OFFICIAL, again=show_storefront)
def reword_storefront() -> Response:
    county_id, words = own_county(), read_storefront(pages.form(MISSING))
    change_office(county_id, words, changed_by=signed_in_person().person_id)
    return see_other(f"/office?county={county_id}&done=reworded")


def _save(county_id: str, form: Form) -> Response:
    save_draft(county_id, _answers(form), changed_by=signed_in_person().person_id)
    return see_other(f"/office?county={county_id}&done=saved")


def _check(county_id: str, form: Form) -> Response:
    save_draft(county_id, _answers(form), changed_by=signed_in_person().person_id)
    _, plan = read_opening(form)
    return office_page("office/check.html", county_id, form=_answers(form), plan=plan)


def _open(county_id: str, form: Form) -> Response:
    """Both halves may be repeated: the office opens once, and its first live has the same id each time."""
    storefront, plan = read_opening(form)
    open_office(county_id, storefront, opened_by=signed_in_person().person_id)
    schedule(county_id, plan, form_key="first")
    return see_other(f"/office?county={county_id}&done=opened")


def _answers(form: Form) -> dict[str, str]:
    return {name: form.get(name, "") for name in OPENING}


_STEPS = {"save": _save, "check": _check, "open": _open}
