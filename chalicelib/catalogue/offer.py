"""A producer offers goods: a listing with its stock, sent for review."""

import hashlib

from chalicelib import clock
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import (
    DRAFT,
    LONGEST_FORM_KEY,
    SUBMITTED,
    Goods,
    check,
    shipped_grams,
    sku_of,
    state_since,
)
from chalicelib.catalogue.show_photo import attach, own_photo
from chalicelib.producers import Producer, get_producer
from chalicelib.stock import MOST_IN_STOCK, Offer, add_stock
from chalicelib.store import AlreadyThere, transaction


def offer_listing(
    producer_id: str,
    goods: Goods,
    quantity: int,
    *,
    form_key: str,
    by: str,
    photo_id: str = "",
    photo_ref: str = "",
    county_id: str = "",
    submit: bool = True,
) -> Listing:
    """Make a listing with `quantity` units in stock and, unless it is a draft, send it for review.

    `photo_id` is a photo of this producer that may still be on its way or refused: the listing then waits for
    another. `photo_ref` is a picture that needs no checking. Goods come from the producer's own county unless
    `county_id` names another. The same form twice is the same listing. Raises Invalid; NotFound when there is no
    such producer.
    """
    assert 0 <= quantity <= MOST_IN_STOCK
    assert 0 < len(form_key) <= LONGEST_FORM_KEY
    check(goods)
    if photo_id:
        own_photo(photo_id, producer_id)
    listing = _listing(get_producer(producer_id), goods, form_key, by)
    listing.state = SUBMITTED if submit else DRAFT
    listing.state_since = state_since(listing.state, listing.made_at)
    listing.photo_ref = photo_ref
    listing.county_id = county_id or listing.seller_county_id
    listing = _keep(listing, quantity, shipped_grams(goods))
    return attach(photo_id, listing) if photo_id else listing


def _keep(listing: Listing, quantity: int, weight_g: int) -> Listing:
    try:
        with transaction() as tx:
            is_new = Listing.listing_id.does_not_exist()
            tx.put(listing, when=is_new, otherwise=AlreadyThere())
            add_stock(tx, _first_offer(listing, quantity, weight_g), AlreadyThere())
    except AlreadyThere:
        return Listing.find(listing.listing_id)
    return listing


def _listing(producer: Producer, goods: Goods, form_key: str, by: str) -> Listing:
    listing_id = _id_of(producer.producer_id, form_key)
    now = clock.now()
    return Listing(
        listing_id=listing_id,
        sku_id=sku_of(listing_id),
        producer_id=producer.producer_id,
        seller_id=producer.seller_id,
        seller_county_id=producer.county_id,
        title=goods.title,
        description=goods.description,
        category=goods.category,
        unit=goods.unit,
        holds=goods.holds or None,
        holds_unit=goods.holds_unit or None,
        weight_g=goods.weight_g or None,
        price_fen=goods.price_fen,
        made_at=now,
        changed_at=now,
        changed_by=by,
    )


def _first_offer(listing: Listing, quantity: int, weight_g: int) -> Offer:
    return Offer(
        sku_id=listing.sku_id,
        left=quantity,
        price_fen=int(listing.price_fen),
        on_sale=False,
        screening=listing.state,
        listing_id=listing.listing_id,
        title=listing.title,
        unit=listing.unit,
        category=listing.category,
        photo_ref=listing.photo_ref,
        producer_id=listing.producer_id,
        seller_id=listing.seller_id,
        county_id=listing.county_id,
        seller_county_id=listing.seller_county_id,
        weight_g=weight_g,
    )


def _id_of(producer_id: str, form_key: str) -> str:
    return hashlib.sha256(f"{producer_id}\n{form_key}".encode()).hexdigest()[:12]
