"""On what terms goods sell to one buyer: the offer of now, what is kept for them, and what they have had."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chalicelib import clock
from chalicelib.stock.caps import had_of
from chalicelib.stock.offers import Offer, offers, recent_offers
from chalicelib.stock.waiting import kept_for

Offers = Mapping[str, Offer]


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
        sku_id: _own((buyer_id, *also), replace(offer, had=had.get(sku_id, 0)))
        for sku_id, offer in by_sku.items()
    }


def _own(buyer_ids: Sequence[str], offer: Offer) -> Offer:
    holder = kept_for(offer.sku_id, buyer_ids, clock.now()) if offer.kept else ""
    return replace(offer, left=1, kept_for=holder) if holder else offer
