"""A listing gets its picture as soon as the photo has been checked."""

from pynamodb.expressions.update import Action

from chalicelib.catalogue.models import Listing
from chalicelib.catalogue.rules import EDITABLE, RECOMMENDED, SUBMITTED
from chalicelib.catalogue.states import moved
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.media import READY, REFUSED, Photo, attach_photo, get_photo
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
    return change(
        listing,
        *_shown(photo, listing),
        when=Listing.state == listing.state,
        already=lambda listing: listing.photo_ref == photo.photo_id,
        otherwise=Refused("busy"),
    )


def _shown(photo: Photo, listing: Listing) -> list[Action]:
    if photo.state == REFUSED:
        return [Listing.photo_problem.set(photo.refusal)]
    state = SUBMITTED if listing.state == RECOMMENDED else listing.state
    return [
        Listing.photo_ref.set(photo.photo_id),
        Listing.photo_problem.set(""),
        *moved(state, listing.changed_by, listing.reason),
    ]
