"""What a producer does with goods that are approved: pause, sell again, reprice, copy, put away."""

from chalicelib.catalogue.find import own_listing
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.offer import offer_listing
from chalicelib.catalogue.rules import (
    ARCHIVED,
    DRAFT,
    MOVED_ON,
    PAUSED,
    PUBLIC,
    PUT_AWAY,
    REVIEWED,
    NewListing,
    is_steep,
)
from chalicelib.catalogue.states import hidden, moved, shown_again, touched
from chalicelib.catalogue.words import goods_of, label_of, reviewed_price_fen
from chalicelib.errors import Invalid, Refused
from chalicelib.money import MOST_FEN
from chalicelib.stock import relabel
from chalicelib.store import change, transaction


def pause_listing(listing_id: str, producer_id: str, *, by: str) -> Listing:
    """Sell no more for now, from this moment: in the same transaction nobody can order it. Once more is no news. Raises
    NotFound, Refused."""
    listing = own_listing(listing_id, producer_id)
    if listing.state == PAUSED:
        return listing
    return hidden(listing, (PUBLIC,), PAUSED, by)


def sell_again(listing_id: str, producer_id: str, *, by: str) -> Listing:
    """Put paused goods on sale again, as they were approved and where they stood: a pause makes nothing new. Once more
    is no news. Raises NotFound, Refused."""
    listing = own_listing(listing_id, producer_id)
    if listing.state == PUBLIC:
        return listing
    return shown_again(listing, PAUSED, by)


def reprice_listing(listing_id: str, producer_id: str, price_fen: int, *, by: str) -> Listing:
    """Sell approved goods at another price from now on. The same price again is no news.

    Raises Invalid for the field `price`: no amount, or "price-rises-steeply" for one that a person has to look at (see
    `revise_listing`); NotFound, Refused."""
    if not 1 <= price_fen <= MOST_FEN:
        raise Invalid({"price": "not-an-amount"})
    listing, refusal = own_listing(listing_id, producer_id), Refused(MOVED_ON)
    if listing.price_fen == price_fen:
        return listing
    if is_steep(reviewed_price_fen(listing), price_fen):
        raise Invalid({"price": "price-rises-steeply"})
    with transaction() as tx:
        tx.update(
            listing,
            Listing.price_fen.set(price_fen),
            Listing.reviewed_price_fen.set(reviewed_price_fen(listing)),
            *touched(by),
            when=Listing.state.is_in(*REVIEWED) & (Listing.changed_at == listing.changed_at),
            otherwise=refusal,
        )
        goods = goods_of(listing)._replace(price_fen=price_fen)
        relabel(tx, listing.sku_id, label_of(goods), refusal)
    return Listing.find(listing_id)


def copy_listing(listing_id: str, producer_id: str, *, form_key: str, by: str) -> Listing:
    """A draft with the words, the price and the picture of another, and nothing in stock. The same form twice is the
    same draft. Raises NotFound."""
    listing = own_listing(listing_id, producer_id)
    new = NewListing(
        form_key, by, photo_ref=listing.photo_ref, county_id=listing.county_id, is_draft=True
    )
    return offer_listing(producer_id, goods_of(listing), 0, new)


def put_away(listing_id: str, producer_id: str, *, by: str) -> Listing:
    """Take goods that are not on sale out of the way, until they are taken out again. Once more is no news. Raises
    NotFound, Refused."""
    return change(
        own_listing(listing_id, producer_id),
        *moved(ARCHIVED, by),
        when=Listing.state.is_in(*PUT_AWAY),
        already=lambda listing: listing.state == ARCHIVED,
        otherwise=Refused(MOVED_ON),
    )


def take_out(listing_id: str, producer_id: str, *, by: str) -> Listing:
    """Take goods out of the archive, as a draft. Once more is no news. Raises NotFound, Refused."""
    return change(
        own_listing(listing_id, producer_id),
        *moved(DRAFT, by),
        when=Listing.state == ARCHIVED,
        already=lambda listing: listing.state == DRAFT,
        otherwise=Refused(MOVED_ON),
    )
