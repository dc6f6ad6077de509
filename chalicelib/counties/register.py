"""The register: all counties from their file, read once, and the questions that are asked of it."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chalicelib.counties.county import County, DatedCode, DatedName, Designation
from chalicelib.counties.rules import NPC832, ever_on_list, holds, on_list
from chalicelib.errors import NotFound

FILE = Path(__file__).with_name("register.csv")
COLUMNS = (
    *("county_id", "code", "name_zh", "name_en", "pinyin"),
    *("province_zh", "province_en", "prefecture_zh", "prefecture_en"),
    *("names", "codes", "designations", "nrr160", "part_of"),
)
PLAIN = 9  # columns that hold one text each


class Register(NamedTuple):
    counties: dict[str, County]
    by_code: dict[str, list[County]]


def get_county(county_id: str) -> County:
    """Raises NotFound."""
    try:
        return register().counties[county_id]
    except KeyError:
        raise NotFound("not-found") from None


def county_by_code(code: str, on: date) -> County:
    """The county that had this code on a day. Where only the month or year of a change is known, the old and the new
    code both hold within it. A county that became part of another gives way to it. Raises NotFound."""
    holders = [
        county
        for county in register().by_code.get(code, [])
        if any(
            dated.code == code and holds(dated.valid_from, dated.valid_to, on)
            for dated in county.codes
        )
    ]
    if not holders:
        raise NotFound("not-found")
    return min(holders, key=lambda county: bool(county.part_of))


def designated_on(day: date, list_name: str = NPC832) -> list[County]:
    """The counties that were on a list on a day, in the order of their ids."""
    return [county for county in register().counties.values() if on_list(county, day, list_name)]


def is_designated(county_id: str, day: date, list_name: str = NPC832) -> bool:
    """Whether a county was on a list on a day. Raises NotFound."""
    return on_list(get_county(county_id), day, list_name)


def ever_designated(county_id: str, list_name: str = NPC832) -> bool:
    """Whether a county was ever on a list. Raises NotFound."""
    return ever_on_list(get_county(county_id), list_name)


@cache
def register() -> Register:
    """The whole register; the first call reads the file."""
    counties = {county.county_id: county for county in _read()}
    by_code: dict[str, list[County]] = defaultdict(list)
    for county in counties.values():
        for dated in county.codes:
            by_code[dated.code].append(county)
    return Register(counties, dict(by_code))


def _read() -> Iterator[County]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        columns = next(rows)
        assert tuple(columns) == COLUMNS
        yield from map(_county, rows)


def _county(row: list[str]) -> County:
    names, codes, designations, nrr160, part_of = row[PLAIN:]
    plain = dict(zip(COLUMNS[:PLAIN], row[:PLAIN], strict=True))
    return County(
        **plain,
        names=tuple(_name(fields, row[3], row[4]) for fields in _split(names)),
        codes=tuple(
            DatedCode(fields[0], _day(fields[3]), _day(fields[4])) for fields in _split(codes)
        ),
        designations=tuple(map(_designation, _split(designations))),
        nrr160=nrr160,
        part_of=part_of,
    )


def _name(parts: list[str], name_en: str, pinyin: str) -> DatedName:
    name_zh, english, spelt, since, until = parts
    return DatedName(name_zh, english or name_en, spelt or pinyin, _day(since), _day(until))


def _designation(parts: list[str]) -> Designation:
    return Designation(parts[0], date.fromisoformat(parts[1]), _day(parts[2]))


def _split(packed: str) -> list[list[str]]:
    return [fields.split("|") for fields in packed.split(";")] if packed else []


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
