"""Stock goes up and down by what was added or taken out, never to a number somebody saw some time ago."""

from contextlib import suppress
from datetime import timedelta

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.stock.models import Restock, Stock, StockShard
from chalicelib.stock.rules import MOST_CAP, MOST_IN_STOCK, SHARDS
from chalicelib.stock.shards import forget_levels, levels, shard_id
from chalicelib.store import AlreadyThere, Transaction, change, transaction

FORGET_AFTER = timedelta(days=400)  # no form is sent again so late


def restock(sku_id: str, delta: int, *, producer_id: str, form_key: str) -> None:
    """Add `delta` units (take out, when negative) of a producer's own stock; what is left stays within 0 and
    MOST_IN_STOCK. Of a busy SKU one shard gets or gives them. The same form counts once, whatever came in between.

    Raises Refused("stock-too-low" | "stock-too-high"), "stock-is-spread" when no one shard has as many as go, and
    "stock-is-a-drop", whose pieces are what they are.
    """
    assert 0 < abs(delta) <= MOST_IN_STOCK
    refusal = Refused(
        "stock-too-low" if delta < 0 else "stock-too-high", units=-delta, most=MOST_IN_STOCK
    )
    with suppress(AlreadyThere):
        _restocked(sku_id, delta, producer_id, form_key, refusal)


def limit_buyers(sku_id: str, cap: int, *, producer_id: str) -> Stock:
    """Let no buyer have more than so many of a SKU from now on; 0 lifts the limit. Twice is no news."""
    assert 0 <= cap <= MOST_CAP
    return change(
        Stock(sku_id),
        Stock.cap.set(cap) if cap else Stock.cap.remove(),
        when=Stock.producer_id == producer_id,
        otherwise=NotFound("not-found"),
    )


def _restocked(sku_id: str, delta: int, producer_id: str, form_key: str, refusal: Refused) -> None:
    try:
        _at_the_counter(sku_id, delta, producer_id, form_key, refusal)
    except Refused:
        stock = Stock.find_or_none(sku_id)
        if stock is None or stock.producer_id != producer_id or stock.kind is None:
            raise
        if stock.kind != SHARDS:
            raise Refused("stock-is-a-drop") from None
        _at_a_shard(stock, delta, form_key, refusal)


def _at_the_counter(
    sku_id: str, delta: int, producer_id: str, form_key: str, refusal: Refused
) -> None:
    bound = Stock.left >= -delta if delta < 0 else Stock.left <= MOST_IN_STOCK - delta
    with transaction() as tx:
        _once(tx, sku_id, form_key, delta)
        tx.update(
            Stock(sku_id),
            Stock.left.add(delta),
            when=bound & (Stock.producer_id == producer_id) & Stock.kind.does_not_exist(),
            otherwise=refusal,
        )


def _at_a_shard(stock: Stock, delta: int, form_key: str, refusal: Refused) -> None:
    """More goes to the emptiest shard, less comes from the fullest."""
    left_in = levels(stock.sku_id, int(stock.shards), seconds=0)
    if not left_in:
        raise Refused("busy")
    number = (min if delta > 0 else max)(left_in, key=lambda number: left_in[number])
    bound = StockShard.left >= -delta if delta < 0 else StockShard.left <= MOST_IN_STOCK - delta
    with transaction() as tx:
        _once(tx, stock.sku_id, form_key, delta)
        tx.check(Stock(stock.sku_id), when=Stock.kind == SHARDS, otherwise=Refused("busy"))
        tx.update(
            StockShard(shard_id(stock.sku_id, number)),
            StockShard.left.add(delta),
            when=bound,
            otherwise=refusal if delta > 0 else Refused("stock-is-spread", units=-delta),
        )
    forget_levels(stock.sku_id)


def _once(tx: Transaction, sku_id: str, form_key: str, delta: int) -> None:
    """Add to a transaction that a form counts now, and never again. It has a record of its own, since each order writes
    the stock and pays for its size."""
    now = clock.now()
    new = Restock(sku_id, form_key, delta=delta, at=now, forget_after=now + FORGET_AFTER)
    tx.put(new, when=Restock.form_key.does_not_exist(), otherwise=AlreadyThere())
