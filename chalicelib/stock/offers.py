"""What a basket needs to know of each SKU, in one read."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.stock.models import Stock
from chalicelib.stock.rules import SHARDS, SLOTS
from chalicelib.stock.shards import left_in_shards
from chalicelib.stock.slots import left_in_slots
from chalicelib.store import recent

MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms on which one SKU sells now. `screening` is the listing's state when that last touched the stock.

    `left` is what anybody may buy: the counter, unless people wait for it, and what lies in shards or slots; of
    those it may be two seconds old. Of the buyer who asks: `kept_for` is their id for whom a unit is kept, `had` what
    they have taken already under other ids than the one they buy as.
    """

    sku_id: str
    listing_id: str
    title: str
    unit: str
    category: str
    photo_ref: str
    price_fen: int
    left: int
    on_sale: bool
    screening: str
    producer_id: str
    seller_id: str
    county_id: str
    seller_county_id: str
    weight_g: int = 0
    kind: str = ""
    shards: int = 0
    pieces: int = 0
    cap: int = 0
    first_part: int = 0
    waiting: int = 0
    kept: int = 0
    kept_for: str = ""
    had: int = 0


def offers(sku_ids: Iterable[str]) -> dict[str, Offer]:
    """The offers of up to 100 SKUs, by SKU; what does not exist is left out. Half a read unit each."""
    wanted = sorted(set(sku_ids))
    assert len(wanted) <= MOST_AT_ONCE
    return {stock.sku_id: offer_of(stock) for stock in Stock.batch_get(wanted)} if wanted else {}


def recent_offers(sku_ids: Iterable[str]) -> dict[str, Offer]:
    """As `offers`, at most two seconds old: for whoever only looks, and for what a write then names as its condition.
    Half a read unit for each that this process does not remember."""
    return {sku_id: offer_of(stock) for sku_id, stock in recent(Stock, sku_ids).items()}


def offer_of(stock: Stock) -> Offer:
    return Offer(
        sku_id=stock.sku_id,
        listing_id=stock.listing_id,
        title=stock.title,
        unit=stock.unit,
        category=stock.category,
        photo_ref=stock.photo_ref,
        price_fen=int(stock.price_fen),
        left=_left(stock),
        on_sale=stock.on_sale,
        screening=stock.screening,
        producer_id=stock.producer_id,
        seller_id=stock.seller_id,
        county_id=stock.county_id,
        seller_county_id=stock.seller_county_id,
        weight_g=int(stock.weight_g or 0),
        kind=stock.kind or "",
        shards=int(stock.shards or 0),
        pieces=int(stock.pieces or 0),
        cap=int(stock.cap or 0),
        first_part=int(stock.first_part or 0),
        waiting=int(stock.waiting or 0),
        kept=int(stock.kept or 0),
    )


def _left(stock: Stock) -> int:
    counter = 0 if stock.waiting else int(stock.left)
    if stock.kind == SHARDS:
        return counter + left_in_shards(stock)
    return counter + left_in_slots(stock) if stock.kind == SLOTS else counter
