"""A photo is opened if it is one, is whole, and has no more pixels than can be held."""

import struct
import zlib
from io import BytesIO

import pi_heif
from PIL import Image, ImageOps

from chalicelib.errors import Refused
from chalicelib.media.heif import is_whole
from chalicelib.media.rules import MOST_PIXELS, WIDTHS, fitted

FORMATS = ("JPEG", "PNG", "HEIF", "WEBP", "AVIF")
BOXED = {"HEIF", "AVIF"}
SCALED = {"JPEG", "MPO"}  # decoded at the scale that is wanted; MPO is a JPEG with more behind it
END_OF_JPEG = b"\xff\xd9"
ANYTHING = b"\xa5\x3c\x96" * 64
BROKEN = (  # what Pillow and the decoders below it raise for bytes that are no picture
    *(OSError, SyntaxError, ValueError, EOFError, TypeError, MemoryError, RuntimeError),
    *(LookupError, ArithmeticError, AttributeError, struct.error, zlib.error),
)

Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
pi_heif.register_heif_opener(thumbnails=False)


def upright(body: bytes) -> Image.Image:
    """The picture in these bytes, as it was seen, at least as large as the largest rendition if it ever was. Raises
    Refused with the message id that tells the sender why this is not taken."""
    if not body:
        raise Refused("photo-empty")
    photo = _opened(body)
    if photo.width * photo.height > MOST_PIXELS[photo.format or ""]:
        raise Refused("photo-too-many-pixels")
    if photo.format in BOXED and not is_whole(body, photo.size):
        raise Refused("photo-damaged")
    try:
        photo = _loaded(photo, body)
        # pi-heif has turned it already, and leaves the mark that says so
        return photo if photo.format == "HEIF" else ImageOps.exif_transpose(photo)
    except BROKEN:
        raise Refused("photo-damaged") from None


def _opened(body: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(body), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("photo-too-many-pixels") from None
    except BROKEN:
        raise Refused("photo-not-a-photo") from None


def _loaded(photo: Image.Image, body: bytes) -> Image.Image:
    if photo.format not in SCALED:
        photo.load()
        return photo
    try:
        return _scaled(photo)
    except OSError:
        return _without_end(body)


def _scaled(photo: Image.Image) -> Image.Image:
    """A JPEG in the smallest scale that the largest rendition can be made from, whichever way it will be turned."""
    width, height = photo.size
    lying, standing = fitted((width, height), max(WIDTHS)), fitted((height, width), max(WIDTHS))
    photo.draft("RGB", (max(lying[0], standing[1]), max(lying[1], standing[0])))
    photo.load()
    return photo


def _without_end(body: bytes) -> Image.Image:
    """A JPEG that only lacks the mark of its end is whole: then it does not matter what comes behind it. Raises
    OSError if it does."""
    photo, other = (
        _scaled(_opened(body.rstrip(b"\xff") + behind + END_OF_JPEG)) for behind in (b"", ANYTHING)
    )
    if photo.tobytes() != other.tobytes():
        raise OSError
    return photo
