"""The protection fund: what lies in it, what came in, and which claims it paid for."""

import re
from collections.abc import Mapping

from chalice.app import Response

from chalicelib.accounts import ADMINISTRATOR, GOVERNANCE
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.governance import fund_balance_fen, movements_of_fund, pay_into_fund, this_year
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, money, text
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

LONGEST_TYPED = 200
_YEAR = re.compile(r"20\d\d")

pages = Pages(__name__)


@pages.get("/fund", who=(ADMINISTRATOR, GOVERNANCE))
def show_fund() -> Response:
    return _page({})


@pages.post("/fund", who=ADMINISTRATOR)
def pay_in() -> Response:
    form, problems = pages.form(), dict[str, FairError]()
    fen = money(form, "amount", problems)
    reference = text(form, "reference", 0, LONGEST_TYPED, {}).replace(" ", "")
    if problems:
        return _page(form, status=422, problems=problems)
    try:
        pay_into_fund(reference, fen, by=signed_in_person().person_id)
    except Invalid as error:
        return _page(form, status=422, problems=error.problems)
    except Refused as error:
        return _page(form, status=409, problems={"reference": error})
    return see_other("/fund?done=paid-in")


def _page(
    typed: Mapping[str, str], *, status: int = 200, problems: Mapping[str, FairError] | None = None
) -> Response:
    query, person = asking().query, signed_in_person()
    year = query.get("year", this_year())
    if not _YEAR.fullmatch(year):
        raise NotFound("not-found")
    return render(
        "administrator/fund.html",
        status=status,
        balance_fen=fund_balance_fen(),
        year=year,
        page=movements_of_fund(year, query.get("cursor", "")),
        may_pay_in=person.has(ADMINISTRATOR),
        may_read_claims=person.has(GOVERNANCE),
        form=kept(typed, "reference", "amount"),
        done=query.get("done", ""),
        problems=problems or {},
    )
