"""A photo has come in: it is checked, rendered in all sizes, and only then shown to anyone."""

from chalicelib.errors import NotFound, Refused
from chalicelib.media.models import Photo
from chalicelib.media.rules import (
    AWAITING,
    KINDS,
    MOST_PHOTO_BYTES,
    READY,
    REFUSED,
    incoming_key,
    photo_id_of,
    rendition_key,
)
from chalicelib.store import FOREVER, PRIVATE, change, delete_object, get_object, put_object


def receive_photo(key: str) -> Photo | None:
    """Check the photo under an incoming key and store its renditions; returns it ready or refused.

    A photo is decided once: hearing of it again, or a second upload under its key, changes nothing. None when nobody
    began it or its bytes are gone. The incoming bytes stay until `forget_upload`.
    """
    photo = Photo.find_or_none(photo_id_of(key))
    if photo is None or photo.state != AWAITING:
        return photo
    try:
        _store_renditions(photo, get_object(key))
    except NotFound:
        return None
    except Refused as refusal:
        return _decided(photo, REFUSED, refusal.message_id)
    return _decided(photo, READY)


def forget_upload(key: str) -> None:
    """Drop the bytes as they came in, with the place where they were taken: after this only renditions are left."""
    delete_object(incoming_key(photo_id_of(key)))


def _store_renditions(photo: Photo, body: bytes) -> None:
    """A private photo is kept in the one kind that every browser shows."""
    from chalicelib.media.renditions import renditions  # noqa: PLC0415 - Pillow: 40 ms, not in every function

    if len(body) > MOST_PHOTO_BYTES:
        raise Refused("photo-too-large")
    private = bool(photo.private)
    for width, kind, rendition in renditions(body):
        if private and kind != "jpg":
            continue
        key = rendition_key(photo.photo_id, width, kind, private=private)
        keep = PRIVATE if private else FOREVER
        put_object(key, rendition, content_type=KINDS[kind], cache_control=keep)


def _decided(photo: Photo, state: str, refusal: str = "") -> Photo:
    return change(
        Photo(photo.photo_id),
        Photo.state.set(state),
        Photo.refusal.set(refusal),
        Photo.forget_at.remove(),
        when=Photo.state == AWAITING,
        already=lambda photo: photo.state in {READY, REFUSED},
        otherwise=Refused("busy"),
    )
