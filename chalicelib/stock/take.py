"""Stock moves only here: out with an order, and back when the order comes to nothing. Whatever kind of stock a SKU
has, the counter is the last resort, and what comes back comes back to the counter."""

from collections.abc import Iterable, Sequence

from pynamodb.expressions.condition import Condition

from chalicelib.errors import FairError
from chalicelib.stock.caps import SkuPortion, count_for_buyer, uncount_for_buyer
from chalicelib.stock.models import Stock
from chalicelib.stock.offers import Offer, Offers
from chalicelib.stock.rules import SHARDS
from chalicelib.stock.shards import COUNTER, choose_shard, forget_levels, take_from_shard
from chalicelib.stock.tickets import take_kept
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


def take(
    tx: Transaction,
    portions: Iterable[SkuPortion],
    offers: Offers,
    *,
    known_as: Sequence[str],
    order_key: str,
) -> None:
    """Add to a transaction that a buyer's units leave the stock, on the terms of these offers and at the price of each
    portion. What has a cap is counted under each name by which the buyer is known. The key of the order tells which
    shard it asks first."""
    for portion in portions:
        offer = offers[portion.sku_id]
        _take(tx, portion, offer, order_key)
        if portion.cap:
            count_for_buyer(tx, known_as, portion, had=offer.had)


def put_back(
    tx: Transaction,
    portions: Iterable[SkuPortion],
    *,
    known_as: Sequence[str],
    on_shelf: bool = True,
) -> None:
    """Add to a transaction that a buyer's units return, or are there no more and only count no longer for the buyer; a
    condition of the same transaction makes a repeat fail."""
    for portion in portions:
        if on_shelf:
            back = Stock.left.add(portion.quantity)
            tx.update(Stock(portion.sku_id), back, when=None, otherwise=Raced(portion.sku_id))
        if portion.cap:
            uncount_for_buyer(tx, known_as, portion)


def _take(tx: Transaction, portion: SkuPortion, offer: Offer, order_key: str) -> None:
    sku_id, quantity, raced = portion.sku_id, portion.quantity, Raced(portion.sku_id)
    terms = on_these_terms(portion.price_fen, offer.cap)
    if offer.kept_for and quantity == 1:
        take_kept(tx, sku_id, offer.kept_for, terms, raced)
        return
    if offer.kind == SHARDS:
        number = choose_shard(sku_id, offer.shards, order_key, quantity)
        if number != COUNTER:
            take_from_shard(tx, (sku_id, number), quantity, portion.price_fen, raced)
            return
    nobody_waits = Stock.waiting.does_not_exist() | (Stock.waiting == 0)
    tx.update(
        Stock(sku_id),
        Stock.left.add(-quantity),
        when=terms & (Stock.left >= quantity) & nobody_waits,
        otherwise=raced,
    )


def on_these_terms(price_fen: int, cap: int) -> Condition:
    """The SKU still sells, at the price that the buyer saw and with the cap that was read. All else that an order
    freezes of it changes only while it is not on sale."""
    same_cap = Stock.cap == cap if cap else Stock.cap.does_not_exist()
    same: Condition = (Stock.on_sale == True) & (Stock.price_fen == price_fen) & same_cap  # noqa: E712 - a condition
    return same
