"""A small market: a producer of Leishan, and goods on the shelf."""

from typing import Any

from chalicelib.catalogue import Goods, Listing, NewListing, offer_listing, publish, recommend
from chalicelib.producers import NewProducer, Producer, add_producer

LEISHAN = "c2262"
SILVER = Goods(title="雷山银发簪", price_fen=16_800, category="crafts")


def producer(name: str = "杨家银饰", phone: str = "13800138000") -> Producer:
    return add_producer(LEISHAN, NewProducer(name, "workshop", phone), "official")


def offered(goods: Goods = SILVER, quantity: int = 5, **other: Any) -> Listing:
    """Goods that wait for their county, with a picture."""
    asked = {"form_key": goods.title, "by": "yang", "photo_ref": "art/umbrella", **other}
    seller = other.pop("producer_id", "") or producer().producer_id
    asked.pop("producer_id", None)
    return offer_listing(seller, goods, quantity, NewListing(**asked))


def on_show(goods: Goods = SILVER, quantity: int = 5) -> Listing:
    """Goods that buyers see."""
    listing = offered(goods, quantity)
    recommend(listing.listing_id, LEISHAN, "official")
    return publish(listing.listing_id, "reviewer")
