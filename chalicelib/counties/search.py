"""Search: counties by name, pinyin or code, old or new, with their province or one slip of the pen."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from chalicelib.counties.county import County
from chalicelib.counties.pasted import short_names
from chalicelib.counties.register import register
from chalicelib.counties.rules import is_one_slip, spelling
from chalicelib.counties.traditional import simplified

LONGEST_TEXT = 60
Spelt = tuple[str, ...]
MOST_FOUND = 100
SHORTEST_SLIP = 4  # letters; a slip in less could mean anything
HOME = Path(__file__).parent
OTHER_NAMES = ("old_names.csv", "romanisations.csv")
COUNTRY = ("中国", "china")


def find_counties(text: str, limit: int = 20) -> list[County]:
    """The counties that fit a text best: those named so, then those that begin so, then those that contain it, then
    those of a province or prefecture that begins so. Where there are none, those that are named together with their
    province or prefecture, before or behind; else those whose name is one slip away. A text without letters or digits
    finds nothing."""
    query = spelling(simplified(text[:LONGEST_TEXT]))
    if not query:
        return []
    for rank in (_rank, _rank_with_region, _rank_with_slip):
        if counties := _fitting(query, rank):
            return counties[: min(limit, MOST_FOUND)]
    return []


def _fitting(query: str, rank_of: Callable[[str, Spelt, Spelt], int | None]) -> list[County]:
    ranked = ((rank_of(query, own, region), county) for own, region, county in _spellings())
    fitting = [(rank, county) for rank, county in ranked if rank is not None]
    fitting.sort(key=lambda ranking: ranking[0])
    return [county for _, county in fitting]


def _rank(query: str, own: Spelt, region: Spelt) -> int | None:
    if query in own:
        return 0
    if any(spelt.startswith(query) for spelt in own):
        return 1
    if len(query) > 1 and any(query in spelt for spelt in own):
        return 2
    return 3 if any(spelt.startswith(query) for spelt in region) else None


def _rank_with_region(query: str, own: Spelt, region: Spelt) -> int | None:
    rests = {rest for first in _rests(query, region) for rest in (first, *_rests(first, region))}
    ranks = [_rank(rest, own, ()) for rest in rests]
    return min((rank for rank in ranks if rank is not None), default=None)


def _rests(query: str, region: Spelt) -> Iterator[str]:
    """What a text says besides a region, before or behind."""
    for part in (*region, *COUNTRY):
        if query.startswith(part) and query != part:
            yield query.removeprefix(part)
        if query.endswith(part) and query != part:
            yield query.removesuffix(part)


def _rank_with_slip(query: str, own: Spelt, region: Spelt) -> int | None:
    rests = {query, *_rests(query, region)} if query.isascii() else ()
    words = [rest for rest in rests if len(rest) >= SHORTEST_SLIP and not rest.isdigit()]
    return 0 if any(is_one_slip(word, spelt) for word in words for spelt in own) else None


@cache
def _spellings() -> list[tuple[Spelt, Spelt, County]]:
    """Everything that a county may be called, spelt as searches are."""
    return [(_own(county), _region(county), county) for county in register().counties.values()]


def _own(county: County) -> Spelt:
    names = [
        text for dated in county.names for text in (dated.name_zh, dated.pinyin, dated.name_en)
    ]
    all_names = [county.name_zh, county.pinyin, county.name_en, *names]
    stems = [
        name.partition(" ")[0]
        for name in (county.name_en, *(dated.name_en for dated in county.names))
    ]
    spellings = [*all_names, *stems, *_other_names()[county.county_id]]
    spelt = (spelling(text) for text in dict.fromkeys(spellings))
    return tuple(dict.fromkeys([*spelt, *(dated.code for dated in county.codes)]))


def _region(county: County) -> Spelt:
    zh = [*short_names(county.province_zh), *short_names(county.prefecture_zh)]
    en = [county.province_en, f"{county.province_en} Province", county.prefecture_en]
    return tuple(dict.fromkeys(spelling(part) for part in (*zh, *en) if part))


@cache
def _other_names() -> defaultdict[str, list[str]]:
    """Names that the register does not have, by the county's id: earlier ones, and romanisations by ear."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for file_name in OTHER_NAMES:
        with (HOME / file_name).open(encoding="utf-8", newline="") as file:
            for county_id, name, *_ in list(csv.reader(file))[1:]:
                names[county_id].append(name)
    return names
