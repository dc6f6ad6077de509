"""Amounts as banks print them."""

from decimal import Decimal

from chalicelib.text import signed_decimal


def amount_of(printed: str) -> int | None:
    """Whole fen of an amount as banks print them ("1,230.00", "+5", "¥5.0"); negative for money that went out.

    None for anything else: more decimals than fen, exponents.
    """
    plain = signed_decimal(printed)
    fen = Decimal(plain) * 100 if plain else None
    return int(fen) if fen is not None and fen == int(fen) else None
