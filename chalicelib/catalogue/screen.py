"""The way of a listing through the county and the review: recommended, public, rejected, removed."""

from contextlib import suppress

from pynamodb.expressions.condition import Condition

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import (
    LONGEST_REASON,
    PUBLIC,
    RECOMMENDED,
    REJECTABLE,
    REJECTED,
    REMOVED,
    SUBMITTED,
)
from chalicelib.catalogue.states import moved
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.stock import SLOTS, Stock, end_drop, stop_shards
from chalicelib.store import change, transaction

MOVED_ON = "listing-moved-on"


def recommend(listing_id: str, county_id: str, by: str, *, seen: str = "") -> Listing:
    """The county of origin vouches for the goods. `seen` is the `state_since` that the official saw: goods that
    were changed since are not recommended unseen. Once more is no news. Raises NotFound, Refused."""
    listing = Listing.find(listing_id)
    if listing.county_id != county_id:
        raise NotFound("not-found")
    is_waiting = (Listing.state == SUBMITTED) & (Listing.photo_ref != "")
    return change(
        listing,
        *moved(RECOMMENDED, by),
        when=_as_seen(is_waiting, seen),
        already=lambda one: one.state in {RECOMMENDED, PUBLIC},
        otherwise=Refused(MOVED_ON if listing.photo_ref else "listing-without-photo"),
    )


def publish(listing_id: str, by: str, *, seen: str = "") -> Listing:
    """Put recommended goods on show and on sale, in one transaction. Once more is no news."""
    listing = Listing.find(listing_id)
    if listing.state == PUBLIC:
        return listing
    refusal = Refused(MOVED_ON)
    with transaction() as tx:
        tx.update(
            Listing(listing_id),
            *moved(PUBLIC, by),
            when=_as_seen(
                (Listing.state == RECOMMENDED) & (Listing.photo_ref == listing.photo_ref), seen
            ),
            otherwise=refusal,
        )
        tx.update(
            Stock(listing.sku_id),
            Stock.on_sale.set(True),
            Stock.screening.set(PUBLIC),
            Stock.photo_ref.set(listing.photo_ref),
            when=Stock.sku_id.exists(),
            otherwise=refusal,
        )
    return Listing.find(listing_id)


def reject(listing_id: str, reason: str, by: str, *, seen: str = "") -> Listing:
    """Send goods that wait back to their producer, with a reason. Once more is no news."""
    return change(
        Listing.find(listing_id),
        *moved(REJECTED, by, _checked(reason)),
        when=_as_seen(Listing.state.is_in(*REJECTABLE), seen),
        already=lambda one: one.state == REJECTED,
        otherwise=Refused(MOVED_ON),
    )


def remove(listing_id: str, reason: str, by: str) -> Listing:
    """Take public goods down: in the same transaction they are no longer on sale. Once more is no news."""
    listing = Listing.find(listing_id)
    if listing.state == REMOVED:
        return listing
    refusal = Refused(MOVED_ON)
    stock = Stock.find(listing.sku_id)
    with transaction() as tx:
        tx.update(
            Listing(listing_id),
            *moved(REMOVED, by, _checked(reason)),
            when=Listing.state == PUBLIC,
            otherwise=refusal,
        )
        tx.update(
            Stock(listing.sku_id),
            Stock.on_sale.set(False),
            Stock.screening.set(REMOVED),
            when=Stock.sku_id.exists(),
            otherwise=refusal,
        )
        stop_shards(tx, stock)
    if stock.kind == SLOTS:
        with suppress(Refused):  # pieces that buyers may still pay for stay theirs
            end_drop(listing.sku_id)
    return Listing.find(listing_id)


def _as_seen(condition: Condition, seen: str) -> Condition:
    return condition & (Listing.state_since == seen) if seen else condition


def _checked(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "reason-missing"})
    assert len(reason) <= LONGEST_REASON
    return reason
