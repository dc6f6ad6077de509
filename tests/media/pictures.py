"""Photos as phones make them, and files that only look like photos."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "photos"
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 60), (40, 60, 190), (220, 200, 40)
CORNERS = (RED, GREEN, BLUE, YELLOW)  # upper left, upper right, lower left, lower right
DISPLAY_P3 = {  # its primaries, seen under D50
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
_STORED = {  # how a camera stores the upright picture under each orientation
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def samples(pattern: str) -> list[Path]:
    """Sample photos kept beside the project, or a loud skip where they are not."""
    found = sorted(SAMPLES.glob(pattern))
    if not found:
        pytest.skip(f"SAMPLE PHOTOS ARE NOT HERE: {SAMPLES / pattern}")
    return found


def corners(size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A picture whose four quarters have the colours of CORNERS, so that one sees how it was turned."""
    picture = Image.new("RGB", size)
    half = (size[0] // 2, size[1] // 2)
    for at, colour in enumerate(CORNERS):
        picture.paste(colour, (at % 2 * half[0], at // 2 * half[1], *_end(at, half, size)))
    return picture


def corners_of(picture: Image.Image) -> Iterator[tuple[int, ...]]:
    """The colours in the middle of the four quarters."""
    for y in (1, 3):
        for x in (1, 3):
            spot = (picture.width * x // 4, picture.height * y // 4)
            colour = picture.convert("RGB").getpixel(spot)
            assert isinstance(colour, tuple)
            yield colour


def jpeg(orientation: int = 1, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A JPEG from a camera held in some way, with its place, its maker and a comment."""
    turn = _STORED[orientation]
    picture = corners(size) if turn is None else corners(size).transpose(turn)
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = "SECRETPHONE"
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (26.0, 22.0, 59.0), GPS.GPSMapDatum: "SECRETGPS"}
    )
    return saved(picture, "JPEG", exif=exif, comment=b"SECRETCOMMENT", xmp=b"<x>SECRETXMP</x>")


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    picture = Image.open(BytesIO(body))
    picture.load()
    return picture


def flat_png(width: int, height: int) -> bytes:
    """A black PNG of any size in few bytes."""
    row = b"\0" * (1 + (width + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packed = zlib.compress(row * height, 9)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def png_of(depth: int, kind: int, pixel: bytes, clear: bytes = b"") -> bytes:
    """A PNG of one colour, 64 x 64: `kind` is its type of colour, `clear` the colour that is transparent."""
    row = b"\0" + pixel * (64 * min(8, depth) // 8)
    parts = _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, depth, kind, 0, 0, 0))
    parts += _chunk(b"tRNS", clear) if clear else b""
    parts += _chunk(b"IDAT", zlib.compress(row * 64)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def display_p3() -> bytes:
    """The colour profile of today's phones: that of sRGB with wider primaries."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * struct.unpack_from(">I", profile, 128)[0], 12):
        name, offset, _size = struct.unpack_from(">4sII", profile, at)
        if name in DISPLAY_P3:
            fixed = [round(value * 65536) for value in DISPLAY_P3[name]]
            struct.pack_into(">3i", profile, offset + 8, *fixed)
    return bytes(profile)


def box(name: bytes, content: bytes, *, missing: int = 0) -> bytes:
    """A box of a HEIC file; `missing` bytes of it are declared and not there."""
    return struct.pack(">I4s", 8 + len(content) + missing, name) + content


def declared(width: int, height: int) -> bytes:
    return box(b"ispe", struct.pack(">III", 0, width, height))


def _end(at: int, half: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    return size[0] if at % 2 else half[0], size[1] if at // 2 else half[1]


def _chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
