"""A photo that stands on its head is turned: its owner says how, and the job draws it so."""

from chalicelib.errors import NotFound, Refused
from chalicelib.media.models import Photo, is_turned
from chalicelib.media.photos import get_photo
from chalicelib.media.rules import AWAITING, REFUSED, incoming_key
from chalicelib.store import PRIVATE, change, put_object


def turn_photo(photo_id: str, owner_id: str, turned: int) -> Photo:
    """Have a photo shown turned by so many quarters to the right of how it came; once more is no news.

    Until the job has drawn it, it is awaiting again, and shown as it was. Raises NotFound for anybody else's, for a
    private one, and for one that was refused.
    """
    photo = get_photo(photo_id, owner_id)
    if photo.private or photo.state == REFUSED:
        raise NotFound("not-found")
    if int(photo.turned) != turned:
        photo = _turned(photo, turned)
    if photo.state == AWAITING and photo.drawn is not None:
        # The bucket's news of this object wakes the job; nobody reads what is in it.
        kind = "application/octet-stream"
        put_object(incoming_key(photo_id), b"", content_type=kind, cache_control=PRIVATE)
    return photo


def _turned(photo: Photo, turned: int) -> Photo:
    state, before = photo.state, int(photo.turned)
    shown_turn = before if state != AWAITING and photo.drawn is None else photo.drawn
    return change(
        Photo(photo.photo_id),
        Photo.turned.set(turned),
        Photo.state.set(AWAITING),
        *([] if shown_turn is None else [Photo.drawn.set(shown_turn)]),
        when=(Photo.state == state) & is_turned(before),
        already=lambda photo: photo.turned == turned,
        otherwise=Refused("busy"),
    )
