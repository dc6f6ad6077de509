"""On what terms goods sell to one buyer: the offer of now, and what is kept for them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chalicelib import clock
from chalicelib.catalogue import Offer, offers
from chalicelib.orders.waiting import has_kept

Offers = Mapping[str, Offer]


def terms_for(buyer_id: str, sku_ids: Iterable[str]) -> dict[str, Offer]:
    """The offers of up to 100 SKUs as this buyer may take them. Half a read unit each, and one for each SKU of which
    units are kept for somebody."""
    return {sku_id: _own(buyer_id, offer) for sku_id, offer in offers(sku_ids).items()}


def _own(buyer_id: str, offer: Offer) -> Offer:
    if not offer.kept or not has_kept(offer.sku_id, buyer_id, clock.now()):
        return offer
    return replace(offer, left=1, is_kept=True)
