"""A producer offers goods: a listing with its stock, sent for review."""

from chalicelib import clock
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import (
    DRAFT,
    LONGEST_FORM_KEY,
    REJECTED,
    SUBMITTED,
    Goods,
    NewListing,
    check_goods,
    shipped_grams,
    sku_of,
    state_since,
)
from chalicelib.catalogue.show_photo import attach, own_photo
from chalicelib.catalogue.words import screening_of_goods
from chalicelib.producers import Producer, get_producer
from chalicelib.screening import STOP
from chalicelib.stock import MOST_IN_STOCK, Offer, add_stock
from chalicelib.store import AlreadyThere, transaction
from chalicelib.text import id_of


def offer_listing(producer_id: str, goods: Goods, quantity: int, new: NewListing) -> Listing:
    """Make a listing with `quantity` units in stock and, unless it is a draft, send it for review; what the machine
    stops comes back at once. The same form twice is the same listing. Raises Invalid; NotFound when there is no such
    producer."""
    assert 0 <= quantity <= MOST_IN_STOCK
    assert 0 < len(new.form_key) <= LONGEST_FORM_KEY
    check_goods(goods)
    photo_id = new.photo_id
    if photo_id:
        own_photo(photo_id, producer_id)
    listing = _listing(get_producer(producer_id), goods, new)
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


def _listing(producer: Producer, goods: Goods, new: NewListing) -> Listing:
    listing_id = _id_of(producer.producer_id, new.form_key)
    screening = screening_of_goods(goods)
    waits_in = REJECTED if screening.outcome == STOP else SUBMITTED
    state = DRAFT if new.is_draft else waits_in
    now = clock.now()
    return Listing(
        listing_id=listing_id,
        sku_id=sku_of(listing_id),
        producer_id=producer.producer_id,
        seller_id=producer.seller_id,
        county_id=new.county_id or producer.county_id,
        seller_county_id=producer.county_id,
        **{name: value for name, value in goods._asdict().items() if value},
        photo_ref=new.photo_ref,
        state=state,
        state_since=state_since(state, now),
        fingerprint=screening.fingerprint,
        screened_as=screening.outcome,
        screened_by=screening.version,
        made_at=now,
        changed_at=now,
        changed_by=new.by,
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
        title_en=listing.title_en or "",
    )


def _id_of(producer_id: str, form_key: str) -> str:
    return id_of(producer_id, form_key)
