"""What sellers and pick-up points print: on A4 nothing is cut off, and each sheet says whose goods and order it is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib import payments
from chalicelib.accounts import add_person, make_link, redeem_link
from chalicelib.orders import (
    Order,
    WantedLine,
    mark_paid,
    number_of,
    order_from_image,
    project_order,
)
from chalicelib.payments import project_pickup
from tests.browser import LOOKS, desk
from tests.goods import again, buy, stocked
from tests.people import HOME, WU, seller

A4_WITHOUT_MARGINS = 703  # 210 mm less twice 12, at 96 to an inch
A4_HEIGHT = 1_032  # 297 mm less twice 12
LONG = "贵州省黔东南苗族侗族自治州雷山县西江镇控拜村手工银饰专业合作社纯银发簪礼盒装（含运费险）"
UNBROKEN = "Handforged-Silver-Hairpin-With-Enamelled-Butterfly-And-Gift-Box"
NAME = "欧阳上官娜仁托雅 Alexandrina"
KINDS, BUYERS = 26, 27
HALL = {"name": LONG[:30], "address": "人民路 1 号 102 室", "hours": "周一至周五 9:00–17:00"}


@pytest.fixture(params=["zh-Hans", "en"])
def page(small_fair: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The desk of a seller who also keeps a pick-up point."""
    context = desk(chromium, small_fair, lang=request.param)
    add_person("方云", [f"producer:{WU}", "official:c0001"], person_id="p1", made_by="test")
    token = redeem_link(make_link("p1", made_by="test"))
    context.add_cookies([{"name": "device", "value": token, "url": small_fair}])
    yield context.new_page()
    context.close()


def ordered(buyer_id: str, kinds: int, method: str = "sandbox", **wish: Any) -> Order:
    """So many kinds of goods with long names, ordered by somebody with a long name."""
    seller(WU)
    wanted = [WantedLine(f"pear{i}", 1, 99_900) for i in range(kinds)]
    for i, line in enumerate(wanted):
        stocked(line.sku_id, 99, 99_900, title=UNBROKEN if i % 2 else LONG, unit="盒")
    to = replace(HOME, name=NAME)
    order = buy(*wanted, buyer_id=buyer_id, method=method, to=to, **wish)
    if method == "sandbox":
        mark_paid(order.order_id, payment_id=f"p-{buyer_id}", fen=int(order.total_fen))
    project_order(None, again(order), "1")
    return again(order)


def sheets(page: Page, path: str, name: str) -> str:
    """What a page says on paper, where nothing may leave the sheet and no row may be torn apart."""
    page.goto(path)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WITHOUT_MARGINS, "height": A4_HEIGHT})
    beyond = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter(part => part.getBoundingClientRect().right > innerWidth + 1).length"
    )
    torn = page.evaluate(
        "[...document.querySelectorAll('main .lines > li')]"
        ".filter(row => getComputedStyle(row).breakInside !== 'avoid').length"
    )
    lang = page.locator("html").get_attribute("lang")
    page.screenshot(path=LOOKS / f"paper-{name}-{lang}.png", full_page=True)
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert (beyond, torn) == (0, 0)
    return page.locator("main").inner_text()


def test_a_parcel_slip_of_26_rows_stands_whole_on_paper(page: Page) -> None:
    order = ordered("gmei", KINDS)

    words = sheets(page, f"/shop/orders/{order.order_id}", "slip")

    assert number_of(order.order_id) in words
    assert "Wu" in words
    assert NAME in words
    assert page.locator(".lines > li").count() == KINDS
    assert page.locator("details:visible, form:visible").count() == 0


def test_a_packing_list_says_whose_each_order_is_and_that_it_goes_on(page: Page) -> None:
    orders = [ordered(f"gmei{i}", 2) for i in range(BUYERS)]

    words = sheets(page, f"/shop/orders?shop={WU}", "packing")

    assert "Wu" in words
    assert words.count(NAME) == page.locator(".lines > li").count() == 20
    assert sum(number_of(order.order_id) in words for order in orders) == 20
    expect(page.locator(".on-paper").last).to_be_visible()


def test_a_pick_up_list_stands_whole_on_paper(page: Page) -> None:
    seller(WU)
    point = payments.open_point("county:c0001", "k1", **HALL, made_by="p1")
    spot = payments.spot_for(point.point_id, [(WU, "c0001")])
    orders = [ordered(f"gmei{i}", 2, "pickup", spot=spot) for i in range(BUYERS)]
    for order in orders:
        project_pickup(order_from_image(order.serialize()))

    words = sheets(page, f"/points/{point.point_id}", "pick-up")

    rows = page.locator(".lines > li").count()
    assert words.count(NAME) == sum(number_of(order.order_id) in words for order in orders) == rows
    assert rows >= 20
