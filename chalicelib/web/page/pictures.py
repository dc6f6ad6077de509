"""From a picture's reference to the addresses under which a browser finds it."""

from typing import NamedTuple

from chalicelib.web.page.static_names import static

WIDTHS = (480, 960, 1600)
DRAWN = "art/"
NOTHING_YET = "art/no-photo"


class Picture(NamedTuple):
    """`avif` and `jpeg` are srcset values, "" for a drawing; width and height give the shape."""

    src: str
    avif: str = ""
    jpeg: str = ""
    width: int = 400
    height: int = 500


def picture(photo_ref: str | None) -> Picture:
    """The picture of a photo's id, of a drawing ("art/umbrella"), or the empty frame."""
    ref = photo_ref or NOTHING_YET
    if ref.startswith(DRAWN):
        return Picture(static(f"{ref}.svg"))
    return Picture(f"/photos/{ref}/960.jpg", _srcset(ref, "avif"), _srcset(ref, "jpg"))


def small_picture(photo_ref: str | None) -> str:
    """The address of one small picture, for a script."""
    ref = photo_ref or NOTHING_YET
    return static(f"{ref}.svg") if ref.startswith("art/") else f"/photos/{ref}/480.jpg"


def _srcset(ref: str, kind: str) -> str:
    return ", ".join(f"/photos/{ref}/{width}.{kind} {width}w" for width in WIDTHS)
