"""Every county of today lies in one province, and every province has a tile of its own."""

import pytest

from chalicelib.counties import (
    PROVINCES,
    counties_of,
    get_province,
    province_of_county,
)
from chalicelib.counties.register import register
from chalicelib.errors import NotFound
from chalicelib.producers import PROVINCES as NAMES


def test_the_provinces_together_have_every_county_of_today_once() -> None:
    listed = [county.county_id for each in PROVINCES.values() for county in counties_of(each)]

    counties = register().counties.values()
    assert sorted(listed) == sorted(county.county_id for county in counties if not county.part_of)


def test_no_two_provinces_share_a_tile_a_sign_or_a_code() -> None:
    for names in (("column", "row"), ("sign",), ("code",)):
        marks = {tuple(getattr(each, name) for name in names) for each in PROVINCES.values()}

        assert len(marks) == len(PROVINCES) == 34


def test_provinces_are_called_as_delivery_fees_and_the_register_call_them() -> None:
    assert {each.name_zh: each.name_en for each in PROVINCES.values()} == NAMES
    for county in register().counties.values():
        province = province_of_county(county)

        assert county.province_zh.startswith(province.name_zh)
        assert county.province_en == province.name_en


def test_the_counties_of_a_province_come_by_their_pinyin() -> None:
    counties = counties_of(get_province("GZ"))

    assert [county.pinyin for county in counties] == sorted(county.pinyin for county in counties)


def test_only_where_the_register_does_not_reach_a_province_has_no_counties() -> None:
    for province in PROVINCES.values():
        assert bool(counties_of(province)) == province.is_in_register


@pytest.mark.parametrize("province_id", ["", "gz", "52", "GZ\x00", "贵州"])
def test_there_is_no_such_province(province_id: str) -> None:
    with pytest.raises(NotFound):
        get_province(province_id)
