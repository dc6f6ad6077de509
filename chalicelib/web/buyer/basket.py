"""Pages of the basket: put goods in, change them, say yes to a new price, and the checkout."""

from typing import Any

from chalice.app import Response

from chalicelib import payments
from chalicelib.errors import FairError
from chalicelib.money import MOST_FEN
from chalicelib.orders import (
    LONGEST,
    MOST_OF_ONE,
    SeenBasket,
    WantedLine,
    accept_price,
    change_quantity,
    look_into_basket,
    new_form_key,
    put_in_basket,
    take_out,
)
from chalicelib.producers import PROVINCES
from chalicelib.settings import settings
from chalicelib.web.buyer.pickup import chosen_spot, without_shipping
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

LONGEST_ID = 80
ADDRESS = ("name", "phone", "region", "street")
TYPED = (*ADDRESS, "method", "form_key")

pages = Pages(__name__)


@pages.get("/basket", who=ANYONE)
def show_basket(sku_id: str = "") -> Response:
    """The basket. What is wrong with a quantity stands in the row of its `sku_id`, with what was typed there."""
    basket, problems = _own_basket(), dict(asking().problems)
    rows = {line.wanted.sku_id: f"quantity-{i}" for i, line in enumerate(basket.lines, 1)}
    quantities = {}
    if "quantity" in problems:
        quantities[sku_id] = typed().get("quantity", "")
        problems[rows.get(sku_id, "form")] = problems.pop("quantity")
    return render("buyer/basket/show.html", basket=basket, typed=quantities, problems=problems)


@pages.post("/basket/lines", who=ANYONE, again=show_basket, at=None)
def put_line() -> Response:
    form = pages.form(unseen=("sku_id", "quantity", "price_fen", "session_id", "pin_id"))
    line = WantedLine(
        sku_id=form.text("sku_id", 1, LONGEST_ID),
        quantity=form.whole_number("quantity", 1, MOST_OF_ONE),
        price_fen=form.whole_number("price_fen", 1, MOST_FEN),
        session_id=form.text("session_id", 0, LONGEST_ID),
        pin_id=form.text("pin_id", 0, LONGEST_ID),
    )
    form.check()
    is_first = not asking().buyer_id
    put_in_basket(own_buyer_id(), line, is_first=is_first)
    return see_other("/checkout" if form.get("next") == "checkout" else "/basket")


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


@pages.get("/checkout", who=ANYONE)
def show_checkout() -> Response:
    basket = _own_basket()
    return _checkout_page(basket) if basket.is_in_order else see_other("/basket")


@page_at("/checkout")
def show_checkout_again() -> Response:
    """The checkout with what was typed, as long as there is anything to check out."""
    basket = _own_basket(pages.form().get("region", "").strip())
    return _checkout_page(basket) if basket.lines else see_other("/basket")


@pages.post("/checkout", who=ANYONE, again=show_checkout_again, at=None)
def mend_checkout() -> Response:
    """Mend one line of the basket without losing what was typed: "remove:<sku>", "take:<sku>:<number>",
    "price:<sku>:<fen>"; or work out "shipping" to the address as typed."""
    mend = pages.form().get("mend", "")
    if mend != "shipping":
        _mend_line(mend)
    return show_checkout_again()


def _mend_line(mend: str) -> None:
    parts = dict(zip(("way", "sku_id", "amount"), mend.split(":", 2), strict=False))
    form = Form(parts, unseen=("way", "amount"))
    way = form.choice("way", ("remove", "take", "price"))
    most = MOST_FEN if way == "price" else MOST_OF_ONE
    amount = 1 if way == "remove" else form.whole_number("amount", 1, most)
    form.check()
    {"remove": _remove, "take": change_quantity, "price": accept_price}[way](
        own_buyer_id(), form.get("sku_id", ""), amount
    )


def _checkout_page(basket: SeenBasket) -> Response:
    """The checkout with what was typed, or with what is known of this buyer."""
    spot = chosen_spot()
    if spot:
        basket = without_shipping(basket)
    problems = _with_troubles(basket)
    ways = payments.ways_for(basket.total_fen, is_fetched=spot is not None)
    known = basket.address.attribute_values if basket.address else {}
    usual = basket.payment_method if basket.payment_method in ways else ways[0]
    values = {**_by_person(), **known, "method": usual, "form_key": new_form_key()}
    return render(
        "buyer/basket/checkout.html",
        basket=basket,
        form=kept(pages.form(), **{name: values.get(name, "") for name in TYPED}),
        methods=ways,
        spot=spot,
        cash_limit_fen=settings().cash_limit_fen,
        longest=LONGEST,
        province=PROVINCES.get(basket.province, "") if asking().lang == "en" else basket.province,
        is_known=bool(known) and not set(problems) & set(ADDRESS),
        problems=problems,
    )


def _with_troubles(basket: SeenBasket) -> dict[str, FairError]:
    """All that is wrong with the goods, each beside its line, in place of the first that refused the order."""
    troubles = {
        f"trouble-{line.wanted.sku_id}": line.trouble for line in basket.lines if line.trouble
    }
    ids = {trouble.message_id for trouble in troubles.values()}
    others = {k: v for k, v in asking().problems.items() if v.message_id not in ids}
    return others | troubles


def _own_basket(region: str = "") -> SeenBasket:
    return look_into_basket(asking().buyer_id, region, asking().also)


def _remove(buyer_id: str, sku_id: str, _amount: int) -> None:
    take_out(buyer_id, sku_id)


def _by_person() -> dict[str, Any]:
    person = asking().person
    return {"name": person.name} if person else {}
