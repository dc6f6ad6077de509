"""People find a county by whatever they call it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counties import find_counties, get_county
from chalicelib.counties.rules import spelling


def names(text: str) -> list[str]:
    return [county.name_zh for county in find_counties(text)]


@pytest.mark.parametrize(
    "text",
    [
        "雷山",
        "雷山县",
        "leishan",
        "Lei Shan",
        "léi shān xiàn",
        "LEISHAN county",
        "522634",
        "５２２６３４",
    ],
)
def test_a_county_is_found_by_name_pinyin_and_code(text: str) -> None:
    assert names(text)[0] == "雷山县"


@pytest.mark.parametrize("text", ["万全县", "wanquanxian", "130729", "130708", "万全区"])
def test_a_county_is_found_by_its_old_and_new_names_and_codes(text: str) -> None:
    assert names(text) == ["万全区"]


def test_a_county_that_changed_its_whole_name_is_found_by_the_old_one() -> None:
    assert names("上饶县") == ["广信区"]
    assert names("shangraoxian") == ["广信区"]
    assert names("Datong County")[0] == "云州区"


def test_both_places_that_share_a_code_are_found() -> None:
    assert names("632803") == ["茫崖市", "冷湖行委"]
    assert names("冷湖")[0] == "冷湖行委"


def test_an_exact_name_comes_before_longer_ones() -> None:
    assert names("yunxian")[:2] == ["郧阳区", "云县"]
    assert names("城区")[0] == "城区"


def test_a_province_finds_its_counties_last() -> None:
    found = find_counties("Guizhou", limit=100)

    assert len(found) >= 88
    assert all(county.province_en == "Guizhou" for county in found[:88])


@pytest.mark.parametrize("text", ["", "   ", "'", "xyzzy", "<script>", "🍐", "%", "9" * 500])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert find_counties(text) == []


@given(text=st.text(max_size=80), limit=st.integers(1, 30))
def test_any_text_is_answered_within_the_limit(text: str, limit: int) -> None:
    assert len(find_counties(text, limit)) <= limit


@given(text=st.text(max_size=40))
def test_spelling_twice_is_spelling_once(text: str) -> None:
    assert spelling(spelling(text)) == spelling(text)


def test_searching_is_fast() -> None:
    find_counties("warm")
    began = time.process_time()

    for text in ("leishan", "贵州", "5226", "县"):
        find_counties(text)

    assert time.process_time() - began < 0.2


def test_every_county_is_found_by_its_own_name() -> None:
    for county_id in ("c0001", "c0700", "c1400", "c2100", "c2800", "c2850"):
        county = get_county(county_id)
        assert county in find_counties(county.name_zh, limit=100)
        assert county in find_counties(county.pinyin, limit=100)
