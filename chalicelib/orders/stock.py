"""Stock moves only here: out with an order, and back when the order comes to nothing. Whatever kind of stock a SKU
has, the counter is the last resort, and what comes back comes back to the counter."""

from collections.abc import Iterable

from pynamodb.expressions.condition import Condition

from chalicelib.catalogue import (
    COUNTER,
    SHARDS,
    Offer,
    Stock,
    choose_shard,
    forget_levels,
    take_from_shard,
)
from chalicelib.errors import FairError
from chalicelib.orders.caps import count_for_buyer, uncount_for_buyer
from chalicelib.orders.models import Order
from chalicelib.orders.parts import Line
from chalicelib.orders.terms import Offers
from chalicelib.orders.waiting import take_kept
from chalicelib.store import Transaction, forget_recent


class Raced(FairError):
    """The stock moved between looking and taking."""

    def __init__(self, sku_id: str) -> None:
        super().__init__("raced")
        self.sku_id = sku_id

    def look_again(self) -> None:
        """What this process remembered of the stock was wrong."""
        forget_recent(Stock, self.sku_id)
        forget_levels(self.sku_id)


def take_stock(tx: Transaction, order: Order, found: Offers) -> None:
    """Add to a transaction that the goods of all lines leave the stock, at the price of the line."""
    for line in order.lines:
        offer = found[line.sku_id]
        _take(tx, order, line, offer)
        if line.cap:
            count_for_buyer(tx, order.buyer, line, had=offer.had)


def give_back(tx: Transaction, order: Order, lines: Iterable[Line] | None = None) -> None:
    """Add to a transaction that the goods of all lines return, or of some; its order's own condition makes a repeat
    fail."""
    for line in order.lines if lines is None else lines:
        back = Stock.left.add(int(line.quantity))
        tx.update(Stock(line.sku_id), back, when=None, otherwise=Raced(line.sku_id))
        if line.cap:
            uncount_for_buyer(tx, order.buyer, line)


def _take(tx: Transaction, order: Order, line: Line, offer: Offer) -> None:
    quantity, price_fen, raced = int(line.quantity), int(line.price_fen), Raced(line.sku_id)
    if offer.kept_for and quantity == 1:
        take_kept(tx, line.sku_id, offer.kept_for, on_these_terms(price_fen, offer.cap), raced)
        return
    if offer.kind == SHARDS:
        number = choose_shard(line.sku_id, offer.shards, order.order_key, quantity)
        if number != COUNTER:
            take_from_shard(tx, (line.sku_id, number), quantity, price_fen, raced)
            return
    nobody_waits = Stock.waiting.does_not_exist() | (Stock.waiting == 0)
    tx.update(
        Stock(line.sku_id),
        Stock.left.add(-quantity),
        when=on_these_terms(price_fen, offer.cap) & (Stock.left >= quantity) & nobody_waits,
        otherwise=raced,
    )


def on_these_terms(price_fen: int, cap: int) -> Condition:
    """The SKU still sells, at the price that the buyer saw and with the cap that was read. All else that an order
    freezes of it changes only while it is not on sale."""
    same_cap = Stock.cap == cap if cap else Stock.cap.does_not_exist()
    same: Condition = (Stock.on_sale == True) & (Stock.price_fen == price_fen) & same_cap  # noqa: E712 - a condition
    return same
