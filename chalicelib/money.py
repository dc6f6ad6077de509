"""Money is whole fen. An amount becomes fen here, and fen become text; how people type amounts, `text.py` knows."""

from collections.abc import Sequence

from chalicelib.text import decimal

MOST_FEN = 99_999_999  # the most that one charge may be, see docs/money.md
DECIMALS = 2


def split_fen(amount_fen: int, shares: Sequence[int]) -> list[int]:
    """Divide money by weights so that no fen is lost or made up (largest remainder, first index wins a tie)."""
    whole = sum(shares)
    assert amount_fen >= 0 < whole
    parts = [amount_fen * share // whole for share in shares]
    most_left_over = sorted(range(len(shares)), key=lambda i: -(amount_fen * shares[i] % whole))
    for i in most_left_over[: amount_fen - sum(parts)]:
        parts[i] += 1
    assert sum(parts) == amount_fen
    return parts


def share_of(fen: int, basis_points: int) -> int:
    """A share of an amount, to the nearest fen."""
    return split_fen(fen, [basis_points, 10_000 - basis_points])[0]


class TooManyFen(ValueError):
    """An amount, but more than one charge may be."""


def fen_of(yuan: str) -> int:
    """Whole fen of an amount typed in yuan, such as "59.8", "59,8", "３９．９元" or "¥1,230.00". Raises ValueError for
    anything else: signs, exponents, more than two decimals; TooManyFen for more than MOST_FEN."""
    plain = decimal(yuan) or ""
    whole, _, fraction = plain.partition(".")
    if not whole or len(fraction) > DECIMALS:
        raise ValueError(yuan)
    fen = int(whole) * 100 + int(fraction.ljust(DECIMALS, "0"))
    if fen > MOST_FEN:
        raise TooManyFen(yuan)
    return fen


def yuan(fen: int) -> str:
    """An amount as people read it: 123000000 fen are "1,230,000.00"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
