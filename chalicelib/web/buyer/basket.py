"""Pages of the basket: put goods in, change them, and say yes to a new price."""

from chalice.app import Response

from chalicelib.money import MOST_FEN
from chalicelib.orders import (
    MOST_OF_ONE,
    accept_price,
    change_quantity,
    put_in_basket,
    take_out,
)
from chalicelib.web.buyer.own_basket import LINE, checkout_of, own_basket, read_line
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/basket", who=ANYONE)
def show_basket(sku_id: str = "") -> Response:
    """The basket. What is wrong with a quantity stands in the row of its `sku_id`, with what was typed there."""
    basket, problems = own_basket(None), dict(asking().problems)
    rows = {line.choice.sku_id: f"quantity-{i}" for i, line in enumerate(basket.lines, 1)}
    quantities = {}
    if "quantity" in problems:
        quantities[sku_id] = typed().get("quantity", "")
        problems[rows.get(sku_id, "form")] = problems.pop("quantity")
    return render("buyer/basket/show.html", basket=basket, quantities=quantities, problems=problems)


@pages.post("/basket/lines", who=ANYONE, again=show_basket, at=None)
def put_line() -> Response:
    """Into the basket; or straight to the checkout, whatever lies in the basket."""
    form = pages.form(unseen=LINE)
    line = read_line(form)
    if form.get("next") == "checkout":
        return see_other(checkout_of(line))
    is_first = not asking().buyer_id
    put_in_basket(own_buyer_id(), line, form_key=form.key(), is_first=is_first)
    return see_other("/basket")


@pages.post("/basket/lines/{sku_id}", who=ANYONE, again=show_basket, at=None)
def change_line(sku_id: str) -> Response:
    form = pages.form()
    if form.get("do") == "remove":
        take_out(own_buyer_id(), sku_id)
        return see_other("/basket")
    quantity = form.whole_number("quantity", 1, MOST_OF_ONE)
    form.check()
    change_quantity(own_buyer_id(), sku_id, quantity)
    return see_other("/basket")


@pages.post("/basket/lines/{sku_id}/price", who=ANYONE, again=show_basket, at=None)
def accept_line_price(sku_id: str) -> Response:
    form = pages.form(unseen=("price_fen",))
    price_fen = form.whole_number("price_fen", 1, MOST_FEN)
    form.check()
    accept_price(own_buyer_id(), sku_id, price_fen)
    return see_other("/basket")
