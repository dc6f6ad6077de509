"""Photos: begun by whoever will send one, looked up by their owner, attached to what they show."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.media.models import Photo
from chalicelib.media.rules import AWAITING, MOST_PHOTO_BYTES, incoming_key, rendition_key
from chalicelib.store import change, presigned_upload, presigned_view, put_new

REMEMBERED = timedelta(days=7)  # how long a photo may stay away, e.g. in a phone without a network


class Upload(NamedTuple):
    """A form that may send one photo: its fields, to be posted to `/uploads/` with the file last."""

    photo_id: str
    fields: dict[str, str]


def begin_photo(
    owner_id: str, redirect_to: str, *, listing_id: str = "", private: bool = False
) -> Upload:
    """Let somebody send one photo within the hour. `{photo_id}` in `redirect_to`, the absolute address to which the
    browser goes afterwards, becomes the new photo's id. With `listing_id` it will show those goods; with
    `private` only who is given its address sees it."""
    photo_id = secrets.token_hex(12)
    now = clock.now()
    put_new(
        Photo(
            photo_id=photo_id,
            owner_id=owner_id,
            listing_id=listing_id,
            private=private or None,
            state=AWAITING,
            begun_at=now,
            forget_at=now + REMEMBERED,
        )
    )
    fields = presigned_upload(
        incoming_key(photo_id),
        most_bytes=MOST_PHOTO_BYTES,
        redirect_to=redirect_to.replace("{photo_id}", photo_id),
    )
    return Upload(photo_id, fields)


def get_photo(photo_id: str, owner_id: str) -> Photo:
    """A photo of this owner. Raises NotFound for anybody else's."""
    photo = Photo.find(photo_id)
    if photo.owner_id != owner_id:
        raise NotFound("not-found")
    return photo


def address_of(photo: Photo, width: int) -> str:
    """Where a browser finds a photo that is ready: a private one for a quarter of an hour, so only pages of those who
    may see it may ask."""
    key = rendition_key(photo.ref, width, "jpg", private=bool(photo.private))
    return presigned_view(key) if photo.private else f"/{key}"


def attach_photo(photo_id: str, owner_id: str, listing_id: str) -> Photo:
    """Say which listing an owner's photo shows, and get the photo as it is now: either it is checked already, or
    whoever checks it will find the listing there. Once more is no news. Raises NotFound, also for a private one."""
    return change(
        Photo(photo_id),
        Photo.listing_id.set(listing_id),
        when=(Photo.owner_id == owner_id)
        & Photo.listing_id.is_in("", listing_id)
        & Photo.private.does_not_exist(),
        otherwise=NotFound("not-found"),
    )
