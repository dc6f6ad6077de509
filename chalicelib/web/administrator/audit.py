"""The audit log, for the administrator: month by month, by cursor."""

import re
from datetime import date, timedelta

from chalice.app import Response

from chalicelib import clock
from chalicelib.accounts import ADMINISTRATOR, audit_entries, names_of
from chalicelib.errors import NotFound
from chalicelib.web.administrator.audit_words import happening, in_words, people_in
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import Pages

MOST_NAMES = 100  # that one read gives

pages = Pages(__name__)

_MONTH = r"20\d\d-(0[1-9]|1[0-2])"


@pages.get("/audit", who=ADMINISTRATOR)
def show_audit() -> Response:
    this_month = f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m}"
    month = asking().query.get("month", this_month)
    if not re.fullmatch(_MONTH, month):
        raise NotFound("not-found")
    entries = audit_entries(month, asking().query.get("cursor", ""))
    return render(
        "administrator/audit.html",
        month=month,
        earlier=_before(month),
        entries=entries,
        names=names_of(sorted(people_in(entries.items))[:MOST_NAMES]),
        in_words=in_words,
        happening=happening,
    )


def _before(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return f"{first - timedelta(days=1):%Y-%m}"
