"""What becomes of a photo: checked, upright, in sRGB, without a word about where or when, in three sizes."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image

from chalicelib.errors import Refused
from chalicelib.media.colours import on_paper, plain
from chalicelib.media.opening import BROKEN, upright
from chalicelib.media.rules import WIDTHS, fitted

AVIF: dict[str, Any] = {"format": "AVIF", "speed": 8, "max_threads": 2}
MOST_AVIF_BYTES = {480: 25_000, 960: 60_000, 1600: 150_000}
BEST, WORST, STEP = 50, 26, 12
TURNS = {  # quarters to the right; Pillow counts degrees to the left
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 74, "optimize": True, "progressive": True}


def renditions(body: bytes, turned: int = 0) -> Iterator[tuple[int, str, bytes]]:
    """Width, kind and bytes of each rendition, largest first; the same photo gives the same bytes. It is turned
    by so many quarters to the right of how the camera says it was held.

    Nothing of what the camera wrote beside the picture survives. Raises Refused with the message id that tells the
    sender why this is not taken, before the first rendition.
    """
    photo, quality = _shown(upright(body), turned), BEST
    for width in sorted(WIDTHS, reverse=True):
        photo = _resized(photo, width)
        photo.info.clear()  # Pillow would keep a JPEG's comment
        quality, avif = _light_avif(photo, MOST_AVIF_BYTES[width], quality)
        yield width, "avif", avif
        yield width, "jpg", _saved(photo, JPEG)


def _light_avif(photo: Image.Image, most_bytes: int, quality: int) -> tuple[int, bytes]:
    """A photo full of grass or grain is saved again, less finely; how finely, its smaller sizes need not find out."""
    avif = _saved(photo, {**AVIF, "quality": quality})
    while len(avif) > most_bytes and quality > WORST:
        quality -= STEP
        avif = _saved(photo, {**AVIF, "quality": quality})
    return quality, avif


def _saved(photo: Image.Image, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    photo.save(out, **options)
    return out.getvalue()


def _resized(photo: Image.Image, width: int) -> Image.Image:
    size = fitted(photo.size, width)
    if size == photo.size:
        return photo
    return photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)


def _shown(photo: Image.Image, turned: int) -> Image.Image:
    try:
        way_up = photo.transpose(TURNS[turned]) if turned else photo
        return on_paper(_resized(plain(way_up), max(WIDTHS)))
    except BROKEN:
        raise Refused("photo-damaged") from None
