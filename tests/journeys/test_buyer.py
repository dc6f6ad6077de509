"""A buyer without an account: from the pin to the parcel, the first time and the next, also without JavaScript."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib import stock
from chalicelib.catalogue import Listing
from chalicelib.live import LiveSession, pin_goods
from chalicelib.orders import Order
from tests.browser import Journey, axe, complaints, follow, look, phone
from tests.goods import goods_of_wu
from tests.live.stage import on_air
from tests.people import HOME


@pytest.fixture
def umbrella() -> Listing:
    return goods_of_wu("油纸伞", left=12)


@pytest.fixture
def live(umbrella: Listing) -> LiveSession:
    """A live that shows the umbrella now."""
    session = on_air([umbrella])
    pin_goods(session.session_id, umbrella.listing_id, "host-1")
    return session


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def buyer(small_fair: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = phone(chromium, small_fair, script=request.param)
    yield context.new_page()
    context.close()


def type_address(page: Page, journey: Journey) -> None:
    journey.fill(page.get_by_label("收货人"), HOME.name)
    journey.fill(page.get_by_label("电话"), HOME.phone)
    journey.fill(page.get_by_label("省、市、区县"), HOME.region)
    journey.fill(page.get_by_label("详细地址"), HOME.street)


def buy_from_the_pin(page: Page, journey: Journey, session: LiveSession) -> None:
    page.goto(f"/live/{session.session_id}")
    journey.tap(page.locator("#pin").get_by_role("button"))
    expect(page.get_by_role("heading", level=1)).to_have_text("确认订单")


def order(page: Page, journey: Journey) -> None:
    with page.expect_navigation():
        journey.tap(page.locator(".stick, form > .actions").get_by_role("button"))


def test_from_the_pin_the_first_time_and_the_next(
    buyer: Page, live: LiveSession, umbrella: Listing, request: pytest.FixtureRequest
) -> None:
    heard, how = complaints(buyer), request.node.callspec.id

    first = Journey(f"buyer, first time, {how}")
    buy_from_the_pin(buyer, first, live)
    type_address(buyer, first)
    order(buyer, first)
    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    first.print_against(taps=2, fields=4, seconds=40)

    known = Journey(f"buyer, known, {how}")
    buy_from_the_pin(buyer, known, live)
    order(buyer, known)
    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    known.print_against(taps=2, seconds=8)

    orders = list(Order.scan())
    assert [order.lines[0].credit for order in orders] == ["direct", "direct"]
    assert {order.lines[0].session_id for order in orders} == {live.session_id}
    assert stock.offers([umbrella.sku_id])[umbrella.sku_id].left == 10
    assert heard == []


def test_from_the_product_page_with_a_trial_payment(buyer: Page, umbrella: Listing) -> None:
    journey = Journey("buyer from the product page, trial payment")
    buyer.goto(f"/goods/{umbrella.listing_id}")
    journey.tap(buyer.locator('form[action="/basket/lines"]').get_by_role("button").first)
    if urlsplit(buyer.url).path == "/basket":
        journey.tap(buyer.get_by_role("link", name="去结算"))
    type_address(buyer, journey)
    journey.tap(buyer.get_by_label("体验付款"))
    order(buyer, journey)
    journey.tap(buyer.get_by_role("button", name="付款", exact=True))

    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    journey.print_against(taps=5, fields=4, seconds=40)

    buyer.get_by_text("取消订单").click()
    buyer.get_by_role("button", name="确认取消").click()
    expect(buyer.get_by_text("已全额退还给您")).to_be_visible()
    assert stock.offers([umbrella.sku_id])[umbrella.sku_id].left == 12


def test_what_was_typed_comes_back_with_every_fault_named(buyer: Page, umbrella: Listing) -> None:
    journey = Journey("buyer who mistypes")
    buyer.goto(f"/goods/{umbrella.listing_id}")
    follow(buyer, buyer.locator('form[action="/basket/lines"]').get_by_role("button").first)
    buyer.goto("/checkout")
    journey.fill(buyer.get_by_label("收货人"), "张小梅")
    journey.fill(buyer.get_by_label("电话"), "1380013800")
    order(buyer, journey)

    expect(buyer).to_have_title("有问题： 确认订单 · 乡集")
    expect(buyer.locator("#problems a")).to_have_count(3)
    expect(buyer.get_by_label("收货人")).to_have_value("张小梅")


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_pages_look_right_and_are_open_to_all(
    small_fair: str, chromium: Browser, live: LiveSession, lang: str
) -> None:
    context = phone(chromium, small_fair, lang=lang)
    page = context.new_page()
    journey = Journey("looking")

    page.goto("/basket")
    see(page, f"basket-empty-{lang}")
    page.goto(f"/live/{live.session_id}")
    follow(page, page.locator("#pin").get_by_role("button"))
    see(page, f"checkout-{lang}")
    order(page, journey)
    see(page, f"checkout-problem-{lang}")
    follow(page, page.get_by_role("main").locator("a[href^='/goods/']").first)
    follow(page, page.locator('form[action="/basket/lines"]').get_by_role("button").first)
    see(page, f"basket-{lang}")
    page.goto("/checkout")
    for name in ("name", "phone", "region", "street"):
        page.locator(f"#{name}").fill(getattr(HOME, name))
    page.locator("input[value=sandbox]").check()
    order(page, journey)
    see(page, f"pay-{lang}")
    follow(page, page.locator("button[value=pay]"))
    see(page, f"order-{lang}")
    page.goto("/orders")
    see(page, f"orders-{lang}")
    context.close()


def see(page: Page, name: str) -> None:
    look(page, f"buyer-{name}")
    axe(page)
