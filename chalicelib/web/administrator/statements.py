"""Money at the bank, for the administrator: statements, what waits in suspense, and what is to be sent by hand."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib import payments
from chalicelib.accounts import ADMINISTRATOR
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.body import read_file
from chalicelib.web.page.forms import kept, text
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

LONGEST_TYPED = 100
MOST_ERRANDS = 100  # on one page; the longest owed come first

pages = Pages(__name__)


@pages.get("/statements", who=ADMINISTRATOR)
def show_statements() -> Response:
    return _statements_page({})


@pages.post("/statements", who=ADMINISTRATOR)
def upload_statement() -> Response:
    content = read_file(asking(), "file")
    if not content:
        return _statements_page({"file": FairError("file-missing")}, status=422)
    try:
        preview = payments.upload_statement(content)
    except Invalid as error:
        return _statements_page(error.problems, status=422)
    return see_other(f"/statements/{preview.statement_id}")


@pages.get("/statements/{statement_id}", who=ADMINISTRATOR)
def show_statement(statement_id: str) -> Response:
    preview = payments.preview_statement(statement_id)
    return render("administrator/statements/preview.html", preview=preview)


@pages.post("/statements/{statement_id}", who=ADMINISTRATOR)
def post_statement(statement_id: str) -> Response:
    booked = payments.post_statement(statement_id, by=signed_in_person().person_id)
    return see_other(f"/statements?booked={booked}")


@pages.get("/suspense/{line_id}", who=ADMINISTRATOR)
def show_line(line_id: str) -> Response:
    return _line_page(line_id, {}, {})


@pages.post("/suspense/{line_id}/assign", who=ADMINISTRATOR)
def assign_line(line_id: str) -> Response:
    form, by = pages.form(), signed_in_person().person_id
    typed = text(form, "order", 0, LONGEST_TYPED, {})
    try:
        payments.assign_line(line_id, payments.order_named(typed), by=by)
    except Invalid as error:
        return _line_page(line_id, form, error.problems, status=422)
    except Refused as error:
        return _line_page(line_id, form, {"order": error}, status=409)
    return see_other("/statements?done=assigned")


@pages.post("/suspense/{line_id}/return", who=ADMINISTRATOR)
def return_line(line_id: str) -> Response:
    try:
        payments.return_line(line_id, by=signed_in_person().person_id)
    except Refused as error:
        return _line_page(line_id, {}, {"form": error}, status=409)
    return see_other("/statements?done=returned")


@pages.post("/suspense/{line_id}/provider", who=ADMINISTRATOR)
def know_as_providers(line_id: str) -> Response:
    try:
        payments.know_as_providers(line_id, by=signed_in_person().person_id)
    except Refused as error:
        return _line_page(line_id, {}, {"form": error}, status=409)
    return see_other("/statements?done=provider")


@pages.post("/errands", who=ADMINISTRATOR)
def say_sent() -> Response:
    try:
        payments.sent_by_hand(pages.form().get("errand", ""))
    except NotFound:
        return see_other("/statements")
    return see_other("/statements?done=sent")


def _statements_page(problems: Mapping[str, FairError], *, status: int = 200) -> Response:
    query = asking().query
    booked = query.get("booked", "")
    return render(
        "administrator/statements/list.html",
        status=status,
        suspense=payments.in_suspense(query.get("cursor", "")),
        errands=payments.errands(limit=MOST_ERRANDS),
        booked=int(booked) if booked.isascii() and booked.isdigit() else None,
        done=query.get("done", ""),
        most_kb=payments.MOST_BYTES // 1000,
        problems=problems,
    )


def _line_page(
    line_id: str, form: Mapping[str, str], problems: Mapping[str, FairError], *, status: int = 200
) -> Response:
    line = payments.bank_line(line_id)
    return render(
        "administrator/statements/line.html",
        status=status,
        line=line,
        takes_stripe=payments.takes_stripe(),
        form=kept(form, order=line.order_id or ""),
        problems=problems,
    )
