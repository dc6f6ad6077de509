"""People find a county by whatever they call it."""

import csv
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.counties import find_counties, get_county
from chalicelib.counties.rules import is_one_slip, spelling
from chalicelib.counties.search import HOME


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


@pytest.mark.parametrize(
    "text",
    [
        "贵州雷山",
        "贵州省雷山县",
        "貴州雷山",
        "贵州省黔东南州雷山县",
        "黔东南 雷山",
        "Leishan, Guizhou",
        "Leishan County, Guizhou Province, China",
        "guizhou leishan",
        "中国贵州雷山",
        "leishna",
        "leshan xian, guizhou",
        "Lieshan Guizhou",
    ],
)
def test_a_county_is_found_with_its_province_and_with_a_slip(text: str) -> None:
    assert names(text)[0] == "雷山县"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shigatse", "桑珠孜区"),
        ("xigaze", "桑珠孜区"),
        ("Zoigê", "若尔盖县"),
        ("Kashgar, Xinjiang", "喀什市"),
        ("Shangri-La", "香格里拉市"),
    ],
)
def test_a_county_is_found_as_maps_of_the_world_call_it(text: str, name: str) -> None:
    assert names(text)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("中甸县", "香格里拉市"),
        ("甘肃安西县", "瓜州县"),
        ("南坪县", "九寨沟县"),
        ("酃县", "炎陵县"),
    ],
)
def test_a_county_is_found_by_a_name_of_long_ago(text: str, name: str) -> None:
    assert names(text)[0] == name


def test_every_other_name_is_of_a_county_of_today_and_old_ones_are_dated() -> None:
    for file_name in ("old_names.csv", "romanisations.csv"):
        with (HOME / file_name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                county = get_county(row["county_id"])
                assert not county.part_of
                assert row.get("name_zh", "") != county.name_zh
                assert re.fullmatch(r"\d{4}-\d{2}", row.get("last_seen", "1980-12"))


@given(
    word=st.text("abc", min_size=1, max_size=6), at=st.integers(0, 5), letter=st.sampled_from("abc")
)
def test_a_slip_is_one_letter_less_more_or_other(word: str, at: int, letter: str) -> None:
    at = min(at, len(word) - 1)
    others = {word[:at] + word[at + 1 :], word[:at] + letter + word[at:]}
    others |= {word[:at] + letter + word[at + 1 :]} - {word}

    assert all(is_one_slip(other, word) and is_one_slip(word, other) for other in others)
    assert not is_one_slip(word, word)
    assert not is_one_slip(word, word + "dd")
