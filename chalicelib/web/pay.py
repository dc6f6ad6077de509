"""The sandbox's page, on which a buyer says whether the payment succeeds."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import FairError, NotFound, Refused
from chalicelib.web.asking import asking
from chalicelib.web.forms import choice
from chalicelib.web.pages import ANYONE, Pages
from chalicelib.web.render import render, see_other

pages = Pages(__name__)


@pages.get("/pay/{order_id}", who=ANYONE)
def show_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    return _pay_page(order, {}) if order.state == orders.HELD else see_other(_home(order))


@pages.post("/pay/{order_id}", who=ANYONE)
def answer_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    problems: dict[str, FairError] = {}
    answer = choice(pages.form(), "answer", (payments.PAY, payments.REFUSE), problems)
    if problems:
        return _pay_page(order, {"form": problems["answer"]}, status=422)
    try:
        payment = payments.confirm(order_id, buyer_id=asking().buyer_id, evidence=answer)
    except Refused as error:
        return _pay_page(order, {"form": error}, status=409)
    if payment.state == payments.REFUSED:
        return _pay_page(order, {"form": FairError("payment-refused")}, status=409)
    return see_other(_home(order))


def _own_order(order_id: str) -> orders.Order:
    order = orders.get_order(order_id, buyer_id=asking().buyer_id)
    if order.payment_method != orders.SANDBOX or orders.SANDBOX not in payments.methods():
        raise NotFound("not-found")
    return order


def _home(order: orders.Order) -> str:
    return f"/orders/{order.order_id}"


def _pay_page(
    order: orders.Order, problems: dict[str, FairError], *, status: int = 200
) -> Response:
    return render("pay/show.html", status=status, order=order, problems=problems)
