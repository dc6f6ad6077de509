"""What anyone can look up about a county."""

from datetime import datetime

import pytest

from chalicelib import clock
from chalicelib.counties import Storefront, open_office
from tests.client import Client
from tests.costs import assert_cost
from tests.goods import SILVER, on_show
from tests.people import LEISHAN

WANQUAN, LENGHU, MANGYA = "c0140", "c2850", "c2713"


@pytest.mark.parametrize("text", ["雷山", "leishan", "522634", "Leishan County"])
def test_a_county_is_found_by_name_pinyin_or_code(visitor: Client, text: str) -> None:
    html = visitor.get(f"/counties?q={text}").body

    assert f'href="/counties/{LEISHAN}"' in html
    assert "Formerly designated, 2014–2018" in html


def test_a_county_found_by_its_old_name_says_so(visitor: Client) -> None:
    html = visitor.get("/counties?q=万全县").body

    assert "formerly Wanquan County" in html


def test_nothing_found_says_what_to_do(visitor: Client) -> None:
    html = visitor.get("/counties?q=<nowhere>").body

    assert "Try fewer letters" in html
    assert "&lt;nowhere&gt;" in html


def test_a_page_of_a_county_says_that_only_the_year_of_lifting_is_known(visitor: Client) -> None:
    html = visitor.get(f"/counties/{LEISHAN}").body

    assert "2018-12-31" in html
    assert "Only the year in which a county left the list is known" in html
    assert "The county office has not opened its shop yet." in html


def test_dated_names_and_codes_are_shown(visitor: Client) -> None:
    html = visitor.get(f"/counties/{WANQUAN}").body

    for part in ("130729", "130708", "Wanquan County", "2016-07 at the latest"):
        assert part in html


def test_a_county_that_became_part_of_another_says_of_which(visitor: Client) -> None:
    html = visitor.get(f"/counties/{LENGHU}").body

    assert f'href="/counties/{MANGYA}"' in html
    assert "has not been verified" in html


def test_an_open_storefront_is_shown_and_listed(visitor: Client) -> None:
    open_office(LEISHAN, Storefront("雷山乡集", "银饰<b>", "0855-3331234"), opened_by="wang")

    storefront = visitor.get(f"/counties/{LEISHAN}").body
    everyone = visitor.get("/counties").body

    assert "<title>雷山乡集" in storefront
    assert "银饰&lt;b&gt;" in storefront
    assert "雷山乡集" in everyone


def test_a_shop_is_found_by_its_province_on_the_map(visitor: Client) -> None:
    empty = visitor.get("/counties").body
    open_office(LEISHAN, Storefront("雷山乡集", "银饰", "0855-3331234"), opened_by="wang")

    page = visitor.get("/counties").body
    province = visitor.get("/counties?province=GZ").body

    assert "Guizhou</span>" in empty
    assert "Guizhou: one county shop</span>" in page
    assert 'href="/counties?province=GZ"' in page
    assert "One county shop" in province
    assert "雷山乡集" in province


def test_counties_without_a_shop_stand_in_their_province_by_first_letter(visitor: Client) -> None:
    html = visitor.get("/counties?province=GZ").body

    assert '<a href="#L">L</a>' in html
    assert f'<a href="/counties/{LEISHAN}">Leishan County</a>' in html
    assert "county shop" not in html


def test_where_the_register_does_not_reach_the_page_says_so(visitor: Client) -> None:
    assert "The register has no counties here." in visitor.get("/counties?province=TW").body
    assert 'href="/counties?province=TW"' not in visitor.get("/counties").body


def test_there_is_no_such_province(visitor: Client) -> None:
    assert visitor.get("/counties?province=Mars").status_code == 404


def test_the_shops_of_all_provinces_cost_one_query_a_minute_and_their_covers(
    visitor: Client,
) -> None:
    open_office(LEISHAN, Storefront("雷山乡集", "银饰", "0855-3331234"), opened_by="wang")

    with assert_cost(reads=1):
        visitor.get("/counties")
        visitor.get("/counties?province=GZ")


def test_a_county_that_was_never_listed_says_so(visitor: Client) -> None:
    assert "never on the national list" in visitor.get("/counties/c0001").body


def test_there_is_no_such_county(visitor: Client) -> None:
    assert visitor.get("/counties/c9999").status_code == 404


def test_the_pages_speak_chinese(visitor: Client) -> None:
    visitor.cookies["language"] = "zh-Hans"

    assert "曾用名 万全县" in visitor.get("/counties?q=130708").body
    assert "原国家级贫困县 · 2014–2018" in visitor.get(f"/counties/{LEISHAN}").body


def test_a_county_shows_when_its_products_are_in_season(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = on_show(SILVER._replace(season_from=11, season_to=1))
    plain = visitor.get(f"/counties/{listing.county_id}").body
    december = datetime(2026, 12, 5, tzinfo=clock.SHANGHAI)
    monkeypatch.setattr(clock, "now", lambda: december)

    html = visitor.get(f"/counties/{listing.county_id}").body

    assert "Through the year" in plain
    assert html.count('class="ripe"') == 3
    assert html.count('class="rest"') == 9
    assert "in season now" in html
