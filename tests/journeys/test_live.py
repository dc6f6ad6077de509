"""A live in real browsers: a host films with a (fake) camera and pins, buyers watch and see the stock change."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.live import LiveSession
from chalicelib.stock import restock
from chalicelib.store import get_object, list_keys
from chalicelib.web.public.live import PAGE_FRESH_SECONDS
from tests.browser import Journey, axe, complaints, desk, follow, look, phone
from tests.fmp4.mse import dropped_pictures
from tests.gathered import journeys
from tests.goods import goods_of_wu
from tests.live.stage import on_air, planned
from tests.people import COUNTY

SECONDS_TO_THE_FIRST_PICTURE = 45  # an encoder in software, on a machine that does other things too
SECONDS_TO_A_PIN = 2
PLAYS = "() => document.getElementById('video').currentTime"


def sign_in(page: Page, *grants: str, person_id: str = "host-1") -> None:
    from chalicelib.accounts import add_person, make_link

    add_person("县长", list(grants), person_id=person_id, made_by="test")
    page.goto(f"/sign-in/link/{make_link(person_id, made_by='test')}")
    follow(page, page.get_by_role("main").get_by_role("button"))


def wait_until_it_plays(page: Page) -> float:
    """Seconds until the picture moves; fails when it does not."""
    began = time.monotonic()
    page.wait_for_function(
        "() => document.getElementById('video').currentTime > 1",
        timeout=1000 * SECONDS_TO_THE_FIRST_PICTURE,
    )
    first = page.evaluate(PLAYS)
    page.wait_for_function(f"() => document.getElementById('video').currentTime > {first} + 2")
    return time.monotonic() - began


@pytest.fixture
def show() -> tuple[LiveSession, str]:
    """A planned live with an umbrella and tea, and the umbrella's maker."""
    umbrella, tea = goods_of_wu("油纸伞", left=12), goods_of_wu("银球茶", left=5, price_fen=12_800)
    return planned([umbrella, tea]), umbrella.listing_id


@pytest.fixture
def host(small_fair: str, chromium: Browser) -> Iterator[Page]:
    context = phone(chromium, small_fair)
    page = context.new_page()
    sign_in(page, f"host:{COUNTY}")
    yield page
    context.close()


@pytest.fixture
def buyer(small_fair: str, chromium: Browser) -> Iterator[Page]:
    context = phone(chromium, small_fair)
    yield context.new_page()
    context.close()


def test_a_host_goes_live_and_buyers_see_picture_pin_and_stock(
    host: Page, buyer: Page, show: tuple[LiveSession, str]
) -> None:
    session, umbrella_id = show
    heard = [complaints(host), complaints(buyer)]
    host.goto("/host")
    journey = Journey("host goes live and pins")
    buyer.goto(f"/live/{session.session_id}")
    expect(buyer.get_by_text("留在本页")).to_be_visible()

    journey.tap(host.get_by_role("link", name=session.title))
    journey.tap(host.get_by_role("button", name="开播"))
    picture = wait_until_it_plays(buyer)
    tapped = time.monotonic()
    journey.tap(host.get_by_role("button", name="下一件：油纸伞"))
    expect(buyer.locator("#pin h2")).to_have_text("油纸伞")
    seen = time.monotonic() - tapped
    restock(f"{umbrella_id}-1", -4, producer_id=_producer_of(umbrella_id), form_key="sold")

    expect(buyer.locator("#pin .stock")).to_have_text("仅剩 8 件")
    journeys.append(
        f"live: picture after {picture:.1f} s, pin after {seen:.2f} s (<= {SECONDS_TO_A_PIN})"
    )
    journey.print_against(taps=3)
    assert heard == [[], []]


def test_the_film_goes_on_from_another_device_and_ends_as_a_replay(
    small_fair: str, chromium: Browser, host: Page, buyer: Page, show: tuple[LiveSession, str]
) -> None:
    session, _ = show
    host.goto(f"/host/{session.session_id}")
    host.get_by_role("button", name="开播").click()
    buyer.goto(f"/live/{session.session_id}")
    wait_until_it_plays(buyer)

    other = desk(chromium, small_fair).new_page()
    sign_in(other, f"official:{COUNTY}", person_id="assistant-1")
    other.goto(f"/host/{session.session_id}")
    other.get_by_role("button", name="打开摄像头").click()
    other.get_by_role("button", name="用这台设备拍摄").click()

    expect(host.get_by_text("另一台设备正在拍这场直播")).to_be_visible(timeout=30_000)
    at = buyer.evaluate(PLAYS)
    buyer.wait_for_function(
        f"() => document.getElementById('video').currentTime > {at} + 4", timeout=30_000
    )
    other.get_by_text("结束直播").click()
    other.get_by_role("button", name="确认结束").click()
    expect(other.get_by_text("回放已保存")).to_be_visible(timeout=15_000)
    expect(buyer.locator("#video")).to_have_attribute("src", re.compile("replay"), timeout=15_000)
    buyer.evaluate("() => { document.getElementById('video').play(); }")
    buyer.wait_for_function("() => document.getElementById('video').currentTime > 1")
    for camera in (1, 2):
        dropped, pictures = dropped_pictures(_film_of(session, camera))
        assert dropped == 0 < pictures


def test_buyer_and_assistant_do_without_javascript(
    small_fair: str, chromium: Browser, show: tuple[LiveSession, str]
) -> None:
    session, _ = show
    assistant = phone(chromium, small_fair, script=False).new_page()
    sign_in(assistant, f"official:{COUNTY}", person_id="assistant-1")
    assistant.goto(f"/host/{session.session_id}")
    follow(assistant, assistant.get_by_role("button", name="开播"))
    follow(assistant, assistant.get_by_role("button", name="下一件：油纸伞"))

    buyer = phone(chromium, small_fair, script=False).new_page()
    buyer.goto(f"/live/{session.session_id}")
    expect(buyer.locator("#pin h2")).to_have_text("油纸伞")
    follow(assistant, assistant.get_by_role("button", name="下一件：银球茶"))
    time.sleep(PAGE_FRESH_SECONDS)  # until then the phone shows the page that it has
    follow(buyer, buyer.get_by_role("link", name="刷新讲解中的商品"))

    expect(buyer.locator("#pin h2")).to_have_text("银球茶")
    expect(buyer.locator("#pin").get_by_role("button", name="立即购买")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_pages_of_a_live_are_good_to_look_at_and_to_use(
    small_fair: str, chromium: Browser, lang: str
) -> None:
    umbrella, tea = goods_of_wu("油纸伞", left=12), goods_of_wu("银球茶", left=5)
    coming, now = planned([umbrella, tea]), on_air([umbrella, tea])
    page = phone(chromium, small_fair, lang=lang).new_page()
    sign_in(page, f"host:{COUNTY}")
    pin = {"zh-Hans": "下一件：油纸伞", "en": "Show next: 油纸伞"}[lang]
    page.goto(f"/host/{now.session_id}")
    page.get_by_role("button", name=pin).click()
    expect(page.locator(".run .now")).to_be_visible()

    for path in (
        "/host",
        f"/host/{coming.session_id}",
        f"/host/{now.session_id}",
        "/live",
        f"/live/{coming.session_id}",
        f"/live/{now.session_id}",
    ):
        page.goto(path)
        state = {coming.session_id: "coming", now.session_id: "now"}.get(
            path.split("/")[-1], "list"
        )
        look(page, f"{path.split('/')[1]}-{state}-{lang}")
        axe(page)


def _film_of(session: LiveSession, camera: int) -> bytes:
    """What one camera has filmed, from its beginning to its last fragment."""
    folder = f"video/{session.session_id}/"
    names = [key.removeprefix(folder) for key in list_keys(folder)]
    kept = [name for name in names if name.startswith(f"{camera}0") and name.endswith(".m4s")]
    kept.sort(key=lambda name: [int(n) for n in name.removesuffix(".m4s").split("-")])
    return b"".join(get_object(folder + name) for name in [f"init-{camera}.mp4", *kept])


def _producer_of(listing_id: str) -> str:
    from chalicelib.catalogue import get_listing

    return get_listing(listing_id).producer_id
