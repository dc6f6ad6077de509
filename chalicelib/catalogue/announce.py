"""Makers hear what became of what they sent in, their county of what waits for it, and whoever follows a maker or a
craft of what is new and what comes into season."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib import clock
from chalicelib.accounts import OFFICIAL, PRODUCER, grant
from chalicelib.catalogue.find import public_listings
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import PUBLIC, RECOMMENDED, REJECTED, REMOVED, SUBMITTED
from chalicelib.notices import News, NewsValue, announce, tell
from chalicelib.text import wording_of

MOST_READ = 200  # of what is on show, in one query

Image = Mapping[str, Mapping[str, Any]]


def tell_of_goods(changes: Iterable[tuple[Image | None, Image | None]]) -> None:
    """Tell what listings before and after a change are news of. Again is no news."""
    for before, after in changes:
        if after and _state(before) != _state(after):
            _tell(_state(before), Listing.from_raw_data(dict(after)))


def announce_season(now: datetime) -> None:
    """Tell followers what of a maker comes into season in this month, all of it in one notice. Once more within the
    month is no news. Reads all that is on show."""
    first = clock.shanghai_day(now).replace(day=1)
    counts: dict[str, int] = {}
    firsts: dict[str, Listing] = {}
    for listing in _on_show():
        if listing.season_from == first.month:
            firsts.setdefault(listing.producer_id, listing)
            counts[listing.producer_id] = counts.get(listing.producer_id, 0) + 1
    for producer_id, listing in firsts.items():
        values = {**_title(listing), "count": counts[producer_id]}
        news = News("season-begins", producer_id, clock.start_of_day(first), values)
        announce(f"maker:{producer_id}", news)


def _tell(before: str, listing: Listing) -> None:
    """Goods that are on show again are not new, and what a maker does alone is no news for them."""
    maker, values = grant(PRODUCER, listing.producer_id), _title(listing)
    facts = listing.listing_id, _since(listing)
    if listing.state == SUBMITTED:
        tell(grant(OFFICIAL, listing.county_id), News("goods-submitted", *facts, values))
    elif listing.state in (REJECTED, REMOVED) and listing.reason:  # the machine answers at once
        kind = "goods-sent-back" if listing.state == REJECTED else "goods-taken-down"
        tell(maker, News(kind, *facts, {**values, "reason": listing.reason}))
    elif listing.state == PUBLIC and before == RECOMMENDED:
        tell(maker, News("goods-approved", *facts, values))
        for subject in _subjects_of(listing):
            announce(subject, News("goods-new", *facts, values))
    elif listing.state == PUBLIC and before == REMOVED:
        tell(maker, News("goods-restored", listing.listing_id, listing.changed_at, values))


def _since(listing: Listing) -> datetime:
    """When the state of a listing began."""
    moment = listing.state_since.partition("#")[2]
    return datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z")


def _on_show() -> Iterator[Listing]:
    page = public_listings(limit=MOST_READ)
    yield from page.items
    while page.cursor:
        page = public_listings(cursor=page.cursor, limit=MOST_READ)
        yield from page.items


def _subjects_of(listing: Listing) -> Iterator[str]:
    yield f"maker:{listing.producer_id}"
    if listing.craft:
        yield f"craft:{listing.craft}"


def _title(listing: Listing) -> dict[str, NewsValue]:
    return {"title": wording_of(listing, "title")}


def _state(image: Image | None) -> str:
    return str(image["state"]["S"]) if image else ""
