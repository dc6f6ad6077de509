"""The page where an order from another device is opened: by its number, its phone and its code."""

from chalice.app import Response

from chalicelib import orders
from chalicelib.errors import FairError
from chalicelib.web.buyer.own_orders import open_here
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

LONGEST = {"number": 40, "phone": 20, "code": 20}
MISSING = {
    "number": FairError("order-number-missing"),
    "phone": FairError("phone-missing"),
    "code": FairError("order-code-missing"),
}

pages = Pages(__name__)


@pages.get("/orders/look-up", who=ANYONE)
def show_look_up() -> Response:
    return render("buyer/orders/look_up.html", form=kept(typed(), *LONGEST), longest=LONGEST)


@pages.post("/orders/look-up", who=ANYONE, again=show_look_up)
def look_up_order() -> Response:
    form = pages.form(MISSING)
    number, phone, code = (form.text(name, 1, most) for name, most in LONGEST.items())
    form.check()
    order = orders.look_up(number, phone, code, address=asking().address)
    open_here(order.order_id)
    return see_other(f"/orders/{order.order_id}")
