"""An order's lines as the stock knows them: out with the order, and back when the order comes to nothing."""

from collections.abc import Iterable

from chalicelib.orders.models import Order
from chalicelib.orders.parts import Line
from chalicelib.stock import Offers, Portion, put_back, take
from chalicelib.store import Transaction


def take_stock(tx: Transaction, order: Order, found: Offers) -> None:
    """Add to a transaction that the goods of all lines leave the stock, at the price of the line."""
    for line in order.lines:
        offer = found[line.sku_id]
        take(tx, portion_of(line), offer, buyer_id=order.buyer, order_key=order.order_key)


def give_back(tx: Transaction, order: Order, lines: Iterable[Line] | None = None) -> None:
    """Add to a transaction that the goods of all lines return, or of some; its order's own condition makes a repeat
    fail."""
    for line in order.lines if lines is None else lines:
        put_back(tx, portion_of(line), buyer_id=order.buyer)


def portion_of(line: Line) -> Portion:
    """What a line takes of the stock."""
    return Portion(
        line.sku_id, line.title, int(line.quantity), int(line.price_fen), int(line.cap or 0)
    )
