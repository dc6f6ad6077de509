"""Pages of the basket: put goods in, change them, say yes to a new price, and the checkout."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Response

from chalicelib import payments
from chalicelib.errors import FairError
from chalicelib.money import MOST_FEN
from chalicelib.orders import (
    LONGEST,
    MOST_OF_ONE,
    SeenBasket,
    Wanted,
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
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import choice, kept, text, whole_number
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

LONGEST_ID = 80
ADDRESS = ("name", "phone", "region", "street")
TYPED = (*ADDRESS, "method", "form_key")

pages = Pages(__name__)


@pages.get("/basket", who=ANYONE)
def show_basket() -> Response:
    return _basket_page({})


@pages.post("/basket/lines", who=ANYONE)
def put_line() -> Response:
    form = pages.form()
    problems: dict[str, FairError] = {}
    wanted = Wanted(
        sku_id=text(form, "sku_id", 1, LONGEST_ID, problems),
        quantity=whole_number(form, "quantity", 1, MOST_OF_ONE, problems),
        price_fen=whole_number(form, "price_fen", 1, MOST_FEN, problems),
        session_id=text(form, "session_id", 0, LONGEST_ID, problems),
        pin_id=text(form, "pin_id", 0, LONGEST_ID, problems),
    )
    if problems:
        return _basket_page({"form": next(iter(problems.values()))}, status=422)
    is_first = not asking().buyer_id
    put_in_basket(own_buyer_id(), wanted, is_first=is_first)
    return see_other("/checkout" if form.get("next") == "checkout" else "/basket")


@pages.post("/basket/lines/{sku_id}", who=ANYONE)
def change_line(sku_id: str) -> Response:
    form = pages.form()
    problems: dict[str, FairError] = {}
    if form.get("do") == "remove":
        take_out(own_buyer_id(), sku_id)
        return see_other("/basket")
    quantity = whole_number(form, "quantity", 1, MOST_OF_ONE, problems)
    if problems:
        typed = {sku_id: form.get("quantity", "")}
        return _basket_page({sku_id: problems["quantity"]}, status=422, typed=typed)
    change_quantity(own_buyer_id(), sku_id, quantity)
    return see_other("/basket")


@pages.post("/basket/lines/{sku_id}/price", who=ANYONE)
def accept_line_price(sku_id: str) -> Response:
    problems: dict[str, FairError] = {}
    price_fen = whole_number(pages.form(), "price_fen", 1, MOST_FEN, problems)
    if problems:
        return _basket_page({"form": problems["price_fen"]}, status=422)
    accept_price(own_buyer_id(), sku_id, price_fen)
    return see_other("/basket")


@pages.get("/checkout", who=ANYONE)
def show_checkout() -> Response:
    basket = _own_basket()
    return checkout_page({}, {}, basket) if basket.is_in_order else see_other("/basket")


@pages.post("/checkout", who=ANYONE)
def mend_checkout() -> Response:
    """Mend one line of the basket without losing what was typed: "remove:<sku>", "take:<sku>:<number>",
    "price:<sku>:<fen>"; or work out "shipping" to the address as typed."""
    form = pages.form()
    if form.get("mend") == "shipping":
        return checkout_page(form, {})
    problems: dict[str, FairError] = {}
    kind, _, rest = form.get("mend", "").partition(":")
    sku_id, _, number = rest.partition(":")
    choice({"mend": kind}, "mend", ("remove", "take", "price"), problems)
    most = MOST_FEN if kind == "price" else MOST_OF_ONE
    amount = 1 if kind == "remove" else whole_number({"mend": number}, "mend", 1, most, problems)
    if problems:
        return checkout_page(form, {"form": problems["mend"]}, status=422)
    {"remove": _remove, "take": change_quantity, "price": accept_price}[kind](
        own_buyer_id(), sku_id, amount
    )
    return checkout_page(form, {})


def checkout_page(
    form: Mapping[str, str],
    problems: dict[str, FairError],
    basket: SeenBasket | None = None,
    *,
    status: int = 200,
) -> Response:
    """The checkout with what was typed, or with what is known of this buyer."""
    seen = basket or _own_basket(form.get("region", "").strip())
    if not seen.lines:
        return see_other("/basket")
    spot = chosen_spot(form)
    if spot:
        seen = without_shipping(seen)
    problems = _with_troubles(problems, seen)
    ways = payments.ways_for(seen.total_fen, is_fetched=spot is not None)
    known = seen.address.attribute_values if seen.address else {}
    usual = seen.payment_method if seen.payment_method in ways else ways[0]
    values = {**_by_person(), **known, "method": usual, "form_key": new_form_key()}
    return render(
        "buyer/basket/checkout.html",
        status=status,
        basket=seen,
        form=kept(form, **{name: values.get(name, "") for name in TYPED}),
        methods=ways,
        spot=spot,
        cash_limit_fen=settings().cash_limit_fen,
        longest=LONGEST,
        province=PROVINCES.get(seen.province, "") if asking().lang == "en" else seen.province,
        is_known=bool(known) and not set(problems) & set(ADDRESS),
        problems=problems,
    )


def _with_troubles(problems: dict[str, FairError], seen: SeenBasket) -> dict[str, FairError]:
    """All that is wrong with the goods, each beside its line, in place of the first that refused the order."""
    troubles = {f"trouble-{one.wanted.sku_id}": one.trouble for one in seen.lines if one.trouble}
    said = {trouble.message_id for trouble in troubles.values()}
    return {k: v for k, v in problems.items() if v.message_id not in said} | troubles


def _basket_page(
    problems: dict[str, FairError], *, status: int = 200, typed: dict[str, str] | None = None
) -> Response:
    """Problems and typed quantities are keyed by SKU; the page keys them by the row."""
    basket = _own_basket()
    rows = {line.wanted.sku_id: f"quantity-{i}" for i, line in enumerate(basket.lines, 1)}
    return render(
        "buyer/basket/show.html",
        status=status,
        basket=basket,
        typed=typed or {},
        problems={rows.get(name, "form"): problem for name, problem in problems.items()},
    )


def _own_basket(region: str = "") -> SeenBasket:
    return look_into_basket(asking().buyer_id, region, asking().also)


def _remove(buyer_id: str, sku_id: str, _amount: int) -> None:
    take_out(buyer_id, sku_id)


def _by_person() -> dict[str, Any]:
    person = asking().person
    return {"name": person.name} if person else {}
