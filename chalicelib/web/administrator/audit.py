"""The audit log, for the administrator: month by month, by cursor."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chalice.app import Response

from chalicelib import clock
from chalicelib.accounts import ADMINISTRATOR, audit_entries, names_of
from chalicelib.errors import NotFound
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, shanghai
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)

_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000"
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
        names=names_of(entry.actor for entry in entries.items if entry.actor),
        in_words=_in_words,
    )


def _in_words(fields: Mapping[str, Any]) -> str:
    """The fields of an image in words: moments in Shanghai time, lists with commas."""
    return "; ".join(f"{name}: {_value(value)}" for name, value in fields.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return (
        shanghai(datetime.fromisoformat(value)) if re.fullmatch(_MOMENT, str(value)) else str(value)
    )


def _before(month: str) -> str:
    first = date.fromisoformat(f"{month}-01")
    return f"{first - timedelta(days=1):%Y-%m}"
