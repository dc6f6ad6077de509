"""Pages of a seller's orders: the inbox, and one parcel to pack, ship and take cash for."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.body import typed
from chalicelib.web.page.forms import Form, kept
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import PRODUCER, Pages

CARRIERS = ("中国邮政", "顺丰", "中通", "圆通", "申通", "韵达", "京东", "极兔")

pages = Pages(__name__)


@pages.get("/shop/orders", who=PRODUCER)
def show_inbox() -> Response:
    query, shop = asking().query, own_producer_id()
    is_all = query.get("list") == "all"
    page = orders.inbox_of(shop, query.get("cursor", ""), to_do=not is_all)
    return render("seller/packing/list.html", page=page, is_all=is_all, shop=shop)


@pages.get("/shop/orders/{order_id}", who=PRODUCER)
def show_parcel(order_id: str) -> Response:
    parcel = _own_parcel(order_id)
    return render(
        "seller/packing/show.html",
        parcel=parcel,
        form=kept(typed(), "carrier", "tracking", "receipt", **_left(parcel)),
        carriers=CARRIERS,
        by_number=dict(zip(parcel.numbers, parcel.lines, strict=True)),
        is_split=any(name.startswith("line-") for name in asking().problems),
    )


@pages.post("/shop/orders/{order_id}/pack", who=PRODUCER, again=show_parcel)
def pack_parcel(order_id: str) -> Response:
    orders.pack(order_id, seller_id=_own_parcel(order_id).sub_order.seller_id)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/ship", who=PRODUCER, again=show_parcel)
def ship_parcel(order_id: str) -> Response:
    parcel, form = _own_parcel(order_id), pages.form()
    orders.ship(
        order_id,
        seller_id=parcel.sub_order.seller_id,
        carrier=form.words("carrier"),
        tracking=form.words("tracking").replace(" ", ""),
        lines=_contents(form, parcel),
    )
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/cash", who=PRODUCER, again=show_parcel)
def take_cash(order_id: str) -> Response:
    parcel, receipt = _own_parcel(order_id), pages.form().words("receipt")
    payments.receive_cash(order_id, seller_id=parcel.sub_order.seller_id, receipt=receipt)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/not-taken", who=PRODUCER, again=show_parcel)
def take_back(order_id: str) -> Response:
    orders.not_taken(order_id, seller_id=_own_parcel(order_id).sub_order.seller_id)
    return see_other(f"/shop/orders/{order_id}")


def _contents(form: Form, parcel: orders.Parcel) -> dict[int, int] | None:
    """How many pieces of which lines are in the parcel; None when the form does not ask. Raises Invalid."""
    contents = {
        number: form.whole_number(f"line-{number}", 0, int(line.quantity))
        for number, line in zip(parcel.numbers, parcel.lines, strict=True)
        if f"line-{number}" in form
    }
    form.check()
    return {number: pieces for number, pieces in contents.items() if pieces} if contents else None


def _own_parcel(order_id: str) -> orders.Parcel:
    return orders.parcel_of(order_id, signed_in_person().scopes(PRODUCER))


def _left(parcel: orders.Parcel) -> dict[str, int]:
    """What the form begins with: all that is not sent yet."""
    return {f"line-{number}": quantity for number, quantity in parcel.left.items()}
