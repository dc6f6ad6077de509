"""Pages of a seller's orders: the inbox, and one parcel to pack, ship and take cash for."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.errors import FairError, Invalid, Refused
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, text, whole_number
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import PRODUCER, Pages

CARRIERS = ("中国邮政", "顺丰", "中通", "圆通", "申通", "韵达", "京东", "极兔")
LONGEST_TYPED = 200

pages = Pages(__name__)


@pages.get("/shop/orders", who=PRODUCER)
def show_inbox() -> Response:
    query, shop = asking().query, own_producer_id()
    is_all = query.get("list") == "all"
    found = orders.inbox_of(shop, query.get("cursor", ""), to_do=not is_all)
    return render("seller/packing/list.html", page=found, is_all=is_all, shop=shop)


@pages.get("/shop/orders/{order_id}", who=PRODUCER)
def show_parcel(order_id: str) -> Response:
    return _parcel_page(_own_parcel(order_id), {}, {})


@pages.post("/shop/orders/{order_id}/pack", who=PRODUCER)
def pack_parcel(order_id: str) -> Response:
    parcel = _own_parcel(order_id)
    try:
        orders.pack(order_id, seller_id=parcel.sub_order.seller_id)
    except Refused as error:
        return _parcel_page(_own_parcel(order_id), {}, {"form": error}, status=409)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/ship", who=PRODUCER)
def ship_parcel(order_id: str) -> Response:
    parcel, form = _own_parcel(order_id), pages.form()
    carrier = text(form, "carrier", 0, LONGEST_TYPED, {})
    tracking = text(form, "tracking", 0, LONGEST_TYPED, {}).replace(" ", "")
    seller_id = parcel.sub_order.seller_id
    try:
        lines = _contents(form, parcel)
        orders.ship(order_id, seller_id=seller_id, carrier=carrier, tracking=tracking, lines=lines)
    except Invalid as error:
        return _parcel_page(parcel, form, error.problems, status=422)
    except Refused as error:
        return _parcel_page(_own_parcel(order_id), form, {"form": error}, status=409)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/cash", who=PRODUCER)
def take_cash(order_id: str) -> Response:
    parcel, form = _own_parcel(order_id), pages.form()
    receipt = text(form, "receipt", 0, LONGEST_TYPED, {})
    seller_id = parcel.sub_order.seller_id
    try:
        payments.receive_cash(order_id, seller_id=seller_id, receipt=receipt)
    except Invalid as error:
        return _parcel_page(parcel, form, error.problems, status=422)
    except Refused as error:
        return _parcel_page(_own_parcel(order_id), form, {"form": error}, status=409)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/not-taken", who=PRODUCER)
def take_back(order_id: str) -> Response:
    parcel = _own_parcel(order_id)
    try:
        orders.not_taken(order_id, seller_id=parcel.sub_order.seller_id)
    except Refused as error:
        return _parcel_page(_own_parcel(order_id), {}, {"form": error}, status=409)
    return see_other(f"/shop/orders/{order_id}")


def _contents(form: Mapping[str, str], parcel: orders.Parcel) -> dict[int, int] | None:
    """How many pieces of which lines are in the parcel; None when the form does not ask. Raises Invalid."""
    asked = [number for number in parcel.numbers if f"line-{number}" in form]
    if not asked:
        return None
    problems: dict[str, FairError] = {}
    ordered = dict(zip(parcel.numbers, parcel.lines, strict=True))
    found = {
        i: whole_number(form, f"line-{i}", 0, int(ordered[i].quantity), problems) for i in asked
    }
    if problems:
        raise Invalid(problems)
    return {number: quantity for number, quantity in found.items() if quantity}


def _own_parcel(order_id: str) -> orders.Parcel:
    return orders.parcel_of(order_id, signed_in_person().scopes(PRODUCER))


def _left(parcel: orders.Parcel) -> dict[str, int]:
    """What the form begins with: all that is not sent yet."""
    return {f"line-{number}": quantity for number, quantity in parcel.left.items()}


def _parcel_page(
    parcel: orders.Parcel,
    form: Mapping[str, str],
    problems: dict[str, FairError],
    *,
    status: int = 200,
) -> Response:
    return render(
        "seller/packing/show.html",
        status=status,
        parcel=parcel,
        form=kept(form, "carrier", "tracking", "receipt", **_left(parcel)),
        carriers=CARRIERS,
        by_number=dict(zip(parcel.numbers, parcel.lines, strict=True)),
        is_split=any(name.startswith("line-") for name in problems),
        problems=problems,
    )
