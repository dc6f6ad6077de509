"""Check out: the basket, as the buyer saw it, becomes an order."""

import secrets
import time
from collections.abc import Sequence

from chalicelib.errors import Refused
from chalicelib.orders.baskets import basket_of, take_out, wanted_of
from chalicelib.orders.models import Address, Order
from chalicelib.orders.place import place_order
from chalicelib.orders.rules import Destination, Wish

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 9


def new_form_key() -> str:
    """A key for one checkout form: later forms sort later, and nobody guesses it."""
    moment, word = time.time_ns() // 1_000_000, ""
    for _ in range(_TIME_DIGITS):
        moment, digit = divmod(moment, len(_DIGITS))
        word = _DIGITS[digit] + word
    return word + secrets.token_hex(5)


def check_out(
    buyer_id: str,
    form_key: str,
    *,
    version: int,
    total_fen: int,
    to: Destination,
    method: str,
    grants: Sequence[str] = (),
) -> Order:
    """Order what lies in the basket; the same form twice is the same order. The address is remembered.

    `version` and `total_fen` are those of the basket that the page showed. Raises Invalid,
    Refused("basket-changed") and what `place_order` raises; then the basket stands as it was.
    """
    basket = basket_of(buyer_id)
    if int(basket.version) != version:
        if first := Order.find_or_none(buyer_id, form_key):
            return first
        raise Refused("basket-changed")
    wanted = [wanted_of(line) for line in basket.lines]
    order = place_order(buyer_id, Wish(form_key, wanted, to, method, total_fen, grants))
    address = Address(name=to.name, phone=to.phone, region=to.region, street=to.street)
    bought = [line.sku_id for line in order.lines]
    take_out(buyer_id, *bought, address=address, payment_method=method)
    return order
