"""What becomes of a photo, and which files are no photos."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chalicelib.errors import Refused
from chalicelib.media.heif import is_whole
from chalicelib.media.opening import upright
from chalicelib.media.renditions import MOST_AVIF_BYTES, renditions
from chalicelib.media.rules import MOST_PIXELS, WIDTHS, fitted
from tests.media.pictures import (
    CORNERS,
    RED,
    box,
    corners,
    corners_of,
    declared,
    display_p3,
    flat_png,
    jpeg,
    opened,
    samples,
    saved,
)

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (b"SECRET", b"Exif", b"GPS", b"ICC_PROFILE", b"http://ns.adobe.com", b"Apple", b"Xiaomi")
NAMES = {(width, kind) for width in WIDTHS for kind in ("avif", "jpg")}


def rendered(body: bytes) -> dict[tuple[int, str], bytes]:
    return {(width, kind): rendition for width, kind, rendition in renditions(body)}


def refusal(body: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(renditions(body))
    return refused.value.message_id


def is_near(colour: tuple[int, ...], other: tuple[int, ...], most: int = 12) -> bool:
    return all(abs(a - b) <= most for a, b in zip(colour, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation: int) -> None:
    for rendition in rendered(jpeg(orientation)).values():
        picture = opened(rendition)

        assert picture.width > picture.height
        for seen, expected in zip(corners_of(picture), CORNERS, strict=True):
            assert is_near(seen, expected), (orientation, seen, expected)


def test_a_photo_becomes_three_sizes_of_two_kinds() -> None:
    made = rendered(jpeg(size=(3000, 2000)))

    assert set(made) == NAMES
    sizes = {name: opened(body).size for name, body in made.items()}
    assert sizes[480, "avif"] == sizes[480, "jpg"] == (480, 320)
    assert sizes[960, "avif"] == (960, 640)
    assert sizes[1600, "jpg"] == (1600, 1067)
    assert {opened(body).format for body in made.values()} == {"AVIF", "JPEG"}


def test_a_small_photo_is_not_blown_up() -> None:
    made = rendered(jpeg(size=(300, 200)))

    assert set(made) == NAMES
    assert {opened(body).size for body in made.values()} == {(300, 200)}


def test_nothing_that_the_camera_wrote_survives() -> None:
    body = jpeg()
    assert all(word in body for word in (b"SECRETPHONE", b"SECRETGPS", b"SECRETCOMMENT"))

    for rendition in rendered(body).values():
        assert not [word for word in SECRETS if word in rendition]
        assert not opened(rendition).getexif()


def test_the_wide_colours_of_a_phone_become_those_of_a_screen() -> None:
    picture = Image.new("RGB", (800, 600), (200, 100, 100))
    body = saved(picture, "JPEG", icc_profile=display_p3(), quality=95)

    for rendition in rendered(body).values():
        colour = opened(rendition).convert("RGB").getpixel((100, 100))
        assert isinstance(colour, tuple)
        assert colour[0] > 208
        assert colour[1] < 98
        assert "icc_profile" not in opened(rendition).info


def test_an_unreadable_profile_says_nothing_about_the_colours() -> None:
    body = saved(corners(), "JPEG", icc_profile=b"no profile at all")

    first = opened(rendered(body)[960, "jpg"])

    assert is_near(next(corners_of(first)), CORNERS[0])


def test_what_is_transparent_becomes_white_paper() -> None:
    body = saved(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG")

    shown = opened(rendered(body)[480, "jpg"]).getpixel((10, 10))

    assert shown == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "CMYK", "P"])
def test_photos_of_many_kinds_are_taken(kind: str, mode: str) -> None:
    if (kind, mode) in {("JPEG", "RGBA"), ("JPEG", "P")} or (mode == "CMYK" and kind != "JPEG"):
        return
    colours = corners((640, 480)).convert("RGB" if mode == "P" else mode)
    body = saved(colours.quantize(16) if mode == "P" else colours, kind)

    first = next(corners_of(opened(rendered(body)[480, "jpg"])))

    assert mode == "L" or is_near(first, CORNERS[0], 60)


def test_the_same_photo_gives_the_same_bytes() -> None:
    assert rendered(jpeg(6)) == rendered(jpeg(6))


def test_a_noisy_photo_still_loads_quickly() -> None:
    noise = Image.effect_noise((2400, 1800), 60).convert("RGB")

    made = rendered(saved(noise, "JPEG", quality=85))

    assert len(made[960, "avif"]) < 4 * MOST_AVIF_BYTES[960]
    assert len(made[960, "avif"]) < len(made[960, "jpg"])


def test_a_text_is_no_photo_whatever_its_name() -> None:
    assert refusal(b"Dear buyer, this is a text file called photo.jpg") == "photo-not-a-photo"


def test_other_kinds_of_pictures_are_not_taken() -> None:
    for kind in ("GIF", "BMP", "TIFF", "ICO", "EPS"):
        assert refusal(saved(corners((64, 64)), kind)) == "photo-not-a-photo"
    assert refusal(b'<svg xmlns="http://www.w3.org/2000/svg"/>') == "photo-not-a-photo"


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert refusal(b"") == "photo-empty"


def test_a_small_file_of_81_megapixels_is_refused_before_it_is_unpacked() -> None:
    bomb = flat_png(9000, 9000)
    assert len(bomb) < 11_000

    assert refusal(bomb) == "photo-too-many-pixels"


@pytest.mark.parametrize("size", [(5001, 5000), (25_000_001, 1), (60_000, 60_000)])
def test_pixels_are_counted_before_they_are_unpacked(size: tuple[int, int]) -> None:
    header = flat_png(8, 8)
    forged = header[:16] + size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + header[24:]

    assert refusal(forged) in {"photo-too-many-pixels", "photo-not-a-photo"}


def test_the_refusal_names_the_most_pixels_of_each_kind() -> None:
    words = (ROOT / "locale/en/shop.po").read_text(encoding="utf-8")
    jpeg_, heic, png = (MOST_PIXELS[kind] // 1_000_000 for kind in ("JPEG", "HEIF", "PNG"))

    assert f"a JPEG may have {jpeg_} million, a HEIC {heic}, others {png}." in words


def test_a_jpeg_of_108_megapixels_is_taken() -> None:
    photo = upright(saved(Image.new("RGB", (12_000, 9000), RED), "JPEG"))

    assert photo.size == (3000, 2250)
    assert is_near(next(corners_of(photo)), RED)


def test_a_jpeg_of_more_than_120_megapixels_is_refused() -> None:
    assert refusal(saved(Image.new("L", (12_001, 10_000)), "JPEG")) == "photo-too-many-pixels"


@pytest.mark.parametrize("size", [(16_000, 300), (300, 16_000), (6400, 3200), (3300, 6500)])
def test_a_large_jpeg_of_any_shape_is_read_large_enough_and_stands_upright(
    size: tuple[int, int],
) -> None:
    for orientation in (1, 6):
        photo = upright(jpeg(orientation, size))

        assert photo.width * photo.height < size[0] * size[1]
        least = fitted(size, 1600)
        assert photo.width >= least[0]
        assert photo.height >= least[1]
        for seen, expected in zip(corners_of(photo), CORNERS, strict=True):
            assert is_near(seen, expected), (orientation, seen, expected)


MAKERS_WORDS = [b"\0\0\1\x0a\x0e\0\0\0Image_UTC_DataSEFT", b"\0\0\0\0", b"\xff\xd9 motion", b"\1"]


@pytest.mark.parametrize("behind", MAKERS_WORDS)
def test_what_a_maker_writes_behind_the_picture_does_no_harm(behind: bytes) -> None:
    body = box(b"ftyp", b"heic") + box(b"meta", declared(64, 64)) + box(b"mdat", b"pixels")

    assert is_whole(body + behind, (64, 64))
    assert rendered(jpeg() + behind) == rendered(jpeg())


@pytest.mark.parametrize("behind", MAKERS_WORDS)
def test_a_sample_heic_with_a_makers_words_behind_it_is_taken(behind: bytes) -> None:
    for sample in samples("heic/*.heic"):
        assert min(upright(sample.read_bytes() + behind).size) >= 64


@pytest.mark.parametrize("options", [{}, {"progressive": True}], ids=["in rows", "progressive"])
@pytest.mark.parametrize(("size", "missing"), [((600, 400), 1), ((600, 400), 2), ((3200, 2100), 2)])
def test_a_jpeg_that_lacks_only_the_mark_of_its_end_is_taken(
    size: tuple[int, int], options: dict[str, bool], missing: int
) -> None:
    body = saved(Image.effect_noise(size, 80).convert("RGB"), "JPEG", **options)

    assert upright(body[:-missing]).tobytes() == upright(body).tobytes()


def test_two_pictures_in_one_jpeg_show_the_first() -> None:
    body = saved(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (1200, 900))])

    for whole_or_cut in (body, body[:-200]):
        made = opened(rendered(whole_or_cut)[480, "jpg"])

        assert is_near(next(corners_of(made)), CORNERS[0])


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_of_which_a_part_is_missing_is_refused(kind: str, part: float) -> None:
    body = saved(Image.effect_noise((600, 400), 80).convert("RGB"), kind)

    assert refusal(body[: int(len(body) * part)]) in {"photo-damaged", "photo-not-a-photo"}


@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]),
)
def test_any_bytes_are_a_photo_or_a_clear_refusal(body: bytes, kind: bytes) -> None:
    assert refusal(kind + body).startswith("photo-")


def test_a_heic_whose_boxes_end_and_whose_size_fits_is_whole() -> None:
    body = box(b"ftyp", b"heic") + box(b"meta", declared(4032, 3024)) + box(b"mdat", b"pixels")

    assert is_whole(body, (3024, 4032))
    assert not is_whole(body, (16, 16))


def test_a_heic_that_stops_early_is_not_whole() -> None:
    head = box(b"ftyp", b"heic") + box(b"meta", declared(64, 64))

    assert not is_whole(head + box(b"mdat", b"pixels", missing=1), (64, 64))
    assert not is_whole(head + b"\0\0\0\3mdat", (64, 64))
    assert not is_whole(head + b"\0\0", (64, 64))


def test_a_heic_with_a_long_or_an_open_box_is_whole() -> None:
    head = box(b"ftyp", b"heic") + box(b"meta", declared(64, 64))

    assert is_whole(head + b"\0\0\0\1mdat" + (20).to_bytes(8, "big") + b"1234", (64, 64))
    assert is_whole(head + b"\0\0\0\0mdatpixels", (64, 64))


@given(
    size=st.tuples(st.integers(1, 30_000), st.integers(1, 30_000)), width=st.sampled_from(WIDTHS)
)
def test_a_rendition_fits_and_keeps_its_shape(size: tuple[int, int], width: int) -> None:
    fit = fitted(size, width)

    assert 1 <= fit[0] <= min(width, size[0])
    assert 1 <= fit[1] <= min(2 * width, size[1])
    most = min(1, width / size[0], 2 * width / size[1])
    assert abs(fit[0] - size[0] * most) <= 1
    assert abs(fit[1] - size[1] * most) <= 1


@pytest.mark.parametrize("number", [3, 6])
def test_sample_photos_stand_upright(number: int) -> None:
    upright, turned = (
        opened(rendered(samples(f"orientation/landscape_{part}.jpg")[0].read_bytes())[480, "jpg"])
        for part in (1, number)
    )

    assert turned.size == upright.size == (480, 320)
    for seen, expected in zip(corners_of(turned), corners_of(upright), strict=True):
        assert is_near(seen, expected, 40)


@pytest.mark.parametrize("name", ["phone/nokia83_gps.jpg", "heic/xiaomi_gps.heic"])
def test_where_a_sample_was_taken_does_not_survive(name: str) -> None:
    for rendition in rendered(samples(name)[0].read_bytes()).values():
        assert not opened(rendition).getexif()
        assert not [word for word in SECRETS if word in rendition]


def test_a_sample_from_an_iphone_is_upright_and_light() -> None:
    made = rendered(samples("heic/iphone*.heic")[0].read_bytes())

    assert opened(made[1600, "jpg"]).size == (1600, 2133)
    assert len(made[960, "avif"]) <= MOST_AVIF_BYTES[960]
    assert not opened(made[960, "jpg"]).info.get("icc_profile")


@pytest.mark.parametrize("part", [0.05, 0.3, 0.7, 0.99])
def test_a_sample_heic_that_broke_off_is_refused(part: float) -> None:
    for sample in samples("heic/*.heic"):
        body = sample.read_bytes()

        assert refusal(body[: int(len(body) * part)]) in {"photo-damaged", "photo-not-a-photo"}


def test_damaged_samples_are_refused() -> None:
    reasons = {path.name: refusal(path.read_bytes()) for path in samples("bad/*")}

    assert reasons["truncated.heic"] == "photo-damaged"
    assert set(reasons.values()) <= {"photo-damaged", "photo-not-a-photo"}


def test_the_first_photo_of_sample_goods_is_light() -> None:
    sizes = [
        len(rendered(Path(path).read_bytes())[960, "avif"])
        for path in samples("produce/*-1.jpg")[:6]
    ]

    assert max(sizes) <= 60_000
