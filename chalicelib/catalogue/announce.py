"""Whoever follows a maker or a craft hears of what is new, and of what comes into season."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib import clock
from chalicelib.catalogue.find import public_listings
from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import PUBLIC, RECOMMENDED
from chalicelib.notices import News, announce
from chalicelib.text import Wording, wording_of

MOST_READ = 200  # of what is on show, in one query

Image = Mapping[str, Mapping[str, Any]]


def announce_new_goods(changes: Iterable[tuple[Image | None, Image | None]]) -> None:
    """Tell followers of listings that have just been approved. Again is no news."""
    for before, after in changes:
        if _state(before) == RECOMMENDED and after and _state(after) == PUBLIC:
            listing = Listing.from_raw_data(dict(after))
            at = datetime.strptime(listing.state_since, f"{PUBLIC}#%Y%m%dT%H%M%S.%f")  # noqa: DTZ007 - UTC, see below
            news = News("goods-new", listing.listing_id, at.replace(tzinfo=UTC), _title(listing))
            for subject in _subjects_of(listing):
                announce(subject, news)


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


def _title(listing: Listing) -> dict[str, str | int | datetime | Wording]:
    return {"title": wording_of(listing, "title")}


def _state(image: Image | None) -> str:
    return str(image["state"]["S"]) if image else ""
