"""The terms on which SKUs sell, to anybody and to one buyer, in one read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib import clock
from chalicelib.stock.caps import had_of
from chalicelib.stock.models import Stock
from chalicelib.stock.rules import SHARDS, SLOTS
from chalicelib.stock.shards import left_in_shards
from chalicelib.stock.slots import left_in_slots
from chalicelib.stock.tickets import kept_for
from chalicelib.store import recent

MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet


class Offer(NamedTuple):
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
    set_aside: int = 0
    kept_for: str = ""
    had: int = 0
    title_en: str = ""


Offers = Mapping[str, Offer]


def offers(sku_ids: Iterable[str]) -> dict[str, Offer]:
    """The offers of up to 100 SKUs, by SKU; what does not exist is left out. Half a read unit each."""
    ids = sorted(set(sku_ids))
    assert len(ids) <= MOST_AT_ONCE
    return {stock.sku_id: offer_of(stock) for stock in Stock.batch_get(ids)} if ids else {}


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
        set_aside=int(stock.kept or 0),
        title_en=stock.title_en or "",
    )


def _left(stock: Stock) -> int:
    counter = 0 if stock.waiting else int(stock.left)
    if stock.kind == SHARDS:
        return counter + left_in_shards(stock)
    return counter + left_in_slots(stock) if stock.kind == SLOTS else counter


def terms_for(buyer_id: str, sku_ids: Iterable[str], also: Sequence[str] = ()) -> dict[str, Offer]:
    """The offers of up to 100 SKUs on the terms of this buyer; `also` are the guests that they were before. Half a read
    unit each, one for each SKU of which units are kept for somebody, and one for each guest and SKU with a cap."""
    return _for_buyer(buyer_id, offers(sku_ids), also)


def recent_terms(
    buyer_id: str, sku_ids: Iterable[str], also: Sequence[str] = ()
) -> dict[str, Offer]:
    """As `terms_for`, with offers at most two seconds old: what this process remembers of them is not read."""
    return _for_buyer(buyer_id, recent_offers(sku_ids), also)


def _for_buyer(buyer_id: str, by_sku: Offers, also: Sequence[str]) -> dict[str, Offer]:
    capped = [offer.sku_id for offer in by_sku.values() if offer.cap]
    had = had_of(also, capped) if also and capped else {}
    return {
        sku_id: _own((buyer_id, *also), offer._replace(had=had.get(sku_id, 0)))
        for sku_id, offer in by_sku.items()
    }


def _own(buyer_ids: Sequence[str], offer: Offer) -> Offer:
    holder = kept_for(offer.sku_id, buyer_ids, clock.now()) if offer.set_aside else ""
    return offer._replace(left=1, kept_for=holder) if holder else offer
