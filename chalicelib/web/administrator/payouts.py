"""Pages of payouts, for the administrator: what is pending, the file for the bank, and what became of each payout."""

import re
import secrets

from chalice.app import Response

from chalicelib import clock, ledger, payouts
from chalicelib.accounts import names_of
from chalicelib.errors import FairError
from chalicelib.web.administrator.ledger import owner_names
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import answer, render, see_other
from chalicelib.web.page.routes import ADMINISTRATOR, Pages

LONGEST_REFERENCE = 60
RECENT = 20
MISSING = {
    "reference": FairError("reference-missing"),
    "reason": FairError("void-reason-missing"),
}
STATES = ("pending", "posted", "voided")
_FORM_KEY = r"\d{4}-\d{6}-[0-9a-f]{8}"

pages = Pages(__name__)


@pages.get("/payouts", who=ADMINISTRATOR)
def show_payouts() -> Response:
    now, query = clock.now(), asking().query
    state = query.get("state", STATES[0]) if query.get("state") in STATES else STATES[0]
    page = payouts.payouts_in(state, query.get("cursor", ""))
    year = f"{now:%Y}"
    return render(
        "administrator/payouts/list.html",
        state=state,
        states=STATES,
        page=page,
        waiting=payouts.payouts_in_no_file() if state == STATES[0] else [],
        files=payouts.files_of(year, limit=RECENT).items,
        form_key=f"{now.astimezone(clock.SHANGHAI):%m%d-%H%M%S}-{secrets.token_hex(4)}",
        next_run=payouts.next_run(now),
    )


@pages.post("/payouts/files", who=ADMINISTRATOR, again=show_payouts)
def make_file() -> Response:
    form = pages.form()
    key = form.get("form_key", "")
    if not re.fullmatch(_FORM_KEY, key):
        form.problems.note("form", "form-is-old")
    form.check()
    file = payouts.make_file(by=_me(), form_key=key)
    return see_other(f"/payouts/files/{file.file_id}")


@pages.get("/payouts/files/{file_id}", who=ADMINISTRATOR)
def show_file(file_id: str) -> Response:
    file = payouts.file_of(file_id)
    people = [person_id for person_id in (file.made_by, file.approved_by) if person_id]
    return render(
        "administrator/payouts/file.html",
        file=file,
        payouts=payouts.payouts_in_file(file),
        names=names_of(people),
        is_mine=file.made_by == _me(),
        form=kept(typed(), "reference"),
    )


@pages.get("/payouts/files/{file_id}/csv", who=ADMINISTRATOR)
def fetch_file(file_id: str) -> Response:
    body = payouts.file_as_csv(payouts.file_of(file_id))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="payouts-{file_id}.csv"',
        "Cache-Control": "private, no-store",
    }
    return answer(body, headers=headers)


@pages.post("/payouts/files/{file_id}/approve", who=ADMINISTRATOR, again=show_file)
def approve_file(file_id: str) -> Response:
    payouts.approve_file(file_id, by=_me())
    return see_other(f"/payouts/files/{file_id}")


@pages.post("/payouts/files/{file_id}/withdraw", who=ADMINISTRATOR, again=show_file)
def withdraw_file(file_id: str) -> Response:
    payouts.withdraw_file(file_id)
    return see_other("/payouts")


@pages.post("/payouts/files/{file_id}/posted", who=ADMINISTRATOR, again=show_file)
def post_file(file_id: str) -> Response:
    """Every payout of the file that is still pending has been paid; cut short, it may be sent again."""
    payouts.post_file(file_id, reference=_words("reference"), by=_me())
    return see_other(f"/payouts/files/{file_id}")


@pages.get("/payouts/{payout_id}", who=ADMINISTRATOR)
def show_payout(payout_id: str) -> Response:
    payout, query = payouts.payout_of(payout_id), asking().query
    week = query.get("week", "") if query.get("week") in payout.weeks else payout.weeks[0]
    return render(
        "administrator/payouts/show.html",
        payout=payout,
        week=week,
        names=owner_names([payout.owner]),
        lines=ledger.lines_of_week(payout.owner, week, query.get("cursor", "")),
        form=kept(typed(), "reference", "reason"),
    )


@pages.post("/payouts/{payout_id}/posted", who=ADMINISTRATOR, again=show_payout)
def post_payout(payout_id: str) -> Response:
    payouts.post_payout(payout_id, reference=_words("reference"), by=_me())
    return see_other(f"/payouts/{payout_id}")


@pages.post("/payouts/{payout_id}/void", who=ADMINISTRATOR, again=show_payout)
def void_payout(payout_id: str) -> Response:
    payouts.void_payout(payout_id, reason=_words("reason"), by=_me())
    return see_other(f"/payouts/{payout_id}")


def _me() -> str:
    return signed_in_person().person_id


def _words(name: str) -> str:
    """Raises Invalid."""
    form = pages.form(MISSING)
    words = form.text(name, 1, LONGEST_REFERENCE)
    form.check()
    return words
