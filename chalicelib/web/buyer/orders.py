"""Pages of orders: place one, see one's own, cancel, and say that it has come."""

from collections.abc import Mapping
from dataclasses import replace

from chalice.app import Response

from chalicelib import governance, orders, payments
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.money import MOST_FEN
from chalicelib.orders import Destination, Wish
from chalicelib.web.buyer.basket import checkout_page
from chalicelib.web.buyer.own_orders import buyer_of, own_order
from chalicelib.web.buyer.pickup import chosen_spot
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import choice, text, whole_number
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

MOST_VERSION = 999_999_999
LONGEST_TYPED = 500

pages = Pages(__name__)


@pages.post("/orders", who=ANYONE)
def create_order() -> Response:
    form = pages.form()
    try:
        order = payments.check_out(own_buyer_id(), _wish(form))
    except Invalid as error:
        return checkout_page(form, error.problems, status=422)
    except Refused as error:
        return checkout_page(form, {"form": error}, status=409)
    return see_other(payments.begin(order).path or f"/orders/{order.order_id}")


@pages.get("/orders", who=ANYONE)
def show_orders() -> Response:
    one = asking()
    cursor = one.query.get("cursor", "")
    found = orders.orders_of(one.buyer_id, cursor, also=one.also) if one.buyer_id else None
    return render("buyer/orders/list.html", page=found, also=one.also)


@pages.get("/orders/{order_id}", who=ANYONE)
def show_order(order_id: str) -> Response:
    return _order_page(own_order(order_id))


@pages.post("/orders/{order_id}/cancel", who=ANYONE)
def cancel_order(order_id: str) -> Response:
    try:
        payments.call_off(order_id, buyer_id=buyer_of(order_id))
    except Refused as error:
        return _order_page(own_order(order_id), {"form": error}, status=409)
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/code", who=ANYONE)
def renew_code(order_id: str) -> Response:
    try:
        orders.renew_code(order_id, buyer_id=asking().buyer_id)
    except Refused as error:
        order = orders.get_order(order_id, buyer_id=asking().buyer_id)
        return _order_page(order, {"form": error}, status=409)
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/received", who=ANYONE)
def receive_order(order_id: str) -> Response:
    try:
        seller_id = pages.form().get("seller", "")
        orders.confirm_delivery(order_id, buyer_id=buyer_of(order_id), seller_id=seller_id)
    except Refused as error:
        return _order_page(own_order(order_id), {"form": error}, status=409)
    return see_other(f"/orders/{order_id}")


def _wish(form: Mapping[str, str]) -> Wish:
    """What the buyer sends from the checkout. Raises Invalid, Refused("point-closed")."""
    to = Destination(*(text(form, name, 0, LONGEST_TYPED, {}) for name in orders.LONGEST))
    spot = chosen_spot(form) if form.get("point_id") else None
    if spot:
        to = replace(to, region=spot.name, street=spot.address)
    problems = orders.address_problems(to)
    method = choice(form, "method", (*payments.methods(), orders.PICKUP), problems)
    hidden: dict[str, FairError] = {}
    version = whole_number(form, "version", 0, MOST_VERSION, hidden)
    total_fen = whole_number(form, "total_fen", 0, MOST_FEN, hidden)
    if hidden:
        problems["form"] = FairError("form-is-old")
    if problems:
        raise Invalid(problems)
    person = asking().person
    if form.get("point_id") and spot is None:
        raise Refused("point-closed")
    return Wish(
        form.get("form_key", ""),
        to,
        method,
        version=version,
        total_fen=total_fen,
        grants=person.grants if person else (),
        spot=spot,
        also=asking().also,
    )


def _order_page(
    order: orders.Order, problems: dict[str, FairError] | None = None, *, status: int = 200
) -> Response:
    has_left = any(one.shipped_at for one in order.sub_orders)
    claims = governance.claims_of(order.order_id) if has_left else []
    return render(
        "buyer/orders/show.html",
        status=status,
        order=order,
        can_cancel=orders.can_cancel(order),
        is_closed=orders.is_closed(order),
        codes_left=orders.codes_left(order),
        fetch_until=orders.fetch_until(order),
        fetch_days=orders.FETCH_DAYS,
        was_not_fetched=orders.was_not_fetched(order),
        counted=orders.counted_as_delivered(order),
        claims=claims,
        can_claim=bool(governance.claimable(order, claims)),
        problems=problems or {},
    )
