"""Pages of payouts, for the administrator: what is pending, the file for the bank, and what became of each payout."""

import re
import secrets
from collections.abc import Mapping

from chalice.app import Response

from chalicelib import clock, ledger, payouts
from chalicelib.accounts import names_of
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.web.administrator.ledger import owner_names
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, text
from chalicelib.web.page.render import answer, render, see_other
from chalicelib.web.page.routes import ADMINISTRATOR, Pages

LONGEST_REFERENCE = 60
RECENT = 20
MISSING = {"reference": "reference-missing", "reason": "void-reason-missing"}
STATES = ("pending", "posted", "voided")
_FORM_KEY = re.compile(r"\d{4}-\d{6}-[0-9a-f]{8}")

pages = Pages(__name__)


@pages.get("/payouts", who=ADMINISTRATOR)
def show_payouts() -> Response:
    return _list({})


@pages.post("/payouts/files", who=ADMINISTRATOR)
def make_file() -> Response:
    key = pages.form().get("form_key", "")
    if not _FORM_KEY.fullmatch(key):
        return _list({"form": FairError("form-is-old")}, status=422)
    try:
        file = payouts.make_file(by=_me(), form_key=key)
    except Refused as error:
        return _list({"form": error}, status=409)
    return see_other(f"/payouts/files/{file.file_id}")


@pages.get("/payouts/files/{file_id}", who=ADMINISTRATOR)
def show_file(file_id: str) -> Response:
    return _file(file_id, {})


@pages.get("/payouts/files/{file_id}/csv", who=ADMINISTRATOR)
def fetch_file(file_id: str) -> Response:
    body = payouts.file_as_csv(payouts.file_of(file_id))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="payouts-{file_id}.csv"',
        "Cache-Control": "private, no-store",
    }
    return answer(body, headers=headers)


@pages.post("/payouts/files/{file_id}/approve", who=ADMINISTRATOR)
def approve_file(file_id: str) -> Response:
    try:
        payouts.approve_file(file_id, by=_me())
    except Refused as error:
        return _file(file_id, {"form": error}, status=409)
    return see_other(f"/payouts/files/{file_id}")


@pages.post("/payouts/files/{file_id}/withdraw", who=ADMINISTRATOR)
def withdraw_file(file_id: str) -> Response:
    try:
        payouts.withdraw_file(file_id)
    except Refused as error:
        return _file(file_id, {"form": error}, status=409)
    return see_other("/payouts")


@pages.post("/payouts/files/{file_id}/posted", who=ADMINISTRATOR)
def post_file(file_id: str) -> Response:
    """Every payout of the file that is still pending has been paid; cut short, it may be sent again."""
    try:
        reference = _words("reference")
        payouts.post_file(file_id, reference=reference, by=_me())
    except Invalid as error:
        return _file(file_id, error.problems, status=422)
    except Refused as error:
        return _file(file_id, {"form": error}, status=409)
    return see_other(f"/payouts/files/{file_id}")


@pages.get("/payouts/{payout_id}", who=ADMINISTRATOR)
def show_payout(payout_id: str) -> Response:
    return _payout(payout_id, {})


@pages.post("/payouts/{payout_id}/posted", who=ADMINISTRATOR)
def post_payout(payout_id: str) -> Response:
    try:
        reference = _words("reference")
        payouts.post_payout(payout_id, reference=reference, by=_me())
    except Invalid as error:
        return _payout(payout_id, error.problems, status=422)
    except Refused as error:
        return _payout(payout_id, {"form": error}, status=409)
    return see_other(f"/payouts/{payout_id}")


@pages.post("/payouts/{payout_id}/void", who=ADMINISTRATOR)
def void_payout(payout_id: str) -> Response:
    try:
        payouts.void_payout(payout_id, reason=_words("reason"), by=_me())
    except Invalid as error:
        return _payout(payout_id, error.problems, status=422)
    except Refused as error:
        return _payout(payout_id, {"form": error}, status=409)
    return see_other(f"/payouts/{payout_id}")


def _me() -> str:
    return signed_in_person().person_id


def _words(name: str) -> str:
    """Raises Invalid."""
    problems: dict[str, FairError] = {}
    found = text(pages.form(), name, 1, LONGEST_REFERENCE, problems)
    if problems:
        if problems[name].message_id == "field-missing":
            problems[name] = FairError(MISSING[name])
        raise Invalid(problems)
    return found


def _list(problems: dict[str, FairError], *, status: int = 200) -> Response:
    now, query = clock.now(), asking().query
    state = query.get("state", STATES[0]) if query.get("state") in STATES else STATES[0]
    page = payouts.payouts_in(state, query.get("cursor", ""))
    year = f"{now:%Y}"
    return render(
        "administrator/payouts/list.html",
        status=status,
        state=state,
        states=STATES,
        page=page,
        waiting=payouts.payouts_in_no_file() if state == STATES[0] else [],
        files=payouts.files_of(year, limit=RECENT).items,
        form_key=f"{now.astimezone(clock.SHANGHAI):%m%d-%H%M%S}-{secrets.token_hex(4)}",
        next_run=payouts.next_run(now),
        problems=problems,
    )


def _file(file_id: str, problems: dict[str, FairError], *, status: int = 200) -> Response:
    file = payouts.file_of(file_id)
    people = [one for one in (file.made_by, file.approved_by) if one]
    return render(
        "administrator/payouts/file.html",
        status=status,
        file=file,
        payouts=payouts.payouts_in_file(file),
        names=names_of(people),
        is_mine=file.made_by == _me(),
        form=kept(_typed(), "reference"),
        problems=problems,
    )


def _payout(payout_id: str, problems: dict[str, FairError], *, status: int = 200) -> Response:
    payout, query = payouts.payout_of(payout_id), asking().query
    week = query.get("week", "") if query.get("week") in payout.weeks else payout.weeks[0]
    return render(
        "administrator/payouts/show.html",
        status=status,
        payout=payout,
        week=week,
        names=owner_names([payout.owner]),
        lines=ledger.lines_of_week(payout.owner, week, query.get("cursor", "")),
        form=kept(_typed(), "reference", "reason"),
        problems=problems,
    )


def _typed() -> Mapping[str, str]:
    return pages.form() if asking().method == "POST" else {}
