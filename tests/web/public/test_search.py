"""Products are found by words and by taps: links that keep what was chosen, and pages that help."""

import re
from html import unescape

import pytest

from chalicelib.catalogue import Goods, Listing
from chalicelib.search import rebuild
from tests.client import Client
from tests.goods import on_show

HONEY = Goods("百花蜂蜜", 5_900, "honey-preserves", "jar")
DEAR = Goods("野坝子蜂蜜", 15_900, "honey-preserves", "jar")
CLOTH = Goods("蜡染方巾", 8_800, "textiles")


@pytest.fixture
def honey() -> Listing:
    listing = on_show(HONEY)
    on_show(DEAR)
    on_show(CLOTH)
    rebuild()
    return listing


def link_of(page: str, label: str) -> str:
    """Where the link with this text leads."""
    (href, *_) = re.findall(rf'href="([^"]*)"[^>]*>{label}', page)
    return unescape(href)


@pytest.mark.parametrize("typed", ["蜂蜜", "fengmi", "百花蜂密"])
def test_honey_is_found_however_it_is_typed(visitor: Client, honey: Listing, typed: str) -> None:
    page = visitor.get(f"/search?q={typed}").body

    assert f"/goods/{honey.listing_id}" in page
    assert "蜡染方巾" not in page


def test_a_stranger_narrows_down_by_two_taps(visitor: Client, honey: Listing) -> None:
    page = visitor.get("/search?q=蜂蜜").body
    assert "野坝子蜂蜜" in page

    page = visitor.get(link_of(page, "¥50 to ¥100")).body
    page = visitor.get(link_of(page, "In stock")).body

    assert f"/goods/{honey.listing_id}" in page
    assert "野坝子蜂蜜" not in page
    again = visitor.get(link_of(page, "¥50 to ¥100")).body
    assert "野坝子蜂蜜" in again, "a second tap lifts it"


def test_a_category_is_a_search(visitor: Client, honey: Listing) -> None:
    href = link_of(visitor.get("/categories").body, "Honey and preserves")

    page = visitor.get(href).body

    assert f"/goods/{honey.listing_id}" in page
    assert "蜡染方巾" not in page


def test_what_is_of_a_neighbouring_kind_is_no_honey(visitor: Client, honey: Listing) -> None:
    on_show(Goods("糟辣椒", 3_980, "honey-preserves", "jar", subcategory="chilli-sauce"))
    rebuild()

    assert "糟辣椒" not in visitor.get("/search?q=蜂蜜").body


def test_goods_are_sorted_by_price(visitor: Client, honey: Listing) -> None:
    page = visitor.get("/search?q=蜂蜜&sort=dear").body

    assert page.index("野坝子蜂蜜") < page.index("百花蜂蜜")


def test_a_county_is_found_beside_products(visitor: Client, honey: Listing) -> None:
    page = visitor.get("/search?q=雷山").body

    assert 'href="/counties/' in page.partition("Counties:")[2]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "蜂" * 500,
        "q=%F0%9F%8D%AF",
        "q=%E2%80%AE%E2%81%A6",
        "q=....",
        "q=%00",
        "q=%27%22%3Cscript%3E",
        "q=蜂蜜&cursor=forged",
        "q=蜂蜜&price=1-2&category=no-such&province=../..&sort=best&stock=maybe",
        "category=" + "x" * 5000,
    ],
)
def test_whatever_is_asked_is_answered(visitor: Client, honey: Listing, query: str) -> None:
    assert visitor.get(f"/search?{query}").status_code == 200


def test_where_nothing_is_found_the_page_helps(visitor: Client, honey: Listing) -> None:
    page = visitor.get("/search?q=qqqqxyz&category=tea").body

    assert "Nothing was found." in page
    assert 'href="/categories"' in page
    assert "The same words without filters" in page


def test_what_was_chosen_survives_the_language(visitor: Client, honey: Listing) -> None:
    page = visitor.get("/search?q=蜂蜜&sort=cheap").body

    assert "sort%3Dcheap" in page.partition("/language/zh-Hans?back=")[2][:200]
