"""Pages of a seller's orders: the inbox, and the seller's part of one, to pack, ship and take cash for."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.find_order import no_such_order, number_typed, order_looked_for
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import PRODUCER, Pages

CARRIERS = ("中国邮政", "顺丰", "中通", "圆通", "申通", "韵达", "京东", "极兔")

pages = Pages(__name__)


@pages.get("/shop/orders", who=PRODUCER)
def show_inbox() -> Response:
    query, shop = asking().query, own_producer_id()
    is_all = query.get("list") == "all"
    if order_id := order_looked_for(_own_part):
        return see_other(f"/shop/orders/{order_id}")
    page = orders.inbox_of(shop, query.get("cursor", ""), to_do=not is_all)
    return render(
        "seller/packing/list.html",
        page=page,
        is_all=is_all,
        shop=shop,
        receivers=orders.receivers(shop, [entry.order_id for entry in page.items]),
        number=number_typed(),
        problems=no_such_order(),
    )


@pages.get("/shop/orders/{order_id}", who=PRODUCER)
def show_part(order_id: str) -> Response:
    part = _own_part(order_id)
    return render(
        "seller/packing/show.html",
        part=part,
        form=kept(typed(), "carrier", "tracking", "receipt", **_left(part)),
        carriers=CARRIERS,
        by_number=dict(zip(part.numbers, part.lines, strict=True)),
        is_split=any(name.startswith("line-") for name in asking().problems),
    )


@pages.post("/shop/orders/{order_id}/pack", who=PRODUCER, again=show_part)
def pack_part(order_id: str) -> Response:
    orders.pack(order_id, seller_id=_own_part(order_id).sub_order.seller_id)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/ship", who=PRODUCER, again=show_part)
def ship_part(order_id: str) -> Response:
    part, form = _own_part(order_id), pages.form()
    orders.ship(
        order_id,
        seller_id=part.sub_order.seller_id,
        carrier=form.words("carrier"),
        tracking=form.words("tracking").replace(" ", ""),
        lines=_contents(form, part),
    )
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/rest", who=PRODUCER, again=show_part)
def drop_rest(order_id: str) -> Response:
    seller_id = _own_part(order_id).sub_order.seller_id
    on_shelf = pages.form().get("on_shelf") == "yes"
    payments.drop_rest(order_id, seller_id=seller_id, on_shelf=on_shelf)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/cash", who=PRODUCER, again=show_part)
def take_cash(order_id: str) -> Response:
    part, receipt = _own_part(order_id), pages.form().words("receipt")
    payments.receive_cash(order_id, seller_id=part.sub_order.seller_id, receipt=receipt)
    return see_other(f"/shop/orders/{order_id}")


@pages.post("/shop/orders/{order_id}/not-taken", who=PRODUCER, again=show_part)
def take_back(order_id: str) -> Response:
    orders.not_taken(order_id, seller_id=_own_part(order_id).sub_order.seller_id)
    return see_other(f"/shop/orders/{order_id}")


def _contents(form: Form, part: orders.SellersSubOrder) -> dict[int, int] | None:
    """How many pieces of which lines are in the parcel; None when the form does not ask. Raises Invalid."""
    contents = {
        number: form.whole_number(f"line-{number}", 0, int(line.quantity))
        for number, line in zip(part.numbers, part.lines, strict=True)
        if f"line-{number}" in form
    }
    form.check()
    return {number: pieces for number, pieces in contents.items() if pieces} if contents else None


def _own_part(order_id: str) -> orders.SellersSubOrder:
    return orders.sub_order_of(order_id, signed_in_person().scopes(PRODUCER))


def _left(part: orders.SellersSubOrder) -> dict[str, int]:
    """What the form begins with: all that is not sent yet."""
    return {f"line-{number}": quantity for number, quantity in part.left.items()}
