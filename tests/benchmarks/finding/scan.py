"""The truth for search: every listing looked at by its text, with the same tiers and order."""

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from chalicelib import clock
from chalicelib.search.goods import (
    IndexedGoods,
    initials_of,
    names_of_place,
    score,
    terms_of,
    words_of_kind,
)
from chalicelib.search.match import INITIALS, LONGEST_PIECE, SHORTEST_SLIP, words_asked
from chalicelib.search.spelling import SearchWord, one_slip_away, readings, splits, words_of

SURE_TIERS = 2


class Text(NamedTuple):
    """A text in signs and in syllables, each run apart, its other words, and its pairs of syllables as typed."""

    signs: str
    sounds: str
    words: frozenset[str]
    pairs: frozenset[str]


class Looked(NamedTuple):
    """One listing as a scan sees it."""

    goods: IndexedGoods
    points: int
    title: Text
    place: Text
    initials: str
    filters: frozenset[str]


class Scan:
    def __init__(self, goods: list[IndexedGoods]) -> None:
        now = clock.now()
        self._all = [_look(each, score(each, now)) for each in goods]

    def page(self, wish: Any, count: int) -> list[str]:
        """The ids of the first goods that fit."""
        words = words_asked(wish.text)
        if wish.text.strip() and not words:
            return []
        ranked = [
            (tier, _key(each, wish.sort))
            for each in self._all
            if _is_allowed(each, wish) and (tier := _tier(each, words)) is not None
        ]
        if wish.sort and any(tier < SURE_TIERS for tier, _ in ranked):
            ranked = [(0, key) for tier, key in ranked if tier < SURE_TIERS]
        return [key[-1] for _, key in sorted(ranked)[:count]]


def _look(goods: IndexedGoods, points: int) -> Looked:
    filters = frozenset(term[1:] for term in terms_of(goods) if term[0] == "=")
    title = _text(f"{goods.title} {goods.title_en}")
    return Looked(goods, points, title, _around(goods), initials_of(goods), filters)


def _around(goods: IndexedGoods) -> Text:
    place = names_of_place(goods.county_id)
    return _text(f"{goods.maker} {place} {words_of_kind(goods)}")


@cache
def _text(text: str) -> Text:
    words = list(words_of(text))
    runs = [word.text for word in words if word.kind == "signs"]
    spoken = [readings(run) for run in runs]
    return Text(
        " ".join(runs),
        " ".join("'" + "'".join(run) + "'" for run in spoken),
        frozenset(word.text for word in words if word.kind != "signs"),
        frozenset(a + b for run in spoken for a, b in pairwise(run)),
    )


def _key(each: Looked, sort: str) -> tuple[int, str]:
    goods = each.goods
    values = {"cheap": goods.price_fen, "dear": -goods.price_fen, "new": -goods.since}
    return values.get(sort, -each.points), goods.listing_id


def _is_allowed(each: Looked, wish: Any) -> bool:
    asked = {
        f"province:{wish.province_id}": wish.province_id,
        f"category:{wish.category}": wish.category,
        "designated": wish.is_designated,
    }
    is_cheap_enough = not wish.most_fen or each.goods.price_fen <= wish.most_fen
    return is_cheap_enough and all(name in each.filters for name, on in asked.items() if on)


def _tier(each: Looked, words: list[SearchWord]) -> int | None:
    if all(_in_title(each, word) for word in words):
        return 0
    missing = [word for word in words if not (_in_title(each, word) or _is_around(each, word))]
    if not missing:
        return 1
    missing = [word for word in missing if not _is_near(each, word)]
    if not missing:
        return 2
    return 3 if len(missing) == 1 < len(words) else None


def _in_title(each: Looked, word: SearchWord) -> bool:
    if word.kind == "signs":
        return word.text in each.title.signs
    ways = _ways(word)
    return word.text in each.title.words or any(_spoken(way) in each.title.sounds for way in ways)


def _is_around(each: Looked, word: SearchWord) -> bool:
    if word.kind == "signs":
        return _reaches(word.text, "", each)
    in_words = word.text in each.title.words or word.text in each.place.words
    return in_words or any(_reaches(way, "'", each) for way in _ways(word))


def _is_near(each: Looked, word: SearchWord) -> bool:
    if word.kind == "signs":
        return _reaches(tuple(readings(word.text)), "'", each)
    if word.kind != "letters":
        return False
    if len(word.text) in INITIALS and word.text in each.initials:
        return True
    everything = each.title.words | each.place.words | each.title.pairs | each.place.pairs
    return len(word.text) >= SHORTEST_SLIP and not _slips(word.text).isdisjoint(everything)


def _reaches(units: Any, mark: str, each: Looked) -> bool:
    """Whether a run falls into pieces that stand in the title or around it."""
    reach = {0}
    for end in range(1, len(units) + 1):
        for start in range(max(0, end - LONGEST_PIECE), end):
            is_short = end - start == 1 and end < len(units)
            if start in reach and not is_short and _stands(units[start:end], mark, each):
                reach.add(end)
    return len(units) in reach


def _stands(piece: Any, mark: str, each: Looked) -> bool:
    if mark:
        spoken = _spoken(piece)
        return spoken in each.title.sounds or spoken in each.place.sounds
    return piece in each.title.signs or piece in each.place.signs


def _spoken(way: Any) -> str:
    return "'" + "'".join(way) + "'"


@cache
def _ways(word: SearchWord) -> list[list[str]]:
    return splits(word.text) if word.kind == "letters" else []


@cache
def _slips(word: str) -> frozenset[str]:
    return frozenset(one_slip_away(word))
