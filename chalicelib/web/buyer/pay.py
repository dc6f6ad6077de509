"""The page on which a buyer pays, or chooses another way to pay."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.settings import settings
from chalicelib.web.buyer.own_orders import own_ids, own_order
from chalicelib.web.page.forms import choice
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/pay/{order_id}", who=ANYONE)
def show_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    if order.state != orders.HELD:
        return see_other(_home(order))
    return _hosted(order) if order.payment_method == orders.STRIPE else _pay_page(order, {})


@pages.post("/pay/{order_id}", who=ANYONE)
def answer_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    if order.payment_method != orders.SANDBOX:
        raise NotFound("not-found")
    problems: dict[str, FairError] = {}
    answer = choice(pages.form(), "answer", (payments.PAY, payments.REFUSE), problems)
    if problems:
        return _pay_page(order, {"form": problems["answer"]}, status=422)
    try:
        outcome = payments.confirm(order_id, buyer_id=order.buyer, evidence=answer)
    except Refused as error:
        return _pay_page(order, {"form": error}, status=409)
    if outcome == payments.REFUSED:
        return _pay_page(order, {"form": FairError("payment-refused")}, status=409)
    return see_other(_home(order))


@pages.post("/pay/{order_id}/way", who=ANYONE)
def change_way(order_id: str) -> Response:
    order = own_order(order_id)
    method = pages.form().get("method", "")
    try:
        changed = payments.change_way(
            order_id,
            buyer_id=order.buyer,
            method=method,
            also=[one for one in own_ids() if one != order.buyer],
        )
    except Invalid as error:
        return _pay_page(order, error.problems, status=422)
    except Refused as error:
        if order.state != orders.HELD:
            raise
        return _pay_page(order, {"method": error}, status=409)
    is_held = changed.state == orders.HELD
    return see_other((is_held and payments.begin(changed).path) or _home(order))


def _hosted(order: orders.Order) -> Response:
    """Whoever comes back from the page of the payment service has paid there, or means to try again."""
    try:
        outcome = payments.confirm(order.order_id, buyer_id=order.buyer, evidence="")
        if outcome != payments.REFUSED:
            return see_other(_home(order))
        return _pay_page(order, {}, url=payments.begin(order).url)
    except Refused as error:
        return _pay_page(order, {"form": error}, status=409)


def _own_order(order_id: str) -> orders.Order:
    order = own_order(order_id)
    if order.payment_method in orders.PAID_LATER:
        raise NotFound("not-found")
    return order


def _home(order: orders.Order) -> str:
    return f"/orders/{order.order_id}"


def _pay_page(
    order: orders.Order, problems: dict[str, FairError], *, status: int = 200, url: str = ""
) -> Response:
    is_bank = order.payment_method == orders.BANK and order.state == orders.HELD
    is_hosted = order.payment_method == orders.STRIPE
    return render(
        "buyer/pay/bank.html"
        if is_bank
        else "buyer/pay/hosted.html"
        if is_hosted
        else "buyer/pay/show.html",
        status=status,
        url=url,
        order=order,
        bank=settings().bank,
        reference=payments.spoken(payments.reference_for(order)) if is_bank else "",
        methods=payments.ways_for(int(order.total_fen), is_fetched=order.spot is not None),
        cash_limit_fen=settings().cash_limit_fen,
        problems=problems,
    )
