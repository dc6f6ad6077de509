"""Pages of orders: place one, see one's own, cancel, and say that it has come."""

from contextlib import suppress
from dataclasses import replace

from chalice.app import Response

from chalicelib import governance, orders, payments, service
from chalicelib.errors import Refused
from chalicelib.money import MOST_FEN
from chalicelib.orders import TypedAddress, Wish
from chalicelib.payouts import BankAccount
from chalicelib.web.buyer.checkout import show_checkout_again
from chalicelib.web.buyer.own_basket import line_at_once, own_basket
from chalicelib.web.buyer.own_orders import buyer_of, own_order
from chalicelib.web.buyer.pickup import chosen_spot
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.find_order import no_such_order, number_typed, order_looked_for
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

FIRST_ADDRESS = "first-address"  # the page of an order whose form came again with another one
MOST_VERSION = 999_999_999

pages = Pages(__name__)


@pages.post("/orders", who=ANYONE, again=show_checkout_again)
def create_order() -> Response:
    wish = _wish(pages.form())
    order = payments.check_out(own_buyer_id(), wish)
    if wish.to != _address_of(order):
        return see_other(f"/orders/{order.order_id}?note={FIRST_ADDRESS}")
    with suppress(Refused):  # the order stands; its page to pay says what is in the way of that
        return see_other(payments.begin(order).path or f"/orders/{order.order_id}")
    return see_other(f"/pay/{order.order_id}")


@pages.get("/orders", who=ANYONE)
def show_orders() -> Response:
    buyer = asking()
    cursor = buyer.query.get("cursor", "")
    page = orders.orders_of(buyer.buyer_id, cursor, also=buyer.also) if buyer.buyer_id else None
    newest = [order.order_id for order in page.items] if page else []
    if order_id := order_looked_for(own_order, newest):
        return see_other(f"/orders/{order_id}")
    return render(
        "buyer/orders/list.html",
        page=page,
        also=buyer.also,
        number=number_typed(),
        problems=no_such_order() if newest else {},
    )


@pages.get("/orders/{order_id}", who=ANYONE)
def show_order(order_id: str) -> Response:
    order = own_order(order_id)
    has_left = any(sub_order.shipped_at for sub_order in order.sub_orders)
    claims = governance.claims_of(order.order_id) if has_left else []
    payee = payments.refund_account(order)
    may_review = service.reviewable(order)
    reviews = service.reviews_of(order) if has_left else {}
    return render(
        "buyer/orders/show.html",
        order=order,
        is_first_address=asking().query.get("note") == FIRST_ADDRESS,
        order_code=orders.look_up_code(order_id),
        can_cancel=orders.can_cancel(order),
        can_change_address=orders.can_change_address(order),
        to=kept(typed(), **(order.address.attribute_values if order.address else {})),
        longest=orders.LONGEST,
        payee=payee,
        form=kept(
            typed(),
            holder=payee.holder if payee else "",
            bank=payee.bank if payee else "",
            number="",
        ),
        is_closed=orders.is_closed(order),
        codes_left=orders.codes_left(order),
        fetch_until=orders.fetch_until(order),
        fetch_days=orders.FETCH_DAYS,
        was_not_fetched=orders.was_not_fetched(order),
        may_take_back=_may_take_back(order),
        sent_by=orders.sent_by(order),
        counted=orders.counted_as_delivered(order),
        claims=claims,
        reviews=[(i, reviews.get(i)) for i, no in may_review.items() if i in reviews or not no],
        can_claim=bool(governance.claimable(order, claims)),
    )


@pages.post("/orders/{order_id}/cancel", who=ANYONE, again=show_order)
def cancel_order(order_id: str) -> Response:
    payments.call_off(order_id, buyer_id=buyer_of(order_id))
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/address", who=ANYONE, again=show_order)
def change_address(order_id: str) -> Response:
    form = pages.form()
    to = _typed_address(form)
    form.check()
    orders.change_address(order_id, to, buyer_id=buyer_of(order_id))
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/refund-account", who=ANYONE, again=show_order)
def keep_refund_account(order_id: str) -> Response:
    form = pages.form()
    account = BankAccount(*(form.words(name) for name in ("holder", "bank", "number")))
    form.check()
    payments.keep_refund_account(order_id, account, buyer_id=buyer_of(order_id))
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/part/cancel", who=ANYONE, again=show_order)
def cancel_part(order_id: str) -> Response:
    seller_id = pages.form().get("seller", "")
    payments.take_back(order_id, buyer_id=buyer_of(order_id), seller_id=seller_id)
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/code", who=ANYONE, again=show_order)
def renew_code(order_id: str) -> Response:
    orders.renew_code(order_id, buyer_id=asking().buyer_id)
    return see_other(f"/orders/{order_id}")


@pages.post("/orders/{order_id}/received", who=ANYONE, again=show_order)
def receive_order(order_id: str) -> Response:
    seller_id = pages.form().get("seller", "")
    orders.confirm_delivery(order_id, buyer_id=buyer_of(order_id), seller_id=seller_id)
    return see_other(f"/orders/{order_id}")


def _may_take_back(order: orders.Order) -> set[str]:
    """The sellers whose part may be cancelled by itself: the only one of an order is cancelled with it."""
    if len(order.sub_orders) == 1 and orders.can_cancel(order):
        return set()
    return {part.seller_id for part in order.sub_orders if orders.may_take_back(order, part)}


def _address_of(order: orders.Order) -> TypedAddress:
    """Where an order goes: elsewhere than a form says that is sent once more with another address."""
    return TypedAddress(*(getattr(order.address, name) for name in orders.LONGEST))


def _typed_address(form: Form) -> TypedAddress:
    return TypedAddress(*(form.words(name) for name in orders.LONGEST))


def _wish(form: Form) -> Wish:
    """What the buyer sends from the checkout. Raises Invalid, Refused("point-closed")."""
    to = _typed_address(form)
    line = line_at_once()
    spot = chosen_spot(own_basket(line)) if form.get("point_id") else None
    if spot:
        to = replace(to, region=spot.name, street=spot.address)
    with form.problems.gathered():
        orders.check_address(to)
    method = form.choice("method", (*payments.methods(), orders.PICKUP))
    hidden = Form(form)
    version = hidden.whole_number("version", 0, MOST_VERSION)
    total_fen = hidden.whole_number("total_fen", 0, MOST_FEN)
    if hidden.problems:
        form.problems.note("form", "form-is-old")
    form.check()
    person = asking().person
    if form.get("point_id") and spot is None:
        raise Refused("point-closed")
    return Wish(
        form.get("form_key", ""),
        to,
        method,
        lines=(line,) if line else (),
        version=version,
        total_fen=total_fen,
        grants=person.grants if person else (),
        spot=spot,
        also=asking().also,
        network=asking().network,
    )
