"""Money at the bank, for the administrator: statements, what waits in suspense, and what is to be sent by hand."""

from chalice.app import Response

from chalicelib import payments
from chalicelib.accounts import ADMINISTRATOR
from chalicelib.errors import NotFound
from chalicelib.orders import number_of
from chalicelib.text import whole_number
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, read_file, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

MOST_ERRANDS = MOST_ROWS = 100  # on one page; the oldest come first

pages = Pages(__name__)


@pages.get("/statements", who=ADMINISTRATOR)
def show_statements() -> Response:
    query, errands = asking().query, payments.errands(limit=MOST_ERRANDS)
    return render(
        "administrator/statements/list.html",
        suspense=payments.in_suspense(query.get("cursor", "")),
        unfinished=payments.unfinished_statements(),
        waiting=payments.waiting_rows(limit=MOST_ROWS),
        errands=errands,
        payees=payments.payees_of(errands.items),
        done=query.get("done", ""),
        most_kb=payments.MOST_BYTES // 1000,
    )


@pages.post("/statements", who=ADMINISTRATOR, again=show_statements)
def upload_statement() -> Response:
    form, content = pages.form(), read_file(asking(), "file")
    if not content:
        form.problems.note("file", "file-missing")
    form.check()
    return see_other(f"/statements/{payments.upload_statement(content)}")


@pages.get("/statements/{statement_id}", who=ADMINISTRATOR)
def show_statement(statement_id: str) -> Response:
    preview = payments.preview_statement(statement_id)
    sheet, roles = preview.statement.sheet, preview.statement.columns.roles
    booked = asking().query.get("booked", "")
    columns = {f"column-{i}": roles.get(name, "") for i, name in enumerate(sheet.names)}
    return render(
        "administrator/statements/preview.html",
        preview=preview,
        form=kept(typed(), **columns),
        booked=whole_number(booked),
    )


@pages.post("/statements/{statement_id}/columns", who=ADMINISTRATOR, again=show_statement)
def confirm_columns(statement_id: str) -> Response:
    form = pages.form()
    roles = [form.get(f"column-{i}", "") for i in range(payments.MOST_COLUMNS)]
    payments.confirm_columns(statement_id, roles, by=signed_in_person().person_id)
    return see_other(f"/statements/{statement_id}")


@pages.post("/statements/{statement_id}", who=ADMINISTRATOR, again=show_statement)
def post_statement(statement_id: str) -> Response:
    booked = payments.post_statement(statement_id, by=signed_in_person().person_id)
    return see_other(f"/statements/{statement_id}?booked={booked}")


@pages.get("/suspense/{line_id}", who=ADMINISTRATOR)
def show_line(line_id: str) -> Response:
    line = payments.bank_line(line_id)
    return render(
        "administrator/statements/line.html",
        line=line,
        takes_stripe=payments.takes_stripe(),
        form=kept(typed(), order=number_of(line.order_id) if line.order_id else ""),
    )


@pages.post("/suspense/{line_id}/assign", who=ADMINISTRATOR, again=show_line, at="order")
def assign_line(line_id: str) -> Response:
    order_id = payments.order_named(pages.form().words("order"))
    payments.assign_line(line_id, order_id, by=signed_in_person().person_id)
    return see_other("/statements?done=assigned")


@pages.post("/suspense/{line_id}/return", who=ADMINISTRATOR, again=show_line)
def return_line(line_id: str) -> Response:
    payments.return_line(line_id, by=signed_in_person().person_id)
    return see_other("/statements?done=returned")


@pages.post("/suspense/{line_id}/provider", who=ADMINISTRATOR, again=show_line)
def know_as_providers(line_id: str) -> Response:
    payments.know_as_providers(line_id, by=signed_in_person().person_id)
    return see_other("/statements?done=provider")


@pages.post("/errands", who=ADMINISTRATOR)
def say_sent() -> Response:
    try:
        payments.sent_by_hand(pages.form().get("errand", ""))
    except NotFound:
        return see_other("/statements")
    return see_other("/statements?done=sent")
