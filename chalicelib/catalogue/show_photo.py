"""A listing gets its picture as soon as the photo has been checked."""

from pynamodb.expressions.update import Action

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import EDITABLE, MOVED_ON, RECOMMENDED, SUBMITTED
from chalicelib.catalogue.states import moved
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.media import (
    READY,
    REFUSED,
    Photo,
    attach_photo,
    get_photo,
    turn_photo,
    turned_photo,
)
from chalicelib.store import change


def own_photo(photo_id: str, producer_id: str) -> Photo:
    """A photo that this producer sent or is sending. Raises Invalid for the form's field `photo`."""
    try:
        return get_photo(photo_id, producer_id)
    except NotFound:
        raise Invalid({"photo": "photo-missing"}) from None


def attach(photo_id: str, listing: Listing) -> Listing:
    """Say where a photo belongs. Whichever comes last, this or the checked photo, puts it on the listing."""
    photo = attach_photo(photo_id, listing.producer_id, listing.listing_id)
    return show_photo(photo) or listing


def turn_photo_of(listing: Listing, turned: int) -> Photo:
    """Have the picture of goods that are not on show yet turned by so many quarters to the right of how it came. Raises
    NotFound where it is no photo of the producer's."""
    if listing.state not in EDITABLE:
        raise Refused(MOVED_ON)
    photo_id, _ = turned_photo(listing.photo_ref)
    return turn_photo(photo_id, listing.producer_id, turned)


def show_photo(photo: Photo) -> Listing | None:
    """Put a checked photo on the listing that it belongs to, or say there why it was refused.

    None when there is nothing to do: it belongs nowhere yet, is not checked yet, or the goods are public or removed.
    A new picture of recommended goods sends them back to the county, which has not seen it. Safe to repeat.
    """
    if not photo.listing_id or photo.state not in {READY, REFUSED}:
        return None
    listing = Listing.find(photo.listing_id)
    if listing.state not in EDITABLE:
        return None
    if photo.state == READY and listing.photo_ref == photo.ref:
        return listing
    return change(
        listing,
        *_shown(photo, listing),
        when=Listing.state == listing.state,
        already=lambda listing: listing.photo_ref == photo.ref,
        otherwise=Refused("busy"),
    )


def _shown(photo: Photo, listing: Listing) -> list[Action]:
    if photo.state == REFUSED:
        return [Listing.photo_problem.set(photo.refusal)]
    state = SUBMITTED if listing.state == RECOMMENDED else listing.state
    return [
        Listing.photo_ref.set(photo.ref),
        Listing.photo_problem.set(""),
        *moved(state, listing.changed_by, listing.reason),
    ]
