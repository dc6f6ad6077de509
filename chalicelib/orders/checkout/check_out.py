"""Check out: the basket, as the buyer saw it, becomes an order."""

import secrets
import time
from dataclasses import replace
from functools import partial

from chalicelib.errors import Refused
from chalicelib.orders.checkout.baskets import basket_of, take_out, wanted_of
from chalicelib.orders.checkout.place import place_order
from chalicelib.orders.find import order_of_form
from chalicelib.orders.models import Basket, Order
from chalicelib.orders.parts import Address
from chalicelib.orders.rules import Wish

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 9
MOST_DROPS = 50  # that a basket remembers


def new_form_key() -> str:
    """A key for one checkout form: later forms sort later, and nobody guesses it."""
    moment, word = time.time_ns() // 1_000_000, ""
    for _ in range(_TIME_DIGITS):
        moment, digit = divmod(moment, len(_DIGITS))
        word = _DIGITS[digit] + word
    return word + secrets.token_hex(5)


def check_out(buyer_id: str, wish: Wish, known: Basket | None = None) -> Order:
    """Order what lies in the basket; the same form twice is the same order. The address is remembered. `known` is the
    basket as somebody has just read it, which saves a read.

    Raises Invalid, Refused("basket-changed") and what `place_order` raises; then the basket stands as it was.
    """
    basket = known or basket_of(buyer_id)
    if int(basket.version) != wish.version:
        if first := order_of_form(buyer_id, wish.form_key):
            return first
        raise Refused("basket-changed")
    wish = replace(wish, wanted=[wanted_of(line) for line in basket.lines])
    order = place_order(buyer_id, wish)
    bought = [line.sku_id for line in order.lines]
    drop = {"drops": partial(_with_drop, order.order_id)} if order.taking else {}
    take_out(buyer_id, *bought, known=basket, **_remembered(wish), **drop)
    return order


def _with_drop(order_id: str, basket: Basket) -> list[str]:
    """The orders from drops that a buyer's basket remembers, since they lie among the drop's and not the buyer's."""
    before = [known_id for known_id in basket.drops or () if known_id != order_id]
    return [*before, order_id][-MOST_DROPS:]


def _remembered(wish: Wish) -> dict[str, object]:
    """The address of a pick-up point is not the buyer's own."""
    if wish.spot:
        return {}
    to = wish.to
    address = Address(name=to.name, phone=to.phone, region=to.region, street=to.street)
    return {"address": address, "payment_method": wish.method}
