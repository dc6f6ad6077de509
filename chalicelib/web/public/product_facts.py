"""What machines read of a product, and who earns by it."""

from collections.abc import Mapping
from typing import Any

from chalicelib.catalogue import Listing
from chalicelib.live import get_sessions
from chalicelib.money import yuan
from chalicelib.settings import settings
from chalicelib.stock import Offer
from chalicelib.web.page.as_written import wording
from chalicelib.web.page.pictures import small_picture
from chalicelib.web.public.remarks import ShownTally

IN_STOCK, SOLD_OUT = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def facts_of(listing: Listing, offer: Offer, tally: ShownTally) -> dict[str, Any]:
    """A product as schema.org describes it: what search engines show beside a link. The mean is in it where everybody
    may read it."""
    base = settings().base_url
    rating = {
        "@type": "AggregateRating",
        "ratingValue": tally.mean,
        "reviewCount": tally.reviews,
    }
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": wording(listing, "title"),
        "description": wording(listing, "description"),
        "image": f"{base}{small_picture(listing.photo_ref)}",
        **({"aggregateRating": rating} if tally.mean else {}),
        "offers": {
            "@type": "Offer",
            "url": f"{base}/goods/{listing.listing_id}",
            "price": yuan(offer.price_fen).replace(",", ""),
            "priceCurrency": "CNY",
            "availability": IN_STOCK if offer.on_sale and offer.left > 0 else SOLD_OUT,
        },
    }


def earns_commission(query: Mapping[str, str]) -> bool:
    """Whether an order that comes from this page earns the hosts of a live their commission."""
    session_id = query.get("session_id", "")
    session = get_sessions([session_id]).get(session_id) if session_id else None
    return bool(session and session.creator_ids)
