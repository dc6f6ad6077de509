"""The register says of every county what the sources say, and nothing that they do not."""

import csv
import subprocess
import sys
import time
from collections import Counter
from datetime import date

import pytest

from chalicelib.counties import (
    County,
    county_by_code,
    designated_on,
    ever_designated,
    get_county,
    is_designated,
)
from chalicelib.counties.register import register
from chalicelib.counties.rules import LAST52, NPC832, NRR160
from chalicelib.errors import NotFound
from infra.register import FACTS, REGISTER, build

IN_FORCE = date(2025, 12, 31)


def listed() -> list[County]:
    return [county for county in register().counties.values() if ever_designated(county.county_id)]


def lifted_in(county: County) -> int:
    ends = [
        designation.valid_to
        for designation in county.designations
        if designation.list_name == NPC832
    ]
    assert ends[0]
    return ends[0].year


def only(name_zh: str) -> County:
    found = [county for county in register().counties.values() if county.name_zh == name_zh]
    assert len(found) == 1
    return found[0]


def test_the_file_is_what_its_sources_make() -> None:
    assert REGISTER.read_text("utf-8") == build()


def test_every_division_is_a_county_and_one_of_them_is_two() -> None:
    assert len(register().counties) == 2_849 + 1


def test_the_list_has_832_counties_in_22_provinces_counted_by_year_as_the_sources_count() -> None:
    with (FACTS / "provinces_npc832.csv").open(encoding="utf-8") as file:
        expected = {row.pop("province"): row for row in csv.DictReader(file)}

    counted = Counter((county.province_zh, lifted_in(county)) for county in listed())

    assert len(listed()) == 832
    assert len(expected) == 22
    for province, row in expected.items():
        assert sum(n for (name, _), n in counted.items() if name == province) == int(row["npc832"])
        for year in range(2016, 2021):
            assert counted[province, year] == int(row[f"lifted_{year}"])


def test_counties_left_the_list_year_by_year() -> None:
    by_year = Counter(map(lifted_in, listed()))

    assert [by_year[year] for year in range(2016, 2021)] == [28, 125, 283, 344, 52]


@pytest.mark.parametrize(
    ("day", "many"),
    [
        (date(2013, 12, 31), 0),
        (date(2014, 1, 1), 832),
        (date(2016, 12, 31), 832),
        (date(2017, 1, 1), 804),
        (date(2018, 6, 1), 679),
        (date(2019, 1, 1), 396),
        (date(2020, 1, 1), 52),
        (date(2020, 11, 23), 52),
        (date(2020, 11, 24), 0),
    ],
)
def test_a_county_counts_until_the_end_of_its_year_and_the_last_until_23_november_2020(
    day: date, many: int
) -> None:
    assert len(designated_on(day)) == many


def test_the_last_52_are_those_that_were_still_listed_in_2020() -> None:
    last = designated_on(date(2020, 6, 1), LAST52)

    assert [county.county_id for county in last] == [
        county.county_id for county in designated_on(date(2020, 6, 1))
    ]


def test_key_counties_of_revitalisation_are_known_and_unverified_ones_kept_apart() -> None:
    answers = Counter(county.nrr160 for county in listed())
    known = designated_on(date(2022, 1, 1), NRR160)

    assert answers == {"yes": 92, "unverified": 239, "no": 501}
    assert {county.county_id for county in known} == {
        county.county_id for county in listed() if county.nrr160 == "yes"
    }


def test_45_names_and_79_codes_of_listed_counties_have_changed() -> None:
    assert sum(len(county.names) > 1 for county in listed()) == 45
    assert sum(len(county.codes) > 1 for county in listed()) == 79


def test_two_listed_places_that_share_a_code_today_stay_apart() -> None:
    mangya, lenghu = only("茫崖市"), only("冷湖行委")

    assert mangya.code == lenghu.code == "632803"
    assert mangya.county_id != lenghu.county_id
    assert lenghu.part_of == mangya.county_id
    assert is_designated(mangya.county_id, date(2018, 6, 1))
    assert is_designated(lenghu.county_id, date(2018, 6, 1))
    assert county_by_code("632803", IN_FORCE) == mangya


def test_an_old_code_leads_to_the_county_only_while_it_may_have_been_in_force() -> None:
    wanquan = only("万全区")

    assert county_by_code("130729", date(2015, 1, 1)) == wanquan
    assert county_by_code("130708", IN_FORCE) == wanquan
    with pytest.raises(NotFound):
        county_by_code("130729", IN_FORCE)
    with pytest.raises(NotFound):
        county_by_code("130708", date(2015, 1, 1))


def test_a_county_may_have_had_three_codes() -> None:
    milin = only("米林市")

    assert [code.code for code in milin.codes] == ["542623", "540422", "540481"]
    assert county_by_code("540422", date(2018, 1, 1)) == milin


def test_every_code_of_today_leads_to_its_county() -> None:
    for county in register().counties.values():
        holder = county_by_code(county.code, IN_FORCE)
        assert holder.county_id == (county.part_of or county.county_id)


def test_names_and_codes_of_today_come_last_in_their_history() -> None:
    for county in register().counties.values():
        if not county.part_of:
            assert county.names[-1].name_zh == county.name_zh
            assert county.codes[-1].code == county.code
        assert county.names[-1].valid_to is county.codes[-1].valid_to is None


def test_ids_are_unique_and_places_are_said_in_both_languages() -> None:
    leishan = only("雷山县")

    assert all(key == county.county_id for key, county in register().counties.items())
    assert leishan.region("zh-Hans") == "贵州省 黔东南苗族侗族自治州"
    assert leishan.region("en") == "Qiandongnan Prefecture, Guizhou"
    assert only("东城区").region("en") == "Beijing"


def test_an_unknown_county_is_not_found() -> None:
    with pytest.raises(NotFound):
        get_county("c9999")
    with pytest.raises(NotFound):
        is_designated("c9999", date(2018, 6, 1))


def test_the_register_is_read_at_its_first_use_and_quickly() -> None:
    code = "import sys, chalicelib.counties.register as r; assert r.register.cache_info().currsize == 0"

    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words
    register.cache_clear()
    began = time.process_time()
    register()

    assert time.process_time() - began < 0.5
