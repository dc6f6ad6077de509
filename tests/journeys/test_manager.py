"""The manager's journey: from the sign-in link to the order lines behind a number."""

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Journey, axe, desk, follow, look, phone
from tests.fair import RunningFair

PERIOD = "from=2020-04-01&to=2020-07-31"
A4_WITHOUT_MARGINS = 703  # 210 mm less twice 12, at 96 to an inch
GMV, LISTED_GMV = 123_000_000, 68_190_000


def test_the_report_of_county_heads_live_is_right_to_the_fen(fair: RunningFair) -> None:
    with urllib.request.urlopen(f"{fair.base_url}/impact/report.json?{PERIOD}") as answer:  # noqa: S310 - our own loopback
        found = json.load(answer)

    assert (found["gmv_fen"], found["designated_gmv_fen"]) == (GMV, LISTED_GMV)
    assert (found["designated_share"], found["ever_designated_share"]) == (55.4, 55.4)
    assert found["months"] == ["2020-04", "2020-05", "2020-06", "2020-07"]
    assert found["gmv_fen"] == found["net_gmv_fen"] + found["cancelled_fen"] + found["refunded_fen"]


@pytest.mark.parametrize("script", [True, False])
def test_from_sign_in_to_the_order_lines_behind_a_number(
    chromium: Browser, fair: RunningFair, *, script: bool
) -> None:
    context = desk(chromium, fair.base_url, script=script)
    context.add_cookies(manager_cookies(chromium, fair))
    page = context.new_page()
    page.goto("/")
    journey = Journey(f"manager, to the lines behind a number, {'with' if script else 'no'} script")

    journey.tap(page.get_by_role("link", name="成效报告").first)
    expect(page.get_by_role("link", name="¥1,230,000.00").first).to_be_visible()
    expect(page.get_by_text("55.4%").first).to_be_visible()
    journey.tap(page.get_by_role("link", name="¥1,230,000.00").first)

    expect(page.get_by_role("heading", name="订单明细")).to_be_visible()
    assert page.locator("tbody tr").count() == 25
    journey.print_against(taps=3, seconds=10)


def test_all_rows_of_the_report_stand_on_one_page_to_print(
    chromium: Browser, fair: RunningFair
) -> None:
    context = desk(chromium, fair.base_url, lang="en")
    context.add_cookies(manager_cookies(chromium, fair))
    page = context.new_page()
    page.goto(f"/impact?{PERIOD}&by=county")
    page.emulate_media(media="print")
    expect(page.get_by_text("Rows 1 to 25 of 110")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.get_by_text("Rows 1 to 25 of 110")).to_be_hidden()

    follow(page, page.get_by_role("link", name="All rows, to print"))

    assert page.locator("tbody tr").count() == 110
    assert page.get_by_role("link", name="Show more").count() == 0


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_no_column_of_the_report_is_cut_off_on_paper(
    chromium: Browser, fair: RunningFair, lang: str
) -> None:
    context = desk(chromium, fair.base_url, lang=lang)
    context.add_cookies(manager_cookies(chromium, fair))
    page = context.new_page()
    page.goto(f"/impact?{PERIOD}&by=county")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WITHOUT_MARGINS, "height": 1000})

    cut_off = page.evaluate(
        "[...document.querySelectorAll('main *')]"
        ".filter(part => part.getBoundingClientRect().right > innerWidth + 1).length"
    )

    assert cut_off == 0
    assert page.locator("tbody td").count() > 25


def test_the_report_reads_well_on_phone_and_desk_in_both_languages(
    chromium: Browser, fair: RunningFair
) -> None:
    cookies = manager_cookies(chromium, fair)
    for lang in ("zh-Hans", "en"):
        context = phone(chromium, fair.base_url, lang=lang)
        context.add_cookies(cookies)
        page = context.new_page()
        for name, path in (
            ("impact", f"/impact?{PERIOD}"),
            ("impact-hosts", f"/impact?{PERIOD}&by=host"),
            ("impact-lines", f"/impact/lines?{PERIOD}&by=total&figure=designated"),
            ("impact-bad-period", "/impact?from=2020-07-31&to=2020-04-01"),
        ):
            page.goto(path)
            axe(page)
            look(page, f"{name}-{lang}")


def test_the_lines_of_a_county_add_up_to_its_number(chromium: Browser, fair: RunningFair) -> None:
    context = desk(chromium, fair.base_url)
    context.add_cookies(manager_cookies(chromium, fair))
    page = context.new_page()
    page.goto(f"/impact?{PERIOD}")
    number = page.locator("tbody tr").first.locator("td a").first
    shown = _fen(number.inner_text())

    follow(page, number)
    counted = 0
    while True:
        counted += sum(_fen(cell) for cell in page.locator("tbody td:last-child").all_inner_texts())
        more = page.locator("a[rel=next]")
        if not more.count():
            break
        follow(page, more)

    assert counted == shown


def manager_cookies(chromium: Browser, fair: RunningFair) -> list[Any]:
    """The manager signed in once: the terminal's link works once, so every test of this file shares its cookie."""
    if not _signed_in:
        context = desk(chromium, fair.base_url)
        context.new_page().goto(fair.links["manager"])
        _signed_in.extend(
            {"name": cookie["name"], "value": cookie["value"], "url": fair.base_url}
            for cookie in context.cookies()
            if cookie["name"] != "language"
        )
        context.close()
    return _signed_in


_signed_in: list[Any] = []


def _fen(shown: str) -> int:
    return int(re.sub(r"[¥,.]", "", shown))
