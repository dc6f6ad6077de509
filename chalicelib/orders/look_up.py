"""An order on another device: whoever knows its number, its phone and its code may open it. No message needs to reach
anybody for that; the code stands on the page of the order."""

import unicodedata

from chalicelib.accounts import network_key, spend
from chalicelib.errors import NotFound, Refused
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.numbers import CLEAR, orders_numbered
from chalicelib.settings import keyed_hash, same
from chalicelib.text import phone_typed

CODE_LENGTH = 6  # 31 ** 6 codes, of which a network tries 20 an hour
TRIES = ((20, 3_600),)


def look_up_code(order_id: str) -> str:
    """The code that opens an order together with its number and phone: "K7P3QX". It follows from the order and a secret
    that stays, so it is kept nowhere."""
    number, word = int(keyed_hash("look-up", order_id, for_good=True), 16), ""
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(CLEAR))
        word += CLEAR[digit]
    return word


def look_up(number: str, phone: str, code: str, *, address: str) -> Order:
    """The order of this number, phone and code, however they are spaced and written.

    Raises Refused("nothing-looked-up"), whichever of them is wrong, and Refused("wait-…") when too many were tried from
    this network.
    """
    spend([(f"look-up {network_key(address) or 'here'}", TRIES)])
    for order_id in orders_numbered(number):
        order = _order_or_none(order_id)
        if order and _has_phone(order, phone) and same(look_up_code(order_id), _plain(code)):
            return order
    raise Refused("nothing-looked-up")


def _order_or_none(order_id: str) -> Order | None:
    """A piece of a drop may have gone on to somebody else."""
    try:
        return any_order(order_id)
    except NotFound:
        return None


def _has_phone(order: Order, phone: str) -> bool:
    return order.address is not None and _bare(order.address.phone) == _bare(phone)


def _bare(phone: str) -> str:
    return phone_typed(phone).removeprefix("+86").removeprefix("0086")


def _plain(code: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", code).upper() if sign.isalnum())
