"""A rush: a SKU that expects many orders a second is dealt out to shards, and comes back to the counter."""

from pynamodb.expressions.update import Action

from chalicelib.errors import NotFound, Refused
from chalicelib.money import split_fen
from chalicelib.stock.models import Stock, StockShard
from chalicelib.stock.rules import MOST_SHARDS, SHARDS
from chalicelib.stock.shards import forget_levels, levels, put_on_counter, shard_id
from chalicelib.store import Transaction, change, transaction

USUAL_SHARDS = 16
MOST_TRIES = 8


def open_shards(sku_id: str, *, producer_id: str = "", shards: int = USUAL_SHARDS) -> Stock:
    """Deal what lies in the counter out to shards, in one transaction; twice is no news.

    `producer_id` is whose stock it must be ("" for the platform). Raises NotFound, Refused: "stock-not-on-sale",
    "stock-is-a-drop", "people-are-waiting", "busy".
    """
    assert 1 < shards <= MOST_SHARDS
    for _ in range(MOST_TRIES):
        stock = _own(sku_id, producer_id)
        if stock.kind == SHARDS:
            return stock
        _check_may_open(stock)
        try:
            return _dealt_out(stock, shards)
        except _Moved:
            continue
    raise Refused("busy")


def close_shards(sku_id: str, *, producer_id: str = "") -> Stock:
    """Bring everything back to the counter, shard by shard while the others go on selling. Twice is no news, and
    what a crash left undone is done by the next call. Raises NotFound, Refused("busy")."""
    stock = _own(sku_id, producer_id)
    if stock.kind != SHARDS:
        return stock
    for _ in range(MOST_TRIES):
        left_in = levels(sku_id, int(stock.shards), seconds=0)
        if not left_in:
            return _closed(stock)
        for number, left in left_in.items():
            bring_back(sku_id, number, left)
    raise Refused("busy")


def change_shards(tx: Transaction, stock: Stock, *facts: Action) -> None:
    """Add to a transaction that the shards of a SKU, if it has any, sell on other terms, or no more."""
    left_in = levels(stock.sku_id, int(stock.shards), seconds=0) if stock.shards else {}
    for number in left_in:
        tx.update(
            StockShard(shard_id(stock.sku_id, number)),
            *facts,
            when=StockShard.shard_id.exists(),
            otherwise=Refused("busy"),
        )


class _Moved(Refused):
    """The counter moved between reading and writing."""


def _own(sku_id: str, producer_id: str) -> Stock:
    stock = Stock.find(sku_id)
    if producer_id not in ("", stock.producer_id):
        raise NotFound("not-found")
    return stock


def _check_may_open(stock: Stock) -> None:
    if stock.kind:
        raise Refused("stock-is-a-drop")
    if not stock.on_sale:
        raise Refused("stock-not-on-sale")
    if stock.waiting or stock.kept:
        raise Refused("people-are-waiting")


def _dealt_out(stock: Stock, shards: int) -> Stock:
    left = int(stock.left)
    with transaction() as tx:
        tx.update(
            Stock(stock.sku_id),
            Stock.left.add(-left),
            Stock.kind.set(SHARDS),
            Stock.shards.set(shards),
            when=(Stock.left >= left)
            & Stock.kind.does_not_exist()
            & (Stock.on_sale == True)  # noqa: E712 - a condition
            & (Stock.waiting.does_not_exist() | (Stock.waiting == 0))
            & (Stock.price_fen == int(stock.price_fen)),
            otherwise=_Moved("busy"),
        )
        for number, units in enumerate(split_fen(left, [1] * shards)):
            new = StockShard.shard_id.does_not_exist()
            tx.put(_shard(stock, number, units), when=new, otherwise=_Moved("busy"))
    forget_levels(stock.sku_id)
    return Stock.find(stock.sku_id)


def _shard(stock: Stock, number: int, units: int) -> StockShard:
    return StockShard(
        shard_id(stock.sku_id, number), left=units, price_fen=int(stock.price_fen), on_sale=True
    )


def bring_back(sku_id: str, number: int, left: int) -> None:
    """One shard goes back to the counter, if it holds what was read."""
    try:
        with transaction() as tx:
            tx.delete(
                StockShard(shard_id(sku_id, number)),
                when=StockShard.left == left,
                otherwise=_Moved("busy"),
            )
            put_on_counter(tx, sku_id, left)
    except _Moved:
        return  # it sold meanwhile; the next round looks again


def _closed(stock: Stock) -> Stock:
    forget_levels(stock.sku_id)
    return change(
        Stock(stock.sku_id),
        Stock.kind.remove(),
        Stock.shards.remove(),
        when=Stock.kind == SHARDS,
        already=lambda stock: stock.kind is None,
        otherwise=Refused("busy"),
    )
