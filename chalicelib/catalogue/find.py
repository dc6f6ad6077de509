"""Listings: a single one, several, those on show, a producer's own, and those that wait for someone."""

from collections.abc import Iterable
from typing import Any

from chalicelib.catalogue.categories import season_months
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import PUBLIC, RECOMMENDED, SUBMITTED, fen_a_jin, net_grams
from chalicelib.errors import NotFound
from chalicelib.store import Page, page_of, recent

MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet
LIMIT = 24


def get_listing(listing_id: str) -> Listing:
    """A listing in any state, for those who screen it. Raises NotFound."""
    return Listing.find(listing_id)


def get_listings(listing_ids: Iterable[str]) -> dict[str, Listing]:
    """Several listings in any state in one read, by id; those that do not exist are left out."""
    ids = sorted(set(listing_ids))
    assert len(ids) <= MOST_AT_ONCE
    return {listing.listing_id: listing for listing in Listing.batch_get(ids)} if ids else {}


def own_listing(listing_id: str, producer_id: str) -> Listing:
    """A producer's own listing. Somebody else's is not found."""
    listing = Listing.find(listing_id)
    if listing.producer_id != producer_id:
        raise NotFound("not-found")
    return listing


def price_of_a_jin(listing: Listing) -> int:
    """What 500 g of the goods cost, in fen; 0 where the unit does not tell their weight, or is a jin itself."""
    grams = net_grams(listing.unit, int(listing.holds or 0), listing.holds_unit or "")
    return fen_a_jin(int(listing.price_fen), grams) if grams and listing.unit != "jin" else 0


def seasons_of(listings: Iterable[Listing]) -> list[tuple[Listing, tuple[int, ...]]]:
    """Those of some goods that have a season, with its months in their order."""
    seasons = (
        (listing, season_months(int(listing.season_from or 0), int(listing.season_to or 0)))
        for listing in listings
    )
    return [(listing, months) for listing, months in seasons if months]


def public_listing(listing_id: str) -> Listing:
    """Goods on show. Raises NotFound for all others."""
    return _on_show(Listing.find_or_none(listing_id))


def recent_listing(listing_id: str) -> Listing:
    """As `public_listing`, at most two seconds old, for whoever only looks: nobody may change it."""
    return _on_show(recent(Listing, [listing_id]).get(listing_id))


def recent_listings(listing_ids: Iterable[str]) -> dict[str, Listing]:
    """Up to 100 goods on show by id, as `recent_listing` reads them; others are left out."""
    cards = recent(Listing, listing_ids)
    return {listing_id: card for listing_id, card in cards.items() if card.state == PUBLIC}


def public_listings(
    *, county_id: str = "", producer_id: str = "", cursor: str = "", limit: int = LIMIT
) -> Page[Listing]:
    """Goods on show, newest first: of a county of origin, of a producer, or all."""
    if producer_id:
        return _page(Listing.of_producer, producer_id, PUBLIC, cursor, limit, newest_first=True)
    if county_id:
        return _page(Listing.of_county, county_id, PUBLIC, cursor, limit, newest_first=True)
    return _page(Listing.in_state, PUBLIC, PUBLIC, cursor, limit, newest_first=True)


def listings_of_producer(producer_id: str, cursor: str = "", limit: int = LIMIT) -> Page[Listing]:
    """All of a producer's own listings, state by state, newest first within each."""
    return page_of(
        lambda **page: Listing.of_producer.query(producer_id, scan_index_forward=False, **page),
        cursor=cursor,
        limit=limit,
    )


def waiting_for_county(county_id: str, cursor: str = "", limit: int = LIMIT) -> Page[Listing]:
    """Goods from a county that its office may recommend, longest wait first."""
    return _page(Listing.of_county, county_id, SUBMITTED, cursor, limit)


def waiting_for_review(cursor: str = "", limit: int = LIMIT) -> Page[Listing]:
    """Recommended goods that the platform has not decided on, longest wait first."""
    return _page(Listing.in_state, RECOMMENDED, RECOMMENDED, cursor, limit)


def _page(
    index: Any, key: str, state: str, cursor: str, limit: int, *, newest_first: bool = False
) -> Page[Listing]:
    return page_of(
        lambda **page: index.query(
            key,
            Listing.state_since.startswith(f"{state}#"),
            scan_index_forward=not newest_first,
            **page,
        ),
        cursor=cursor,
        limit=limit,
    )


def _on_show(listing: Listing | None) -> Listing:
    if listing is None or listing.state != PUBLIC:
        raise NotFound("goods-not-on-show")
    return listing
