"""The one number of an order: for buyer, sellers, pick-up point, bank and books, who all find the order by it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from chalicelib.errors import NotFound
from chalicelib.orders.models import OrderNumber
from chalicelib.store import change

CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 and O, no 1, I and L
CODE_LENGTH = 7
MOST_CODES = 10  # that are looked up at once


def number_of(order_id: str) -> str:
    """The number as people read it: "CF-7K3P-Q8MX"."""
    code = code_of(order_id)
    return f"CF-{code[:4]}-{code[4:]}"


def code_of(order_id: str) -> str:
    """The number without its dress: seven characters that nobody confuses, and one that finds every single mistake and
    every swap of neighbours."""
    number = int.from_bytes(hashlib.sha256(f"{order_id} 0".encode()).digest()[:8], "big")
    word = ""
    for _ in range(CODE_LENGTH):
        number, digit = divmod(number, len(CLEAR))
        word += CLEAR[digit]
    return word + _check_character(word)


def codes_in(text: str) -> list[str]:
    """The numbers in a text, however they are spaced, such as what a bank prints beside a transfer; wrong ones are left
    out."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    codes = re.findall(f"(?=CF([{CLEAR}]{{{CODE_LENGTH + 1}}}))", plain)
    return list(dict.fromkeys(code for code in codes if _check_character(code[:-1]) == code[-1]))


def register_number(order_id: str) -> None:
    """From now on the order is found by its number; twice is no news. Two orders may share one: about one pair among
    two hundred thousand orders."""
    change(
        OrderNumber(code_of(order_id)),
        OrderNumber.order_ids.add({order_id}),
        when=~OrderNumber.order_ids.contains(order_id),
        already=lambda _: True,
        otherwise=NotFound("not-found"),
    )


def orders_numbered(text: str, among: Iterable[str] = ()) -> list[str]:
    """The ids of the orders that somebody means by a number, with or without its "CF"; nearly always one, or none.
    `among` are orders so new that their number may not be registered yet."""
    codes = (codes_in(f"CF{text}") or codes_in(text))[:MOST_CODES]
    numbers = [number for code in codes if (number := OrderNumber.find_or_none(code))]
    registered = {order_id for number in numbers for order_id in _ids_of(number)}
    return sorted(registered | {order_id for order_id in among if code_of(order_id) in codes})


def _ids_of(number: OrderNumber) -> set[str]:
    """Codes of bank transfers once stood here with the one order that they belonged to."""
    return {*(number.order_ids or ()), *([number.order_id] if number.order_id else [])}


def _check_character(word: str) -> str:
    # 31 characters, a prime: each place has a weight of its own, so no mistake of one place or swap adds up to nothing.
    total = sum(CLEAR.index(sign) * weight for weight, sign in enumerate(word, 2))
    return CLEAR[total % len(CLEAR)]
