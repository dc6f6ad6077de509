"""The way of a listing through the county and the review: recommended, public, rejected, removed."""

from pynamodb.expressions.condition import Condition

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import (
    LONGEST_REASON,
    MOVED_ON,
    PUBLIC,
    RECOMMENDED,
    REJECTABLE,
    REJECTED,
    REMOVED,
    REVIEWED,
    SUBMITTED,
)
from chalicelib.catalogue.states import hidden, moved, screened, shown_again
from chalicelib.catalogue.words import screening_of
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.screening import STOP, Screening
from chalicelib.stock import put_on_sale
from chalicelib.store import change, transaction


def recommend(listing_id: str, county_id: str, by: str, *, state_since: str = "") -> Listing:
    """The county of origin vouches for the goods. `state_since` is what it was when the official looked: goods that
    were changed since are not recommended unseen. Once more is no news. Raises NotFound, Refused."""
    listing = Listing.find(listing_id)
    if listing.county_id != county_id:
        raise NotFound("not-found")
    is_waiting = (Listing.state == SUBMITTED) & (Listing.photo_ref != "")
    return change(
        listing,
        *moved(RECOMMENDED, by),
        when=_as_seen(is_waiting, state_since),
        already=lambda listing: listing.state in {RECOMMENDED, PUBLIC},
        otherwise=Refused(MOVED_ON if listing.photo_ref else "listing-without-photo"),
    )


def publish(listing_id: str, by: str, *, state_since: str = "", despite: bool = False) -> Listing:
    """Put recommended goods on show and on sale, in one transaction. Once more is no news.

    Nothing is public whose words were not screened as they are, by the rules of now: the write stands under it. Raises
    Invalid for what the machine stops, unless a person decides `despite` it."""
    listing = Listing.find(listing_id)
    if listing.state == PUBLIC:
        return listing
    screening, refusal = screening_of(listing), Refused(MOVED_ON)
    check_stopped(screening, despite=despite)
    with transaction() as tx:
        tx.update(
            Listing(listing_id),
            *moved(PUBLIC, by),
            Listing.reviewed_price_fen.set(listing.price_fen),
            *screened(screening, person_asked=bool(listing.person_asked)),
            when=_as_seen(
                (Listing.state == RECOMMENDED)
                & (Listing.photo_ref == listing.photo_ref)
                & (Listing.changed_at == listing.changed_at),
                state_since,
            ),
            otherwise=refusal,
        )
        put_on_sale(
            tx, listing.sku_id, photo_ref=listing.photo_ref, screening=PUBLIC, otherwise=refusal
        )
    return Listing.find(listing_id)


def reject(listing_id: str, reason: str, by: str, *, state_since: str = "") -> Listing:
    """Send goods that wait back to their producer, with a reason. Once more is no news."""
    return change(
        Listing.find(listing_id),
        *moved(REJECTED, by, checked_reason(reason)),
        when=_as_seen(Listing.state.is_in(*REJECTABLE), state_since),
        already=lambda listing: listing.state == REJECTED,
        otherwise=Refused(MOVED_ON),
    )


def remove(listing_id: str, reason: str, by: str) -> Listing:
    """Take goods down that people had approved: in the same transaction they are no longer on sale. Once more is no
    news."""
    listing = Listing.find(listing_id)
    if listing.state == REMOVED:
        return listing
    return hidden(listing, REVIEWED, REMOVED, by, checked_reason(reason))


def undo_removal(listing_id: str, by: str) -> Listing:
    """Show goods again that were taken down, as they were, where they stood. Once more is no news. Raises NotFound,
    Refused."""
    listing = Listing.find(listing_id)
    return listing if listing.state == PUBLIC else shown_again(listing, REMOVED, by)


def check_stopped(screening: Screening, *, despite: bool) -> None:
    """Raises Invalid for the field `despite`: what the machine stops is shown only where a person has said so."""
    if screening.outcome == STOP and not despite:
        raise Invalid({"despite": "marked-words-unread"})


def _as_seen(condition: Condition, state_since: str) -> Condition:
    return condition & (Listing.state_since == state_since) if state_since else condition


def checked_reason(reason: str) -> str:
    """Raises Invalid for a decision without a reason."""
    if not reason.strip():
        raise Invalid({"reason": "reason-missing"})
    assert len(reason) <= LONGEST_REASON
    return reason
