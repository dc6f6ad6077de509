"""Goods as the search knows them, and the terms under which they are found."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from chalicelib.catalogue import PUBLIC, categories, crafts, season_months
from chalicelib.counties import ever_designated, get_county, province_of_county
from chalicelib.search.spelling import SearchWord, readings, words_of
from chalicelib.store import plain as plain_value

NEW_POINTS, PHOTO_POINTS, DESIGNATED_POINTS, ENGLISH_POINTS = 500, 200, 200, 100
HALF_LIFE_DAYS = 60
TITLE, PLACE, ONLY = (
    "t",
    "e",
    "=",
)  # where a term stands: in the title, around it, or only as a filter


class IndexedGoods(NamedTuple):
    """Goods in the index. A listing that is not on show any more has no title. `changed` and `since` are
    milliseconds of the epoch: when it was last written, and since when it is on show."""

    listing_id: str
    changed: int
    title: str = ""
    title_en: str = ""
    category: str = "other"
    county_id: str = ""
    producer_id: str = ""
    maker: str = ""
    price_fen: int = 0
    since: int = 0
    has_photo: bool = False
    subcategory: str = ""
    craft: str = ""
    season_from: int = 0
    season_to: int = 0


def goods_in(image: Mapping[str, Mapping[str, Any]], makers: Mapping[str, str]) -> IndexedGoods:
    """Goods as an item of the listings shows them; `makers` are the names of producers by id."""
    item = {name: plain_value(value) for name, value in image.items()}
    listing_id, changed = item["listing_id"], _moment(item["changed_at"])
    if item["state"] != PUBLIC:
        return IndexedGoods(listing_id, changed)
    since = datetime.strptime(item["state_since"] + "+0000", f"{PUBLIC}#%Y%m%dT%H%M%S.%f%z")
    return IndexedGoods(
        listing_id,
        changed,
        item["title"],
        item.get("title_en") or "",
        item["category"],
        item["county_id"],
        item["producer_id"],
        makers.get(item["producer_id"], ""),
        int(item["price_fen"]),
        int(since.timestamp() * 1000),
        bool(item.get("photo_ref")),
        item.get("subcategory") or "",
        item.get("craft") or "",
        int(item.get("season_from") or 0),
        int(item.get("season_to") or 0),
    )


def score(goods: IndexedGoods, now: datetime) -> int:
    """What goods are worth by themselves, 0 to 1,000: new ones, with a photo, from a county that was once on the
    list of the poor, said in English too. Nobody can buy it."""
    days = max(0.0, now.timestamp() - goods.since / 1000) / 86_400
    newness: float = NEW_POINTS * 0.5 ** (days / HALF_LIFE_DAYS)
    designated = goods.county_id and ever_designated(goods.county_id)
    return round(
        newness
        + PHOTO_POINTS * goods.has_photo
        + DESIGNATED_POINTS * bool(designated)
        + ENGLISH_POINTS * bool(goods.title_en)
    )


def terms_of(goods: IndexedGoods) -> set[str]:
    """All terms of goods, each with where it stands before it."""
    return {
        *_spread(TITLE, f"{goods.title} {goods.title_en}"),
        *_spread(PLACE, goods.maker),
        *_terms_of_place(goods.county_id),
        *_spread(PLACE, words_of_kind(goods)),
        *_filters(goods),
    }


def initials_of(goods: IndexedGoods) -> str:
    """The first letters of the title's signs, of the county's and of the maker's."""
    place = get_county(goods.county_id).name_zh if goods.county_id else ""
    runs = (word.text for text in (goods.title, place, goods.maker) for word in words_of(text))
    return "|".join("".join(syllable[0] for syllable in readings(run)) for run in runs)


def terms_of_word(word: SearchWord) -> Iterator[str]:
    """The terms of one word of a text: a Chinese run gives signs and pairs of signs, and both by their readings."""
    if word.kind != "signs":
        yield word.text
        return
    for units, mark in ((list(word.text), ""), (readings(word.text), "'")):
        yield from pairs_of(units, mark)
        yield from (mark + unit for unit in units)


def pairs_of(units: list[str], mark: str) -> Iterator[str]:
    return (f"{mark}{left}{mark}{right}" for left, right in pairwise(units))


def _spread(where: str, text: str) -> Iterator[str]:
    return (where + term for word in words_of(text) for term in terms_of_word(word))


def names_of_place(county_id: str) -> str:
    """Every name that a county has or had, its prefecture and its province."""
    county = get_county(county_id)
    names = (county.name_zh, county.name_en, *_dated(county.names), county.prefecture_zh)
    return " ".join((*names, county.prefecture_en, county.province_zh, county.province_en))


@lru_cache(maxsize=4_096)
def _terms_of_place(county_id: str) -> frozenset[str]:
    if not county_id:
        return frozenset()
    province = province_of_county(get_county(county_id))
    terms = {*_spread(PLACE, names_of_place(county_id)), f"{ONLY}county:{county_id}"}
    terms.add(f"{ONLY}province:{province.province_id}")
    if ever_designated(county_id):
        terms.add(f"{ONLY}designated")
    return frozenset(terms)


def words_of_kind(goods: IndexedGoods) -> str:
    """The names of the goods' narrowest category and craft, in both languages: chilli sauce is no honey, though both
    are of "honey and preserves"."""
    kinds = (
        categories().get(goods.subcategory) or categories().get(goods.category),
        crafts().get(goods.craft),
    )
    return " ".join(f"{kind.name_zh} {kind.name_en}" for kind in kinds if kind)


def _filters(goods: IndexedGoods) -> Iterator[str]:
    yield f"{ONLY}maker:{goods.producer_id}"
    for category in filter(None, (goods.category, goods.subcategory)):
        yield f"{ONLY}category:{category}"
    if goods.craft:
        yield f"{ONLY}craft:{goods.craft}"
    for month in season_months(goods.season_from, goods.season_to):
        yield f"{ONLY}month:{month}"


def _dated(names: Iterable[Any]) -> Iterator[str]:
    return (text for name in names for text in (name.name_zh, name.name_en))


def _moment(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z").timestamp() * 1000)
