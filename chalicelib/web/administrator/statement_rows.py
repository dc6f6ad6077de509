"""Rows of statements that wait for the administrator: no money, money after all, or a payment that was taken back."""

from chalice.app import Response

from chalicelib import payments
from chalicelib.accounts import ADMINISTRATOR
from chalicelib.money import yuan
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/statements/rows/{row_id}", who=ADMINISTRATOR)
def show_row(row_id: str) -> Response:
    row = payments.waiting_row(row_id)
    amount = yuan(abs(int(row.fen))) if row.fen else ""
    order_id = row.order_ids[0] if row.order_ids else ""
    return render(
        "administrator/statements/row.html",
        row=row,
        alike=payments.bank_line_or_none(row.looks_like or ""),
        form=kept(typed(), amount=amount, day="", order=order_id),
    )


@pages.post("/statements/rows/{row_id}/no-money", who=ADMINISTRATOR, again=show_row)
def know_as_no_money(row_id: str) -> Response:
    payments.is_no_money(row_id, by=signed_in_person().person_id)
    return see_other("/statements?done=no-money")


@pages.post("/statements/rows/{row_id}/income", who=ADMINISTRATOR, again=show_row)
def count_as_income(row_id: str) -> Response:
    form = pages.form()
    at = form.moment("day") if form.has("day") else None
    amount = form.words("amount")
    form.check()
    payments.count_as_income(row_id, amount, at, by=signed_in_person().person_id)
    return see_other("/statements?done=income")


@pages.post("/statements/rows/{row_id}/taken-back", who=ADMINISTRATOR, again=show_row, at="order")
def know_as_taken_back(row_id: str) -> Response:
    order_id = payments.order_named(pages.form().words("order"))
    payments.is_taken_back(row_id, order_id, by=signed_in_person().person_id)
    return see_other("/statements?done=taken-back")
