"""What a basket needs to know of each SKU, in one read."""

from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.catalogue.models import Stock

MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms on which one SKU sells now. `screening` is the listing's state when that last touched the stock."""

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


def offers(sku_ids: Iterable[str]) -> dict[str, Offer]:
    """The offers of up to 100 SKUs, by SKU; what does not exist is left out. Half a read unit each."""
    wanted = sorted(set(sku_ids))
    assert len(wanted) <= MOST_AT_ONCE
    return {one.sku_id: offer_of(one) for one in Stock.batch_get(wanted)} if wanted else {}


def offer_of(stock: Stock) -> Offer:
    return Offer(
        sku_id=stock.sku_id,
        listing_id=stock.listing_id,
        title=stock.title,
        unit=stock.unit,
        category=stock.category,
        photo_ref=stock.photo_ref,
        price_fen=int(stock.price_fen),
        left=int(stock.left),
        on_sale=stock.on_sale,
        screening=stock.screening,
        producer_id=stock.producer_id,
        seller_id=stock.seller_id,
        county_id=stock.county_id,
        seller_county_id=stock.seller_county_id,
    )
