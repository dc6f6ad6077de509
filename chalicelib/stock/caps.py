"""How many of a SKU with a cap each buyer has: counted with their orders, under every id that they go by."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.errors import Refused
from chalicelib.stock.models import CapCount
from chalicelib.store import Transaction
from chalicelib.text import Wording


class SkuPortion(NamedTuple):
    """So many units of one SKU for one buyer, at the price that they saw. `cap` is the one under which they are
    counted, 0 for none."""

    sku_id: str
    goods: Wording
    quantity: int
    price_fen: int
    cap: int = 0


def count_for_buyer(
    tx: Transaction, known_as: Sequence[str], portion: SkuPortion, *, had: int
) -> None:
    """Add to a transaction that a buyer has so many more of a SKU with a cap, under each name by which they are known,
    beside what they had under other ids."""
    cap, quantity = portion.cap, portion.quantity
    for name in known_as:
        tx.update(
            CapCount(_buyer_sku(name, portion.sku_id)),
            CapCount.units.add(quantity),
            when=CapCount.units.does_not_exist() | (CapCount.units <= cap - had - quantity),
            otherwise=Refused("at-most-each", goods=portion.goods, most=cap),
        )


def uncount_for_buyer(tx: Transaction, known_as: Sequence[str], portion: SkuPortion) -> None:
    """Add to a transaction that a buyer gave a portion back; its order's own condition makes a repeat fail."""
    fewer = CapCount.units.add(-portion.quantity)
    for name in known_as:
        own = CapCount(_buyer_sku(name, portion.sku_id))
        tx.update(own, fewer, when=None, otherwise=Refused("busy"))


def had_of(buyer_ids: Sequence[str], sku_ids: Sequence[str]) -> dict[str, int]:
    """How many of each SKU with a cap buyers of these ids have together. One read unit for each pair."""
    pairs = {_buyer_sku(buyer_id, sku_id): sku_id for buyer_id in buyer_ids for sku_id in sku_ids}
    had = dict.fromkeys(sku_ids, 0)
    for count in CapCount.batch_get(sorted(pairs), consistent_read=True) if pairs else ():
        had[pairs[count.buyer_sku]] += int(count.units)
    return had


def _buyer_sku(buyer_id: str, sku_id: str) -> str:
    return f"{buyer_id}#{sku_id}"
