"""The page on which a buyer pays, or chooses another way to pay."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import NotFound, Refused
from chalicelib.settings import settings
from chalicelib.web.buyer.own_orders import own_ids, own_order
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages, problem_page

pages = Pages(__name__)


@page_at("/pay/{order_id}")
def show_payment_again(order_id: str) -> Response:
    return _pay_page(_own_order(order_id))


@pages.get("/pay/{order_id}", who=ANYONE, again=show_payment_again)
def show_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    if order.state != orders.HELD:
        return see_other(_home(order))
    return _hosted(order) if order.payment_method == orders.STRIPE else _pay_page(order)


@pages.post("/pay/{order_id}", who=ANYONE, again=show_payment_again)
def answer_payment(order_id: str) -> Response:
    order = _own_order(order_id)
    if order.payment_method != orders.SANDBOX:
        raise NotFound("not-found")
    form = pages.form(unseen=("answer",))
    answer = form.choice("answer", (payments.PAY, payments.REFUSE))
    form.check()
    outcome = payments.confirm(order_id, buyer_id=order.buyer, evidence=answer)
    if outcome == payments.REFUSED:
        raise Refused("payment-refused")
    return see_other(_home(order))


@page_at("/pay/{order_id}")
def show_ways_again(order_id: str) -> Response:
    """An order that is no longer held has no ways to show."""
    order = own_order(order_id)
    if order.state != orders.HELD:
        return problem_page(409, next(iter(asking().problems.values())))
    return _pay_page(order)


@pages.post("/pay/{order_id}/way", who=ANYONE, again=show_ways_again, at="method")
def change_way(order_id: str) -> Response:
    order = own_order(order_id)
    changed = payments.change_way(
        order_id,
        buyer_id=order.buyer,
        method=pages.form().get("method", ""),
        also=[own_id for own_id in own_ids() if own_id != order.buyer],
        network=asking().network,
    )
    is_held = changed.state == orders.HELD
    return see_other((is_held and payments.begin(changed).path) or _home(order))


def _hosted(order: orders.Order) -> Response:
    """Whoever comes back from the page of the payment service has paid there, or means to try again."""
    outcome = payments.confirm(order.order_id, buyer_id=order.buyer, evidence="")
    if outcome != payments.REFUSED:
        return see_other(_home(order))
    return _pay_page(order, url=payments.begin(order).url)


def _own_order(order_id: str) -> orders.Order:
    order = own_order(order_id)
    if order.payment_method in orders.PAID_LATER:
        raise NotFound("not-found")
    return order


def _home(order: orders.Order) -> str:
    return f"/orders/{order.order_id}"


def _pay_page(order: orders.Order, *, url: str = "") -> Response:
    is_bank = order.payment_method == orders.BANK and order.state == orders.HELD
    is_hosted = order.payment_method == orders.STRIPE
    is_guest, is_fetched = asking().network is not None, order.spot is not None
    return render(
        "buyer/pay/bank.html"
        if is_bank
        else "buyer/pay/hosted.html"
        if is_hosted
        else "buyer/pay/show.html",
        url=url,
        order=order,
        bank=settings().bank,
        methods=payments.ways_for(int(order.total_fen), is_fetched=is_fetched, is_guest=is_guest),
        cash_limit_fen=payments.cash_limit_fen(is_guest=is_guest),
    )
