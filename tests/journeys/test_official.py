"""The official's main job in a real browser: one form opens the storefront and plans the first live."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib import clock
from tests.browser import Journey, axe, complaints, follow, look, phone
from tests.fair import RunningFair
from tests.people import LEISHAN

MOST_FIELDS, MOST_SECONDS = 8, 90
ANSWERS = {
    "县馆名称": "雷山银乡",
    "本县有什么好东西？": "苗家银饰一锤一锤打出来，雷公山的茶长在云里。",
    "县办联系方式": "0855-3331234",
    "直播名称": "县长带大家看银饰和茶",
    "计划时长（分钟）": "90",
    "主播": "雷山县县长",
}
FIELDS = ("title", "story", "contact", "live_title", "planned_minutes", "host_title")


def evening() -> str:
    return f"{clock.now().astimezone(clock.SHANGHAI) + timedelta(days=3):%Y-%m-%dT19:30}"


def open_storefront(page: Page, journey: Journey) -> None:
    """From the work page to the open storefront, with every field filled."""
    journey.tap(page.get_by_role("link", name="开张县馆"))
    for label, value in ANSWERS.items():
        journey.fill(page.get_by_label(label, exact=False), value)
    journey.fill(page.get_by_label("开播时间"), evening())
    journey.tap(page.get_by_role("button", name="核对一遍"))
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对以下内容")
    journey.tap(page.get_by_role("button", name="开张并预约"))
    expect(page.get_by_text("开张大吉")).to_be_visible()


def sign_in_path(person_id: str) -> str:
    from chalicelib.accounts import add_person, make_link

    add_person("雷山县办", [f"official:{LEISHAN}"], person_id=person_id, made_by="test")
    return f"/sign-in/link/{make_link(person_id, made_by='test')}"


def test_an_official_opens_the_storefront_and_plans_the_first_live(
    fair: RunningFair, chromium: Browser
) -> None:
    page = phone(chromium, fair.base_url).new_page()
    heard = complaints(page)
    page.goto(fair.links["official"])
    journey = Journey("official opens storefront and first live")

    open_storefront(page, journey)
    journey.print_against(taps=3, fields=MOST_FIELDS, seconds=MOST_SECONDS)

    stranger = phone(chromium, fair.base_url).new_page()
    stranger.goto(f"/counties/{LEISHAN}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("雷山银乡")
    expect(stranger.get_by_role("link", name="县长带大家看银饰和茶")).to_be_visible()
    assert heard == []


def test_the_same_without_javascript(small_fair: str, chromium: Browser) -> None:
    page = phone(chromium, small_fair, script=False).new_page()
    page.goto(sign_in_path("wang"))
    journey = Journey("official, JavaScript off")
    journey.tap(page.get_by_role("button", name="登录"))

    open_storefront(page, journey)

    journey.print_against(taps=4, fields=MOST_FIELDS, seconds=MOST_SECONDS)


def test_a_form_that_was_left_is_gone_on_with_on_another_device(
    small_fair: str, chromium: Browser
) -> None:
    office = phone(chromium, small_fair).new_page()
    office.goto(sign_in_path("wang"))
    office.get_by_role("button", name="登录").click()
    office.get_by_role("link", name="开张县馆").click()
    office.get_by_label("县馆名称").fill("雷山银乡")
    office.get_by_role("button", name="核对一遍").click()
    expect(office.locator("#problems")).to_contain_text("请说说本县有什么好东西。")
    follow(office, office.get_by_role("button", name="存下，以后再填"))

    home = phone(chromium, small_fair, script=False).new_page()
    home.goto(sign_in_path("wang"))
    home.get_by_role("button", name="登录").click()
    home.get_by_role("link", name="接着填").click()

    expect(home.get_by_label("县馆名称")).to_have_value("雷山银乡")


def test_a_producer_is_let_in_with_the_code_that_the_official_shows(
    small_fair: str, chromium: Browser
) -> None:
    page = phone(chromium, small_fair).new_page()
    page.goto(sign_in_path("wang"))
    page.get_by_role("button", name="登录").click()
    journey = Journey("official lets a producer in")
    journey.tap(page.get_by_role("link", name="添加生产者并请他们登录"))
    journey.fill(page.get_by_label("名称"), "杨家银饰")
    journey.tap(page.get_by_label("作坊"))
    journey.fill(page.get_by_label("手机号"), "138 0013 8000")
    journey.tap(page.get_by_role("button", name="添加并请其登录"))
    code = page.locator(".code").inner_text()
    journey.print_against(taps=3, fields=2, seconds=30)

    producer = phone(chromium, small_fair, script=False).new_page()
    producer.goto("/sign-in/code")
    producer.get_by_label("手机号").fill("13800138000")
    producer.get_by_label("六位验证码").fill(code)
    follow(producer, producer.get_by_role("button", name="登录"))

    assert re.fullmatch(r"\d{6}", code)
    expect(page.get_by_role("img", name="登录链接的二维码")).to_be_visible()
    assert producer.url == f"{small_fair}/shop?first=1"


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_pages_of_the_office_are_good_to_look_at_and_to_use(
    small_fair: str, chromium: Browser, lang: str
) -> None:
    page = phone(chromium, small_fair, lang=lang).new_page()
    page.goto(sign_in_path("wang"))
    follow(page, page.get_by_role("main").get_by_role("button"))

    for path in ("open", "producers", "listings", "sessions/new", ""):
        page.goto(f"/office/{path}".rstrip("/"))
        look(page, f"office-{path.replace('/', '-') or 'work'}-{lang}")
        axe(page)
    page.goto("/office/open")
    for name, value in zip(FIELDS, ANSWERS.values(), strict=True):
        page.locator(f"#{name}").fill(value)
    page.locator("#starts_at").fill(evening())
    follow(page, page.locator("main form button").first)
    look(page, f"office-check-{lang}")
    axe(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    page.goto("/counties")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    for path in (
        "/counties",
        "/counties?q=leishan",
        f"/counties/{LEISHAN}",
        "/me/devices",
        "/me/notices",
    ):
        page.goto(path)
        look(page, f"county-{path.strip('/').replace('/', '-').replace('?', '-')}-{lang}")
        axe(page)
