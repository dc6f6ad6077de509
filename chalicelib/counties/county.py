"""What the register says of a county: its names, codes and designations, each with its dates."""

from datetime import date
from typing import NamedTuple


class DatedName(NamedTuple):
    """A name, and the days between which it may have been in force: from at the earliest, to at the latest."""

    name_zh: str
    name_en: str
    pinyin: str
    valid_from: date | None
    valid_to: date | None


class DatedCode(NamedTuple):
    """A GB/T 2260 code, dated like a name."""

    code: str
    valid_from: date | None
    valid_to: date | None


class Designation(NamedTuple):
    """A time on a named list. The county is on it up to and including `valid_to`; None is still."""

    list_name: str
    valid_from: date
    valid_to: date | None


class County(NamedTuple):
    """A county-level division under an id that never changes. Names and codes of today stand first-hand; all of
    them, oldest first, in `names` and `codes`. `part_of` is the county that took this one in, or "".
    `nrr160` is "yes", "no", "unverified", or "" where it was not asked."""

    county_id: str
    name_zh: str
    name_en: str
    pinyin: str
    code: str
    province_zh: str
    province_en: str
    prefecture_zh: str
    prefecture_en: str
    names: tuple[DatedName, ...]
    codes: tuple[DatedCode, ...]
    designations: tuple[Designation, ...]
    nrr160: str
    part_of: str

    def name(self, lang: str) -> str:
        return self.name_en if lang == "en" else self.name_zh

    def region(self, lang: str) -> str:
        """Province and prefecture, as people write them."""
        parts = (
            (self.prefecture_en, self.province_en)
            if lang == "en"
            else (self.province_zh, self.prefecture_zh)
        )
        names = dict.fromkeys(part for part in parts if part)
        return ", ".join(names) if lang == "en" else " ".join(names)
