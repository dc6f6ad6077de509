"""Pages of the checkout: what is bought, where it goes and how it is paid, in one form."""

from dataclasses import replace
from typing import Any

from chalice.app import Response

from chalicelib import payments
from chalicelib.counties import LONGEST_PASTED, read_pasted
from chalicelib.errors import FairError, Invalid, NotFound
from chalicelib.money import MOST_FEN
from chalicelib.orders import (
    LONGEST,
    MOST_OF_ONE,
    SeenBasket,
    WantedLine,
    accept_price,
    change_quantity,
    new_sortable_key,
    take_out,
)
from chalicelib.producers import PROVINCES
from chalicelib.web.buyer.basket import show_basket
from chalicelib.web.buyer.own_basket import fields_of, line_at_once, own_basket
from chalicelib.web.buyer.pickup import chosen_spot, without_shipping
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import Form, kept
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

ADDRESS = ("name", "phone", "region", "street")
TYPED = (*ADDRESS, "pasted", "method", "form_key")

pages = Pages(__name__)


@pages.get("/checkout", who=ANYONE)
def show_checkout() -> Response:
    line = line_at_once()
    basket = own_basket(line)
    if not basket.is_in_order and line is None:
        return see_other("/basket")
    return _checkout_page(basket, line)


@page_at("/checkout")
def show_checkout_again() -> Response:
    """The checkout with what was typed, as long as there is anything to check out."""
    return _again(line_at_once())


@pages.post("/checkout", who=ANYONE, again=show_checkout_again, at=None)
def mend_checkout() -> Response:
    """Mend one line without losing what was typed: "remove:<sku>", "take:<sku>:<number>", "price:<sku>:<fen>"; or work
    out "shipping" to the address as typed; or let what was "pasted" fall into the fields of the address."""
    line, mend = line_at_once(), pages.form().get("mend", "")
    if mend == "pasted":
        _fill_in(pages.form())
        return _again(line)
    if mend == "shipping":
        return _again(line)
    way, sku_id, amount = _read_mending(mend)
    if line is None:
        MENDINGS[way](own_buyer_id(), sku_id, amount)
    elif way == "remove":
        return see_other("/basket")
    else:
        line = replace(line, quantity=amount) if way == "take" else replace(line, price_fen=amount)
    return _again(line)


def _fill_in(form: Form) -> None:
    """Put a pasted address into its fields, over what stood there. Raises Invalid when it names no place."""
    pasted = form.text("pasted", 0, LONGEST_PASTED, lines=True)
    form.check()
    address = read_pasted(pasted)
    if not address.region:
        raise Invalid({"pasted": "no-place-in-it"})
    fields = asking().fields or {}
    fields.update({name: text for name in ADDRESS if (text := getattr(address, name))}, pasted="")


def _again(line: WantedLine | None) -> Response:
    basket = own_basket(line, pages.form().get("region", "").strip())
    if basket.lines:
        return _checkout_page(basket, line)
    return show_basket() if "form" in asking().problems else see_other("/basket")


def _read_mending(mend: str) -> tuple[str, str, int]:
    parts = dict(zip(("way", "sku_id", "amount"), mend.split(":", 2), strict=False))
    form = Form(parts, unseen=("way", "amount"))
    way = form.choice("way", tuple(MENDINGS))
    most = MOST_FEN if way == "price" else MOST_OF_ONE
    amount = 1 if way == "remove" else form.whole_number("amount", 1, most)
    form.check()
    return way, form.get("sku_id", ""), amount


def _remove(buyer_id: str, sku_id: str, _amount: int) -> None:
    take_out(buyer_id, sku_id)


MENDINGS = {"remove": _remove, "take": change_quantity, "price": accept_price}


def _checkout_page(basket: SeenBasket, line: WantedLine | None) -> Response:
    """The checkout with what was typed, or with what is known of this buyer."""
    if line and basket.lines[0].offer is None:
        raise NotFound("not-found")
    spot = chosen_spot(basket)
    if spot:
        basket = without_shipping(basket)
    problems, is_guest = _with_troubles(basket), asking().network is not None
    ways, why_fewer = payments.ways_for_basket(
        basket, is_fetched=spot is not None, is_guest=is_guest
    )
    address = basket.address.attribute_values if basket.address else {}
    usual = basket.payment_method if basket.payment_method in ways else next(iter(ways), "")
    values = {**_by_person(), **address, "method": usual, "form_key": new_sortable_key()}
    form = kept(pages.form(), **{name: values.get(name, "") for name in TYPED})
    return render(
        "buyer/basket/checkout.html",
        basket=basket,
        at_once=fields_of(line),
        form=form if form["method"] in ways else {**form, "method": usual},
        methods=ways,
        why_fewer=why_fewer,
        spot=spot,
        cash_limit_fen=payments.cash_limit_fen(is_guest=is_guest),
        longest={**LONGEST, "pasted": LONGEST_PASTED},
        province=PROVINCES.get(basket.province, "") if asking().lang == "en" else basket.province,
        is_known=bool(address) and not set(problems) & set(ADDRESS),
        problems=problems,
    )


def _with_troubles(basket: SeenBasket) -> dict[str, FairError]:
    """All that is wrong with the goods, each beside its line, in place of the first that refused the order."""
    troubles = {
        f"trouble-{line.choice.sku_id}": line.trouble for line in basket.lines if line.trouble
    }
    ids = {trouble.message_id for trouble in troubles.values()}
    others = {k: v for k, v in asking().problems.items() if v.message_id not in ids}
    return others | troubles


def _by_person() -> dict[str, Any]:
    person = asking().person
    return {"name": person.name} if person else {}
