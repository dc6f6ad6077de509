"""Whatever way a file keeps its colours, people see the right ones."""

from typing import Any

import pytest
from PIL import Image, ImageCms

from chalicelib.media.colours import on_paper, plain
from chalicelib.media.renditions import renditions
from tests.media.pictures import display_p3, opened, png_of, saved

SALMON, IN_P3 = (200, 100, 100), (214, 94, 97)  # and what the first means in Display P3
RIGHT: dict[
    str, tuple[Any, tuple[int, int, int]]
] = {  # a colour in each mode of Pillow's, and how it looks
    "1": (1, (255, 255, 255)),
    "L": (117, (117, 117, 117)),
    "LA": ((117, 128), (186, 186, 186)),
    "La": ((50, 128), (177, 177, 177)),
    "P": (SALMON, SALMON),
    "PA": ((1, 0), (255, 255, 255)),
    "RGB": (SALMON, SALMON),
    "RGBA": ((*SALMON, 128), (227, 177, 177)),
    "RGBX": ((*SALMON, 0), SALMON),
    "RGBa": ((100, 50, 50, 128), (227, 177, 177)),
    "CMYK": ((55, 155, 155, 0), SALMON),
    "YCbCr": ((130, 111, 178), SALMON),
    "LAB": ((140, 169, 148), SALMON),
    "HSV": ((0, 128, 200), SALMON),
    "I": (30_000, (117, 117, 117)),
    "I;16": (30_000, (117, 117, 117)),
    "I;16L": (30_000, (117, 117, 117)),
    "I;16B": (30_000, (117, 117, 117)),
    "I;16N": (30_000, (117, 117, 117)),
    "F": (117.0, (117, 117, 117)),
}


def pixel_of(body: bytes) -> Any:
    made = {(width, kind): rendition for width, kind, rendition in renditions(body)}
    return opened(made[480, "jpg"]).convert("RGB").getpixel((20, 20))


def is_near(seen: Any, right: tuple[int, ...], most: int = 4) -> bool:
    return all(abs(a - b) <= most for a, b in zip(seen, right, strict=True))


def test_every_mode_that_pillow_knows_has_its_right_pixel_here() -> None:
    assert set(RIGHT) >= set(Image.MODES) | {"La", "RGBa", "PA", "LAB", "HSV"}


@pytest.mark.parametrize("mode", RIGHT)
def test_each_mode_shows_its_right_colour(mode: str) -> None:
    colour, right = RIGHT[mode]

    seen = on_paper(plain(Image.new(mode, (4, 4), colour)))

    assert seen.mode == "RGB"
    assert is_near(seen.getpixel((1, 1)), right, 2)


@pytest.mark.parametrize(
    ("depth", "kind", "pixel", "clear", "right"),
    [
        (16, 0, b"\x75\x30", b"", (117, 117, 117)),
        (16, 0, b"\x75\x30", b"\x75\x30", (255, 255, 255)),
        (16, 0, b"\x75\x30", b"\x75\x31", (117, 117, 117)),
        (16, 2, b"\x75\x30\x40\x00\x20\x00", b"", (117, 64, 32)),
        (16, 2, b"\x75\x30\x40\x00\x20\x00", b"\x75\x30\x40\x00\x20\x00", (255, 255, 255)),
        (16, 4, b"\x75\x30\x80\x00", b"", (186, 186, 186)),
        (16, 6, b"\x75\x30\x40\x00\x20\x00\x00\x00", b"", (255, 255, 255)),
        (8, 0, b"\x75", b"\x00\x75", (255, 255, 255)),
        (8, 0, b"\x75", b"", (117, 117, 117)),
        (4, 0, b"\x77", b"", (119, 119, 119)),
        (2, 0, b"\x55", b"", (85, 85, 85)),
        (1, 0, b"\xff", b"", (255, 255, 255)),
    ],
)
def test_a_png_of_any_depth_shows_its_right_colour(
    depth: int, kind: int, pixel: bytes, clear: bytes, right: tuple[int, int, int]
) -> None:
    assert is_near(pixel_of(png_of(depth, kind, pixel, clear)), right)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_wide_colours_are_seen_in_every_mode_that_can_have_them(mode: str) -> None:
    picture = Image.new("RGB", (60, 60), SALMON)
    kept = picture.quantize(8) if mode == "P" else picture.convert(mode)

    assert is_near(pixel_of(saved(kept, "PNG", icc_profile=display_p3())), IN_P3)


def test_wide_colours_show_through_what_is_half_transparent() -> None:
    half = Image.new("RGBA", (60, 60), (*SALMON, 128))

    seen = pixel_of(saved(half, "PNG", icc_profile=display_p3()))

    assert is_near(seen, (234, 174, 176))


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_stays_grey_under_a_profile_of_colours(mode: str) -> None:
    grey = Image.new("L", (60, 60), 117).convert(mode)

    assert is_near(pixel_of(saved(grey, "PNG", icc_profile=display_p3())), (117, 117, 117))


def test_a_profile_of_other_colours_than_the_photo_has_is_passed_over() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    cmyk = Image.new("CMYK", (60, 60), (55, 155, 155, 0))

    assert is_near(pixel_of(saved(cmyk, "JPEG", icc_profile=display_p3(), quality=95)), SALMON)
    picture = Image.new("RGB", (60, 60), SALMON)
    assert is_near(pixel_of(saved(picture, "PNG", icc_profile=lab)), SALMON)
