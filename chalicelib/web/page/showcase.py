"""What makers and offices share when they fill their page with pictures: its forms, and what these show."""

from typing import Any

from chalicelib.errors import NotFound
from chalicelib.showcase import (
    FOCUSES,
    GALLERY,
    LONGEST_CAPTION,
    LONGEST_CAPTION_EN,
    MIDDLE,
    MOST_IN_GALLERY,
    PLACES,
    Picture,
    showcase_of,
)
from chalicelib.web.page.asking import asking
from chalicelib.web.page.forms import Form, kept, named, typed
from chalicelib.web.page.photo_upload import own_photo, upload_for


def page_values(owner_id: str, path: str) -> dict[str, Any]:
    """What the page needs on which an owner hangs pictures. `path` is where a photo that was sent comes back to; it
    names the county, if there may be several."""
    form = kept(typed(), "caption", "caption_en", place=GALLERY, photo=named().get("photo", ""))
    return {
        "showcase": showcase_of(owner_id),
        "form": form,
        "photo": own_photo(owner_id, form["photo"]),
        "upload": upload_for(owner_id, f"{path}{'&' if '?' in path else '?'}photo={{photo_id}}"),
        "places": PLACES,
        "done": asking().query.get("done", ""),
    }


def picture_values(owner_id: str, photo_ref: str) -> dict[str, Any]:
    """What the page of one picture needs. Raises NotFound for one that does not hang there."""
    showcase = showcase_of(owner_id)
    picture = _hung(showcase.pictures, photo_ref)
    gallery = showcase.gallery if picture.place == GALLERY else []
    at = gallery.index(picture) + 1 if gallery else 1
    stored = {**picture._asdict(), "at": at}
    return {
        "hung": picture,
        "form": kept(typed(), **stored),
        "focuses": FOCUSES,
        "positions": [(number, number) for number in range(1, len(gallery) + 1)],
    }


def read_new(form: Form) -> Picture:
    """Raises Invalid."""
    if not form.has("photo"):
        form.problems.note("photo", "picture-missing")
    return _read(form, form.choice("place", PLACES), MIDDLE)


def read_change(form: Form, photo_ref: str) -> tuple[Picture, int]:
    """The picture as it shall be, and its position in the gallery from 0. Raises Invalid."""
    at = form.whole_number("at", 1, MOST_IN_GALLERY) if form.has("at") else 1
    picture = _read(form, GALLERY, form.choice("focus", FOCUSES))
    return picture._replace(photo_ref=photo_ref), at - 1


def _read(form: Form, place: str, focus: str) -> Picture:
    caption = form.text("caption", 0, LONGEST_CAPTION)
    caption_en = form.text("caption_en", 0, LONGEST_CAPTION_EN)
    form.check()
    return Picture("", place, focus, caption, caption_en)


def _hung(pictures: list[Picture], photo_ref: str) -> Picture:
    for picture in pictures:
        if picture.photo_ref == photo_ref:
            return picture
    raise NotFound("not-found")
