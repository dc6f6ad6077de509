"""A photo has come in: it is checked, rendered in all sizes, and only then shown to anyone."""

from chalicelib.errors import NotFound, Refused
from chalicelib.media.models import Photo, is_turned
from chalicelib.media.rules import (
    AWAITING,
    KINDS,
    MOST_PHOTO_BYTES,
    QUARTERS,
    READY,
    REFUSED,
    WIDTHS,
    incoming_key,
    photo_id_of,
    photo_ref,
    rendition_key,
)
from chalicelib.store import FOREVER, PRIVATE, change, delete_object, get_object, put_object


def receive_photo(key: str) -> Photo | None:
    """Check the photo under an incoming key and store its renditions; returns it ready or refused.

    A photo is decided once: hearing of it again, or a second upload under its key, changes nothing. One that was
    turned since is drawn anew from its largest rendition. None when nobody began it or its bytes are gone. The
    incoming bytes stay until `forget_upload`.
    """
    photo = Photo.find_or_none(photo_id_of(key))
    while photo is not None and photo.state == AWAITING:
        photo = _received(photo)
    return photo


def _received(photo: Photo) -> Photo | None:
    """The photo as it stands when it was drawn: still awaiting when its owner has turned it meanwhile."""
    try:
        if photo.drawn is None:
            _store_renditions(photo, get_object(incoming_key(photo.photo_id)), int(photo.turned))
        elif photo.drawn != photo.turned:
            first = photo_ref(photo.photo_id, int(photo.drawn))
            body = get_object(rendition_key(first, max(WIDTHS), "jpg"))
            _store_renditions(photo, body, int(photo.turned - photo.drawn) % QUARTERS)
    except NotFound:
        return None
    except Refused as refusal:
        return _decided(photo, REFUSED, refusal.message_id)
    return _decided(photo, READY)


def forget_upload(key: str) -> None:
    """Drop the bytes as they came in, with the place where they were taken: after this only renditions are left."""
    delete_object(incoming_key(photo_id_of(key)))


def _store_renditions(photo: Photo, body: bytes, turned: int) -> None:
    """A private photo is kept in the one kind that every browser shows."""
    from chalicelib.media.renditions import renditions  # noqa: PLC0415 - Pillow: 40 ms, not in every function

    if len(body) > MOST_PHOTO_BYTES:
        raise Refused("photo-too-large")
    private = bool(photo.private)
    for width, kind, rendition in renditions(body, turned):
        if private and kind != "jpg":
            continue
        key = rendition_key(photo.ref, width, kind, private=private)
        keep = PRIVATE if private else FOREVER
        put_object(key, rendition, content_type=KINDS[kind], cache_control=keep)


def _decided(photo: Photo, state: str, refusal: str = "") -> Photo:
    """Decides on it as it was drawn."""
    turned = int(photo.turned)
    return change(
        Photo(photo.photo_id),
        Photo.state.set(state),
        Photo.refusal.set(refusal),
        Photo.forget_at.remove(),
        when=(Photo.state == AWAITING) & is_turned(turned),
        already=lambda photo: photo.state != AWAITING or photo.turned != turned,
        otherwise=Refused("busy"),
    )
