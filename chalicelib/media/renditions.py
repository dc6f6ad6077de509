"""What becomes of a photo: checked, upright, in sRGB, without a word about where or when, in three sizes."""

import contextlib
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pi_heif
from PIL import Image, ImageCms, ImageOps

from chalicelib.errors import Refused
from chalicelib.media.heif import is_whole
from chalicelib.media.rules import MOST_PHOTO_PIXELS, WIDTHS, fitted

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "AVIF")
BOXED = {"HEIF", "AVIF"}
AVIF: dict[str, Any] = {"format": "AVIF", "speed": 8, "max_threads": 2}
MOST_AVIF_BYTES = {480: 25_000, 960: 60_000, 1600: 150_000}
BEST, WORST, STEP = 50, 26, 12
JPEG: dict[str, Any] = {"format": "JPEG", "quality": 74, "optimize": True, "progressive": True}
WHITE = (255, 255, 255, 255)
BROKEN = (  # what Pillow and the decoders below it raise for bytes that are no picture
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, MemoryError, RuntimeError),
    *(LookupError, ArithmeticError, AttributeError, struct.error, zlib.error),
)

Image.MAX_IMAGE_PIXELS = MOST_PHOTO_PIXELS
pi_heif.register_heif_opener(thumbnails=False)


def renditions(body: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Width, kind and bytes of each rendition, largest first; the same photo gives the same bytes.

    Nothing of what the camera wrote beside the picture survives. Raises Refused with the message id that tells the
    sender why this is not taken, before the first rendition.
    """
    photo, quality = _upright_srgb(_opened(body)), BEST
    for width in sorted(WIDTHS, reverse=True):
        photo = _resized(photo, width)
        photo.info.clear()  # Pillow would keep a JPEG's comment
        quality, avif = _light_avif(photo, MOST_AVIF_BYTES[width], quality)
        yield width, "avif", avif
        yield width, "jpg", _saved(photo, JPEG)


def _light_avif(photo: Image.Image, most_bytes: int, quality: int) -> tuple[int, bytes]:
    """A photo full of grass or grain is saved again, less finely; how finely, its smaller sizes need not find out."""
    saved = _saved(photo, {**AVIF, "quality": quality})
    while len(saved) > most_bytes and quality > WORST:
        quality -= STEP
        saved = _saved(photo, {**AVIF, "quality": quality})
    return quality, saved


def _saved(photo: Image.Image, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    photo.save(out, **options)
    return out.getvalue()


def _resized(photo: Image.Image, width: int) -> Image.Image:
    size = fitted(photo.size, width)
    if size == photo.size:
        return photo
    return photo.resize(size, Image.Resampling.LANCZOS, reducing_gap=2)


def _opened(body: bytes) -> Image.Image:
    if not body:
        raise Refused("photo-empty")
    try:
        photo = Image.open(BytesIO(body), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except BROKEN:
        raise Refused("photo-not-a-photo") from None
    if photo.width * photo.height > MOST_PHOTO_PIXELS:
        raise _too_many_pixels()
    if photo.format in BOXED and not is_whole(body, photo.size):
        raise Refused("photo-damaged")
    return photo


def _too_many_pixels() -> Refused:
    return Refused("photo-too-many-pixels")


def _upright_srgb(photo: Image.Image) -> Image.Image:
    is_turned = (
        photo.format == "HEIF"
    )  # pi-heif has turned it already, and leaves the mark that says so
    try:
        photo.draft("RGB", (max(WIDTHS), max(WIDTHS)))
        photo.load()
        upright = photo if is_turned else ImageOps.exif_transpose(photo)
        if upright.mode == "P":
            upright = upright.convert("RGBA")  # indices cannot be averaged
        return _in_srgb(_resized(upright, max(WIDTHS)))
    except BROKEN:
        raise Refused("photo-damaged") from None


def _in_srgb(photo: Image.Image) -> Image.Image:
    profile = photo.info.get("icc_profile")
    if profile and photo.mode in {"RGB", "CMYK"}:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):  # an unreadable one says nothing
            return _by_profile(photo, ImageCms.ImageCmsProfile(BytesIO(profile)))
    if photo.has_transparency_data:
        on_white = Image.new("RGBA", photo.size, WHITE)
        return Image.alpha_composite(on_white, photo.convert("RGBA")).convert("RGB")
    return photo.convert("RGB")


def _by_profile(photo: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    made: Image.Image | None = ImageCms.profileToProfile(photo, source, _srgb(), outputMode="RGB")
    assert made is not None
    return made


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
