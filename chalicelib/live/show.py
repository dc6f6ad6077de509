"""The goods of a session: those of its run of show, and those that it has shown."""

from collections.abc import Iterable
from typing import NamedTuple

from chalicelib import clock
from chalicelib.catalogue import PUBLIC, Listing, get_listings
from chalicelib.live.film_time import Timeline, milliseconds_of, position, read_timeline
from chalicelib.live.find import pins_of
from chalicelib.live.models import Broadcast, LiveSession
from chalicelib.live.rules import PAST_STATES
from chalicelib.stock import Offer, offers

MOST_LISTINGS = 100  # of one read


class PinnedListing(NamedTuple):
    """A listing that was pinned so many minutes and seconds ("12:05") into the film."""

    listing_id: str
    minutes: str


def goods_in_show(session: LiveSession) -> list[Offer]:
    """Price and stock of the goods in the run of show, in its order; goods that no longer exist are left out."""
    listings = get_listings(session.run_of_show)
    skus = [
        listings[listing_id].sku_id for listing_id in session.run_of_show if listing_id in listings
    ]
    offer_of = offers(skus)
    return [offer_of[sku_id] for sku_id in skus if sku_id in offer_of]


def public_among(listing_ids: Iterable[str]) -> list[Listing]:
    """Those of these listings that are on show, each once, in this order; at most 100 are looked at."""
    ids = list(dict.fromkeys(listing_ids))[:MOST_LISTINGS]
    listings = get_listings(ids)
    return [
        listings[listing_id]
        for listing_id in ids
        if listing_id in listings and listings[listing_id].state == PUBLIC
    ]


def shown_in(session: LiveSession) -> list[PinnedListing]:
    """What a session that is over has pinned, in order; nothing before its end."""
    if session.state not in PAST_STATES:
        return []
    timeline = _timeline(session)
    return [
        PinnedListing(pin.listing_id, _minutes(position(timeline, milliseconds_of(pin.since))))
        for pin in pins_of(session.session_id)
    ]


def _timeline(session: LiveSession) -> Timeline:
    """That of the film; of a session without one, from its start to its end or to this moment."""
    broadcast = Broadcast.find_or_none(session.session_id) if session.filmed else None
    if broadcast and broadcast.timeline:
        return read_timeline(broadcast.timeline)
    began = milliseconds_of(session.live_at or session.starts_at)
    over = milliseconds_of(session.ended_at or clock.now())
    return [(0, began), (over - began, over)]


def _minutes(milliseconds: int) -> str:
    seconds = round(milliseconds / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"
