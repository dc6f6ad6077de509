"""Shards: the stock of a busy SKU in parts, so that no single item has to bear all of its orders."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.errors import FairError, Refused
from chalicelib.stock.models import Stock, StockShard
from chalicelib.store import Transaction, own_memory, transaction

REMEMBERED_SECONDS = 2
FRESH_SECONDS = 0.2
COUNTER = -1  # in place of a shard's number


@dataclass(slots=True)
class _Seen:
    """What lay in each shard when this process last looked."""

    at: float
    left: dict[int, int]


_seen: dict[str, _Seen] = own_memory()


def shard_id(sku_id: str, number: int) -> str:
    return f"{sku_id}#{number}"


def home_shard(order_key: str, shards: int) -> int:
    """The shard that an order asks first; the others follow in a ring."""
    return int.from_bytes(hashlib.sha256(order_key.encode()).digest()[:4]) % shards


def left_in_shards(stock: Stock) -> int:
    """The sum of all shards, at most two seconds old."""
    return sum(levels(stock.sku_id, int(stock.shards or 0)).values())


def levels(sku_id: str, shards: int, *, seconds: float = REMEMBERED_SECONDS) -> dict[int, int]:
    """What lies in each shard, at most so many seconds old; a shard that went back to the counter is left out."""
    memory = _seen.get(sku_id)
    if memory is None or time.monotonic() - memory.at > seconds:
        keys = [shard_id(sku_id, number) for number in range(shards)]
        parts = StockShard.batch_get(keys, consistent_read=True) if keys else ()
        left = {int(shard.shard_id.rpartition("#")[2]): int(shard.left) for shard in parts}
        memory = _seen[sku_id] = _Seen(time.monotonic(), dict(sorted(left.items())))
    return memory.left


def forget_levels(sku_id: str) -> None:
    """Look again before the next order: something moved that this process did not know."""
    _seen.pop(sku_id, None)


def choose_shard(sku_id: str, shards: int, order_key: str, quantity: int) -> int:
    """The shard that should have so many: the order's own, or the next that is not known to be empty.

    COUNTER when none has: units that lie scattered are brought there first.
    """
    for seconds in (REMEMBERED_SECONDS, FRESH_SECONDS):
        left_in = levels(sku_id, shards, seconds=seconds)
        number = shard_with(left_in, shards, order_key, quantity)
        if number != COUNTER:
            return number
    _gather(sku_id, left_in, quantity)
    return COUNTER


def shard_with(left_in: Mapping[int, int], shards: int, order_key: str, quantity: int) -> int:
    """The order's own shard, or the next in the ring, that is known to have so many; COUNTER when none is."""
    home = home_shard(order_key, shards)
    ring = ((home + step) % shards for step in range(shards))
    return next((number for number in ring if left_in.get(number, 0) >= quantity), COUNTER)


def take_from_shard(
    tx: Transaction, shard: tuple[str, int], quantity: int, price_fen: int, otherwise: FairError
) -> None:
    """Add to a transaction that so many leave a shard, on the terms that the buyer saw."""
    on_these_terms = (StockShard.on_sale == True) & (StockShard.price_fen == price_fen)  # noqa: E712 - a condition
    tx.update(
        StockShard(shard_id(*shard)),
        StockShard.left.add(-quantity),
        when=on_these_terms & (StockShard.left >= quantity),
        otherwise=otherwise,
    )


def _gather(sku_id: str, left_in: dict[int, int], quantity: int) -> None:
    """Bring as many to the counter as it lacks for an order that no shard can serve alone. If somebody was quicker,
    the order finds out at the counter."""
    missing = quantity - int(Stock.find(sku_id).left)
    if not 0 < missing <= sum(left_in.values()):
        return
    try:
        with transaction() as tx:
            put_on_counter(tx, sku_id, missing)
            for number, left in left_in.items():
                part = min(left, missing)
                missing -= part
                if part:
                    _leave(tx, (sku_id, number), part)
    except Refused:
        forget_levels(sku_id)
    else:
        _seen[sku_id].at = 0.0


def put_on_counter(tx: Transaction, sku_id: str, units: int) -> None:
    """Add to a transaction that units come back from shards or slots, whose own items make a repeat fail."""
    tx.update(Stock(sku_id), Stock.left.add(units), when=None, otherwise=Refused("busy"))


def _leave(tx: Transaction, shard: tuple[str, int], units: int) -> None:
    tx.update(
        StockShard(shard_id(*shard)),
        StockShard.left.add(-units),
        when=StockShard.left >= units,
        otherwise=Refused("busy"),
    )
