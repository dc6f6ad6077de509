"""A maker or an office hangs a picture, changes how it hangs, or takes it down."""

from collections.abc import Callable, Sequence

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.media import AWAITING, READY, get_photo
from chalicelib.showcase.models import KeptPicture, Showcase
from chalicelib.showcase.rules import Picture, added, changed, check_picture, without
from chalicelib.store import Moved, put_when, step

Arranged = Callable[[Sequence[Picture]], list[Picture]]


def add_picture(owner_id: str, photo_id: str, picture: Picture, *, by: str) -> Showcase:
    """Hang an owner's photo that has been checked; `picture` says where and how. The same photo again is no news.
    Raises Invalid, Refused("photo-not-checked-yet"), Refused("gallery-is-full")."""
    check_picture(picture)
    picture = picture._replace(photo_ref=_checked(owner_id, photo_id))
    return _arrange(owner_id, by, lambda pictures: added(pictures, picture))


def change_picture(owner_id: str, picture: Picture, at: int, *, by: str) -> Showcase:
    """Change focus and caption of a picture and, in the gallery, its position from 0. Raises Invalid, NotFound."""
    check_picture(picture)
    return _arrange(owner_id, by, lambda pictures: changed(pictures, picture, at))


def remove_picture(owner_id: str, photo_ref: str, *, by: str) -> Showcase:
    """Take a picture down. One that does not hang there is no news."""
    return _arrange(owner_id, by, lambda pictures: without(pictures, photo_ref))


def _checked(owner_id: str, photo_id: str) -> str:
    """The reference of an owner's photo that anybody may see."""
    try:
        photo = get_photo(photo_id, owner_id)
    except NotFound:
        raise Invalid({"photo": "picture-missing"}) from None
    if photo.state == AWAITING:
        raise Refused("photo-not-checked-yet")
    if photo.private or photo.state != READY:
        raise Invalid({"photo": photo.refusal or "picture-missing"})
    return photo.ref


def _arrange(owner_id: str, by: str, arranged: Arranged) -> Showcase:
    """Nothing is written where nothing changes."""

    def attempt() -> Showcase:
        showcase = Showcase.find_or_none(owner_id) or Showcase(owner_id)
        before = showcase.pictures
        after = arranged(before)
        return _kept(showcase, after, by) if after != before else showcase

    return step(attempt)


def _kept(showcase: Showcase, pictures: Sequence[Picture], by: str) -> Showcase:
    fresh = Showcase(
        showcase.owner_id,
        wall=[KeptPicture(**picture._asdict()) for picture in pictures],
        version=showcase.version + 1,
        changed_at=clock.now(),
        changed_by=by,
    )
    is_as_read = (
        Showcase.version == showcase.version
        if showcase.version
        else Showcase.owner_id.does_not_exist()
    )
    return put_when(fresh, when=is_as_read, otherwise=Moved())
