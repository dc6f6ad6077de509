"""Stock moves only here: out with an order, and back when the order comes to nothing."""

from collections.abc import Iterable

from chalicelib.catalogue import Stock
from chalicelib.errors import FairError
from chalicelib.orders.models import Line
from chalicelib.store import Transaction


class Raced(FairError):
    """The stock moved between looking and taking."""


def take_stock(tx: Transaction, lines: Iterable[Line]) -> None:
    """Add to a transaction that the goods of all lines leave the stock, at the price of the line."""
    for line in lines:
        quantity, price_fen = int(line.quantity), int(line.price_fen)
        on_these_terms = (Stock.on_sale == True) & (Stock.price_fen == price_fen)  # noqa: E712 - a condition
        tx.update(
            Stock(line.sku_id),
            Stock.left.add(-quantity),
            when=on_these_terms & (Stock.left >= quantity),
            otherwise=Raced(),
        )


def give_back(tx: Transaction, lines: Iterable[Line]) -> None:
    """Add to a transaction that the goods of all lines return; its order's own condition makes a repeat fail."""
    for line in lines:
        tx.update(
            Stock(line.sku_id), Stock.left.add(int(line.quantity)), when=None, otherwise=Raced()
        )
