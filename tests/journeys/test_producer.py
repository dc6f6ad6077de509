"""The producer's main job in a real browser: one photo and three answers become goods sent for review."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from chalicelib.catalogue import Listing, listings_of_producer, publish, recommend
from chalicelib.media import begin_photo
from chalicelib.store import get_object, list_keys, put_object
from tests.browser import (
    Journey,
    Phone,
    complaints,
    follow,
    looked_at,
    shown,
)
from tests.fair import RunningFair
from tests.gathered import journeys
from tests.media.pictures import SAMPLES, jpeg, saved
from tests.people import LEISHAN, silversmith

MOST_SECONDS, MOST_SENT_BYTES = 45, 300_000
ANY_ID = re.compile(r"\w+")
PHOTO_SECONDS = 60_000  # milliseconds; the machine of a test is slower than a Lambda
BOTH = {
    "zh-Hans": "这个文件不是我们能打开的照片",
    "en": "We cannot open this file as a photo. Please use a JPEG, PNG or HEIC photo.",
}


@pytest.fixture
def phone_photo(tmp_path: Path) -> Path:
    """A photo of some 2 MB: the sample from a phone, or one full of detail."""
    sample = SAMPLES / "phone" / "nokia83_gps.jpg"
    if sample.exists():
        return sample
    made = tmp_path / "phone.jpg"
    noise = Image.effect_noise((3000, 2200), 40).convert("RGB")
    made.write_bytes(saved(noise, "JPEG", quality=70))
    return made


@pytest.fixture
def text_photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_text("this is a text")
    return path


@pytest.fixture
def yang() -> Callable[[], str]:
    """Adds a producer and gives a sign-in link."""

    def link() -> str:
        from chalicelib.accounts import make_link

        producer = silversmith()
        return f"/sign-in/link/{make_link(producer.person_id, made_by='test')}"

    return link


def sign_in(page: Page, link: str) -> None:
    page.goto(link)
    if page.locator("main form button").count():
        follow(page, page.locator("main form button").first)


def receive_uploads() -> None:
    """What the queue would bring to the job."""
    from chalicelib.jobs.media import receive_photos

    for key in list_keys("incoming/"):
        body = json.dumps({"Records": [{"s3": {"object": {"key": key}}}]})
        message = {"messageId": key, "receiptHandle": key, "body": body}
        assert receive_photos({"Records": [message]}, None) == {"batchItemFailures": []}


def only_listing() -> Listing:
    producer = silversmith()
    (listing,) = listings_of_producer(producer.producer_id).items
    return listing


def fill(page: Page, journey: Journey) -> None:
    journey.fill(page.get_by_label("商品名称"), "雷山银发簪")
    journey.fill(page.get_by_label("价格"), "168")
    journey.fill(page.get_by_label("库存数量"), "12")


def test_a_producer_lists_goods_with_a_photo_from_the_phone(
    fair: RunningFair, new_phone: Phone, phone_photo: Path
) -> None:
    page = new_phone(fair.base_url)
    heard = complaints(page)
    sign_in(page, fair.links["producer"])
    page.goto("/shop")
    journey = Journey("producer lists goods")

    journey.tap(page.get_by_role("link", name="上架商品"))
    journey.attach(page.get_by_label("商品照片"), phone_photo)
    fill(page, journey)
    journey.tap(page.get_by_role("button", name="提交审核"))
    expect(page.get_by_text("已提交")).to_be_visible(timeout=PHOTO_SECONDS)
    journey.print_against(taps=2, fields=4, seconds=MOST_SECONDS)

    picture = page.locator("main picture img")
    expect(picture).to_have_attribute("src", re.compile("/photos/"), timeout=PHOTO_SECONDS)
    assert page.evaluate("document.querySelector('main picture img').naturalWidth") > 0
    assert heard == []


def test_the_same_without_javascript(
    small_fair: str, new_phone: Phone, phone_photo: Path, yang: Callable[[], str]
) -> None:
    page = new_phone(small_fair, script=False)
    sign_in(page, yang())
    page.goto("/shop")
    journey = Journey("producer lists goods without JavaScript")

    journey.tap(page.get_by_role("link", name="上架商品").first)
    journey.attach(page.get_by_label("商品照片"), phone_photo)
    journey.tap(page.get_by_role("button", name="发送照片"))
    expect(page.get_by_text("照片已收到")).to_be_visible()
    fill(page, journey)
    journey.tap(page.get_by_role("button", name="提交审核"))
    expect(page.get_by_text("已提交")).to_be_visible()
    journey.print_against(taps=3, fields=4, seconds=MOST_SECONDS)

    receive_uploads()
    follow(page, page.get_by_role("link", name="刷新看看"))
    assert f"/photos/{only_listing().photo_ref}/" in page.content()


def test_a_phone_makes_its_photo_small_before_it_sends_it(
    small_fair: str, new_phone: Phone, phone_photo: Path, yang: Callable[[], str]
) -> None:
    page = new_phone(small_fair)
    sign_in(page, yang())
    page.goto("/shop/listings/new")

    page.locator("#photo").set_input_files(phone_photo)
    expect(page.locator("#details [name=photo]")).to_have_value(ANY_ID)

    (key,) = list_keys("incoming/")
    sent, taken = len(get_object(key)), phone_photo.stat().st_size
    journeys.append(f"producer lists goods: {sent} of {taken} bytes sent (<= {MOST_SENT_BYTES})")
    assert sent <= MOST_SENT_BYTES < taken


@pytest.mark.parametrize("lang", BOTH)
def test_a_text_called_jpg_is_refused_while_typing_and_nothing_is_lost(
    small_fair: str,
    new_phone: Phone,
    text_photo: Path,
    phone_photo: Path,
    yang: Callable[[], str],
    lang: str,
) -> None:
    page = new_phone(small_fair, lang=lang)
    sign_in(page, yang())
    page.goto("/shop/listings/new")
    page.locator("#title").fill("银发簪")

    page.locator("#photo").set_input_files(text_photo)
    expect(page.locator("#details [name=photo]")).to_have_value(ANY_ID)
    receive_uploads()
    expect(page.locator("#photo-said")).to_contain_text(BOTH[lang])
    page.locator("#photo").set_input_files(phone_photo)
    expect(page.locator("#details [name=photo]")).to_have_value(ANY_ID)
    receive_uploads()

    expect(page.locator("#photo-said")).to_contain_text("照片没问题" if lang != "en" else "is good")
    assert page.locator("#title").input_value() == "银发簪"


@pytest.mark.parametrize("lang", BOTH)
def test_a_text_called_jpg_is_refused_without_javascript_too(
    small_fair: str,
    new_phone: Phone,
    text_photo: Path,
    yang: Callable[[], str],
    lang: str,
) -> None:
    page = new_phone(small_fair, lang=lang, script=False)
    sign_in(page, yang())
    page.goto("/shop/listings/new")
    page.locator("#photo").set_input_files(text_photo)
    page.locator("#send-photo button").click()
    for name, value in (("title", "银发簪"), ("price", "168"), ("quantity", "1")):
        page.locator(f"#{name}").fill(value)

    receive_uploads()
    page.locator("#details button").first.click()

    expect(page.locator(".notice-bad")).to_contain_text(BOTH[lang])
    assert only_listing().title == "银发簪"
    assert page.locator("#photo").count() == 1


def test_a_photo_of_30_mb_is_refused_with_a_way_on(
    small_fair: str, new_phone: Phone, tmp_path: Path, yang: Callable[[], str]
) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8" + b"x" * 30_000_000)
    page = new_phone(small_fair, script=False)
    sign_in(page, yang())
    page.goto("/shop/listings/new")

    page.locator("#photo").set_input_files(large)
    page.locator("#send-photo button").click()

    expect(page.get_by_text("照片超过 20 MB")).to_be_visible()
    page.get_by_role("link", name="换一张照片").click()
    expect(page.locator("#photo")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_pages_of_goods_can_be_shown(
    small_fair: str, new_phone: Phone, phone_photo: Path, yang: Callable[[], str], lang: str
) -> None:
    page = new_phone(small_fair, lang=lang)
    sign_in(page, yang())
    shown(page, "/shop", f"shop-empty-{lang}")
    shown(page, "/shop/listings/new", f"shop-new-{lang}")
    follow(page, page.locator("#details button").first)
    looked_at(page, f"shop-problems-{lang}")
    page.goto("/shop/listings/new")
    page.locator("#photo").set_input_files(phone_photo)
    for name, value in (("title", "雷山银发簪"), ("price", "168"), ("quantity", "12")):
        page.locator(f"#{name}").fill(value)
    page.locator("#details button").first.click()
    page.wait_for_url("**/shop/listings/*done=submitted*")
    receive_uploads()
    listing = only_listing()
    shown(page, f"/shop/listings/{listing.listing_id}?change=photo", f"shop-listing-{lang}")
    shown(page, "/shop", f"shop-{lang}")
    recommend(listing.listing_id, LEISHAN, "test")
    publish(listing.listing_id, "test")
    shown(page, f"/goods/{listing.listing_id}", f"goods-{lang}")
    shown(page, f"/producers/{listing.producer_id}", f"storefront-{lang}")
    shown(page, "/goods", f"goods-all-{lang}")
    shown(page, "/uploads/refused?code=EntityTooLarge", f"upload-refused-{lang}", errors=1)


def test_an_empty_file_is_said_to_be_empty_before_it_is_sent(
    small_fair: str, new_phone: Phone, tmp_path: Path, yang: Callable[[], str]
) -> None:
    empty = tmp_path / "photo.jpg"
    empty.write_bytes(b"")
    page = new_phone(small_fair, lang="en")
    sign_in(page, yang())
    page.goto("/shop/listings/new")

    page.locator("#photo").set_input_files(empty)

    expect(page.locator("#photo-said")).to_contain_text("the file is empty")
    assert not list_keys("incoming/")


def test_a_photo_is_turned_on_the_page_while_its_goods_are_typed(
    small_fair: str, new_phone: Phone, phone_photo: Path, yang: Callable[[], str]
) -> None:
    page = new_phone(small_fair)
    sign_in(page, yang())
    page.goto("/shop/listings/new")
    page.locator("#title").fill("银发簪")
    page.locator("#photo").set_input_files(phone_photo)
    expect(page.locator("#details [name=photo]")).to_have_value(ANY_ID)
    receive_uploads()

    page.get_by_role("button", name="旋转照片").click()
    expect(page.locator("#photo-said")).to_contain_text("正在检查")
    expect(page.locator("#turn")).to_be_disabled()
    page.wait_for_timeout(200)
    receive_uploads()

    turned = re.compile(r"/photos/\w+-1/480\.jpg")
    expect(page.locator("#frame img")).to_have_attribute("src", turned, timeout=PHOTO_SECONDS)
    expect(page.locator("#title")).to_have_value("银发簪")
    looked_at(page, "shop-turned")


@pytest.mark.parametrize("width", [360, 1280])
def test_upright_photos_keep_the_grid_of_cards_and_are_whole_on_their_page(
    small_fair: str, new_phone: Phone, width: int
) -> None:
    sizes = {"横": (640, 480), "竖": (480, 640), "长": (360, 640), "方": (480, 480)}
    ids = {title: _on_show(title, size) for title, size in sizes.items()}
    page = new_phone(small_fair)
    page.set_viewport_size({"width": width, "height": 900})

    shown(page, "/goods", f"goods-upright-{width}")
    heights = page.evaluate(
        "[...document.querySelectorAll('.goods > .card')].map((card) => card.offsetHeight)"
    )
    shown(page, f"/goods/{ids['长']}", f"goods-upright-one-{width}")

    assert len(heights) == len(sizes)
    assert len(set(heights)) == 1
    fit = "getComputedStyle(document.querySelector('.photo-big img')).objectFit"
    assert page.evaluate(fit) == "contain"


def _on_show(title: str, size: tuple[int, int]) -> str:
    from chalicelib.catalogue import Goods
    from tests.goods import offered

    upload = begin_photo(silversmith().producer_id, "http://127.0.0.1/")
    put_object(upload.fields["key"], jpeg(size=size), content_type="image/jpeg")
    receive_uploads()
    listing = offered(Goods(title, 100), photo_ref=upload.photo_id)
    recommend(listing.listing_id, LEISHAN, "test")
    return publish(listing.listing_id, "test").listing_id


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_pages_of_the_review_can_be_shown(small_fair: str, new_phone: Phone, lang: str) -> None:
    from chalicelib.accounts import add_person, make_link
    from tests.goods import offered

    listing = recommend(offered().listing_id, LEISHAN, "test")
    add_person("审核员", ["governance:*"], person_id="reviewer", made_by="test")
    page = new_phone(small_fair, lang=lang)
    sign_in(page, f"/sign-in/link/{make_link('reviewer', made_by='test')}")
    shown(page, "/review", f"review-{lang}")
    shown(page, f"/review/{listing.listing_id}", f"review-case-{lang}")
    follow(page, page.locator("form[action$=reject] button"))
    looked_at(page, f"review-problem-{lang}")
    publish(listing.listing_id, "test")
    shown(page, f"/review/{listing.listing_id}", f"review-public-{lang}")
