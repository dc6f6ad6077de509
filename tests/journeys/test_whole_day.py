"""One day at the fair, everyone at their own browser: from an office that is not open to the manager's report."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import Journey, complaints, follow, phone
from tests.fair import RunningFair, free_port, start_fair
from tests.journeys.test_official import open_storefront
from tests.media.pictures import jpeg

SECONDS = 1000  # in milliseconds
GOODS = "雷山银发簪"
ADDRESS = {
    "收货人": "张小梅",
    "电话": "13800138000",
    "省、市、区县": "浙江省杭州市",
    "详细地址": "文三路 1 号",
}
Person = Callable[..., Page]


@pytest.fixture
def new_fair(tmp_path: Path) -> Iterator[RunningFair]:
    """A fair without demo data, as it is before anyone has come."""
    running = start_fair(tmp_path / "data", free_port(), demo=False)
    yield running
    running.stop()


@pytest.fixture
def person(chromium: Browser, new_fair: RunningFair) -> Iterator[Person]:
    """Somebody at a phone of their own, signed in by the terminal's link of a role, or not at all."""
    contexts: list[BrowserContext] = []

    def come(role: str = "") -> Page:
        contexts.append(phone(chromium, new_fair.base_url))
        page = contexts[-1].new_page()
        if role:
            page.goto(new_fair.links[role])
        return page

    yield come
    for context in contexts:
        with suppress(Exception):
            context.close()


def list_goods(producer: Page, photo: Path) -> None:
    producer.goto("/shop/listings/new")
    producer.locator("input[type=file]").set_input_files(photo)
    producer.get_by_label("商品名称").fill(GOODS)
    producer.get_by_label("价格").fill("168")
    producer.get_by_label("库存数量").fill("12")
    producer.get_by_role("button", name="提交审核").click()
    expect(producer.get_by_text(GOODS).first).to_be_visible()


def patiently_open(page: Page, path: str, wanted: str) -> None:
    """Open a page again until something shows that a job brings there."""
    for _ in range(30):
        page.goto(path)
        if page.locator(wanted).count():
            return
        page.wait_for_timeout(SECONDS)
    raise AssertionError(page.content()[:3000])


def review_goods(official: Page, reviewer: Page) -> None:
    """The county recommends what was listed, and the platform publishes it."""
    patiently_open(official, "/office/listings", 'form[action$="/recommend"]')
    official.locator('form[action$="/recommend"] button').first.click()
    expect(official.get_by_text("已推荐")).to_be_visible()
    reviewer.goto("/review")
    reviewer.get_by_role("link", name=GOODS).click()
    follow(reviewer, reviewer.locator('form[action$="/approve"] button'))


def pin_goods(official: Page, host: Page) -> str:
    """The goods enter the run of show and are pinned live; the path of the live."""
    official.goto("/office")
    official.locator('a[href^="/office/sessions/"]:not([href$="/new"])').first.click()
    official.get_by_label(GOODS).first.fill("1")
    follow(official, official.locator("main form button").last)
    host.goto("/host")
    host.locator('main a[href^="/host/"]:not([href$="/earnings"])').first.click()
    host.locator("summary", has_text="开播").click()
    host.get_by_role("button", name="仍要现在开播").click()
    host.get_by_role("button", name=f"下一件：{GOODS}").click(timeout=30 * SECONDS)
    return re.sub("/host/", "/live/", host.url)


def buy_from_the_pin(buyer: Page, live: str) -> str:
    """A guest orders and pays; the address of the order."""
    patiently_open(buyer, live, "#pin button")
    buyer.locator("#pin button").first.click()
    for label, typed in ADDRESS.items():
        buyer.get_by_label(label).fill(typed)
    buyer.get_by_label("体验付款").check()
    buyer.get_by_role("button", name="提交订单").last.click()
    buyer.get_by_role("button", name="付款", exact=True).click()
    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    return buyer.url


def send_and_receive(producer: Page, buyer: Page, order: str) -> None:
    patiently_open(producer, "/shop/orders", 'main a[href^="/shop/orders/"]')
    producer.locator('main a[href^="/shop/orders/"]').first.click()
    producer.locator('form[action$="/pack"] button').click()
    producer.locator('form[action$="/ship"] input[name=carrier]').fill("顺丰")
    producer.locator('form[action$="/ship"] input[name=tracking]').fill("SF123456789")
    follow(producer, producer.locator('form[action$="/ship"] button'))
    buyer.goto(order)
    expect(buyer.get_by_text("SF123456789")).to_be_visible()
    buyer.locator('form[action$="/received"] button').first.click()


def test_everyone_does_their_part_and_the_sale_is_in_the_report(
    person: Person, tmp_path: Path
) -> None:
    photo = tmp_path / "silver.jpg"
    photo.write_bytes(jpeg())
    official, producer, reviewer = person("official"), person("producer"), person("governance")
    host, buyer, manager = person("host"), person(), person("manager")
    heard = [complaints(page) for page in (official, producer, reviewer, host, buyer, manager)]

    official.goto("/office")
    open_storefront(official, Journey("official"))
    list_goods(producer, photo)
    patiently_open(producer, "/shop", 'main img[src^="/photos/"]')
    review_goods(official, reviewer)
    live = pin_goods(official, host)
    order = buy_from_the_pin(buyer, live)
    send_and_receive(producer, buyer, order)

    patiently_open(manager, "/impact", "text=¥168.00")
    assert heard == [[]] * len(heard)
