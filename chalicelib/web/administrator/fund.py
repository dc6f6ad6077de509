"""The protection fund: what lies in it, what came in, and which claims it paid for."""

import re

from chalice.app import Response

from chalicelib.accounts import ADMINISTRATOR, GOVERNANCE
from chalicelib.errors import NotFound
from chalicelib.governance import fund_balance_fen, movements_of_fund, pay_into_fund, this_year
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

_YEAR = r"20\d\d"

pages = Pages(__name__)


@pages.get("/fund", who=(ADMINISTRATOR, GOVERNANCE))
def show_fund() -> Response:
    query, person = asking().query, signed_in_person()
    year = query.get("year", this_year())
    if not re.fullmatch(_YEAR, year):
        raise NotFound("not-found")
    return render(
        "administrator/fund.html",
        balance_fen=fund_balance_fen(),
        year=year,
        page=movements_of_fund(year, query.get("cursor", "")),
        may_pay_in=person.has(ADMINISTRATOR),
        may_read_claims=person.has(GOVERNANCE),
        form=kept(typed(), "reference", "amount"),
        done=query.get("done", ""),
    )


@pages.post("/fund", who=ADMINISTRATOR, again=show_fund, at="reference")
def pay_in() -> Response:
    form = pages.form()
    fen, reference = form.money("amount"), form.words("reference").replace(" ", "")
    form.check()
    pay_into_fund(reference, fen, by=signed_in_person().person_id)
    return see_other("/fund?done=paid-in")
