"""Search: counties by name, pinyin or code, old or new."""

from functools import cache

from chalicelib.counties.county import County
from chalicelib.counties.register import register
from chalicelib.counties.rules import spelling

LONGEST_TEXT = 60
MOST_FOUND = 100


def find_counties(text: str, limit: int = 20) -> list[County]:
    """The counties that fit a text best: those named so, then those that begin so, then those that contain it, then
    those of a province or prefecture that begins so. A text without letters or digits finds nothing."""
    query = spelling(text[:LONGEST_TEXT])
    if not query:
        return []
    ranked = ((_rank(query, own, region), county) for own, region, county in _spellings())
    fitting = [(rank, county) for rank, county in ranked if rank is not None]
    fitting.sort(key=lambda ranking: ranking[0])
    return [county for _, county in fitting[: min(limit, MOST_FOUND)]]


def _rank(query: str, own: tuple[str, ...], region: tuple[str, ...]) -> int | None:
    if query in own:
        return 0
    if any(spelt.startswith(query) for spelt in own):
        return 1
    if len(query) > 1 and any(query in spelt for spelt in own):
        return 2
    return 3 if any(spelt.startswith(query) for spelt in region) else None


@cache
def _spellings() -> list[tuple[tuple[str, ...], tuple[str, ...], County]]:
    """Everything that a county may be called, spelt as searches are."""
    return [(_own(county), _region(county), county) for county in register().counties.values()]


def _own(county: County) -> tuple[str, ...]:
    names = [
        text for dated in county.names for text in (dated.name_zh, dated.pinyin, dated.name_en)
    ]
    all_names = [county.name_zh, county.pinyin, county.name_en, *names]
    stems = [
        name.partition(" ")[0]
        for name in (county.name_en, *(dated.name_en for dated in county.names))
    ]
    spelt = (spelling(text) for text in dict.fromkeys([*all_names, *stems]))
    return tuple(dict.fromkeys([*spelt, *(dated.code for dated in county.codes)]))


def _region(county: County) -> tuple[str, ...]:
    parts = (county.province_zh, county.province_en, county.prefecture_zh, county.prefecture_en)
    return tuple(dict.fromkeys(spelling(part) for part in parts if part))
