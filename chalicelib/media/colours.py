"""The colours of a photo, whatever its file keeps them in, become those of a screen, on white paper."""

import contextlib
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

WHITE = (255, 255, 255)
SIXTEEN_BITS = {"I", "I;16", "I;16L", "I;16B", "I;16N"}
EIGHT_BITS = 255
ALL_SIXTEEN = range(65_536)
SPACE = slice(16, 20)  # where a profile says which colours it is for
_KEPT_IN = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}


def plain(photo: Image.Image) -> Image.Image:
    """The same picture as L, RGB, RGBA or CMYK with eight bits each: colours that can be averaged, and the profile
    that says what they mean."""
    if photo.mode in SIXTEEN_BITS:
        return _kept(photo, _of_eight_bits(photo))
    if photo.mode == "La":
        photo = photo.convert("LA")
    if photo.mode == "PA" or photo.has_transparency_data:
        return _kept(photo, _with_alpha(photo))
    if photo.mode in {"L", "CMYK"}:
        return photo
    return _kept(photo, photo.convert("L" if photo.mode in {"1", "F"} else "RGB"))


def on_paper(photo: Image.Image) -> Image.Image:
    """A plain picture in sRGB; where it is transparent, white shows."""
    colours = _in_srgb(photo)
    if photo.mode != "RGBA":
        return colours
    paper = Image.new("RGB", photo.size, WHITE)
    paper.paste(colours, mask=photo.getchannel("A"))
    return paper


def _kept(photo: Image.Image, copy: Image.Image) -> Image.Image:
    profile = photo.info.get("icc_profile")
    copy.info = {"icc_profile": profile} if profile else {}
    return copy


def _of_eight_bits(photo: Image.Image) -> Image.Image:
    """Pillow would cut sixteen bits off at 255, which makes nearly everything white."""
    wide = photo.convert("I")
    grey = wide.point([round(value / 257) for value in ALL_SIXTEEN], "L")
    clear = photo.info.get("transparency")
    if not isinstance(clear, int):
        return grey
    grey.putalpha(wide.point([255 * (value != clear) for value in ALL_SIXTEEN], "L"))
    return grey.convert("RGBA")


def _with_alpha(photo: Image.Image) -> Image.Image:
    clear = photo.info.get("transparency")
    if (
        isinstance(clear, tuple) and max(clear) > EIGHT_BITS
    ):  # as deep as the file, not as the picture
        photo.info["transparency"] = tuple(value >> 8 for value in clear)
    return photo.convert("RGBA")


def _in_srgb(photo: Image.Image) -> Image.Image:
    """A profile of other colours than the photo has means another picture, and is passed over; an unreadable one says
    nothing."""
    profile = photo.info.get("icc_profile", b"")
    mode = _KEPT_IN.get(profile[SPACE])
    if mode and (mode == "CMYK") == (photo.mode == "CMYK"):
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            return _by_profile(photo.convert(mode), profile)
    return photo.convert("RGB")


def _by_profile(photo: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    copy: Image.Image | None = ImageCms.profileToProfile(photo, source, _srgb(), outputMode="RGB")
    assert copy is not None
    return copy


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
