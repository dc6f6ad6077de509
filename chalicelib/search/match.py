"""Which goods a text means, in four tiers, by the terms of an index."""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import NamedTuple

from chalicelib.search.goods import PLACE, TITLE
from chalicelib.search.index import Index
from chalicelib.search.spelling import SearchWord, one_slip_away, readings, splits, words_of

LONGEST_TEXT, MOST_WORDS, LONGEST_WORD = 100, 8, 24
LONGEST_PIECE = 8
INITIALS = range(2, 9)  # letters that may be those of so many signs
SHORTEST_SLIP = 4


class TierSets(NamedTuple):
    """The goods that have a word in the title, and those that have it there or around."""

    title: int
    around: int


def words_asked(text: str) -> list[SearchWord]:
    """The first eight words of the first 100 signs, each cut at 24."""
    words = (word._replace(text=word.text[:LONGEST_WORD]) for word in words_of(text[:LONGEST_TEXT]))
    return list(dict.fromkeys(words))[:MOST_WORDS]


def tiers(index: Index, words: Sequence[SearchWord]) -> Iterator[int]:
    """Disjoint sets, best first: all words in the title; in the title or around; by sound or one slip away too; all
    words but one. Each is made when it is asked for."""
    meant = [_meant(index, word) for word in words]
    title = reduce(and_, (each.title for each in meant), index.all)
    yield title
    around = reduce(and_, (each.around for each in meant), index.all)
    yield around & ~title
    wide = [each.around | _loose(index, word) for each, word in zip(meant, words, strict=True)]
    loose = reduce(and_, wide, index.all)
    yield loose & ~around
    yield _all_but_one(wide, index.all) & ~loose


def _all_but_one(sets: Sequence[int], whole: int) -> int:
    """The members of all sets but one; nothing where there is one set only."""
    if len(sets) < 2:  # noqa: PLR2004 - one and the others
        return 0
    others = (
        reduce(and_, (each for at, each in enumerate(sets) if at != left_out), whole)
        for left_out in range(len(sets))
    )
    return reduce(or_, others, 0)


def _meant(index: Index, word: SearchWord) -> TierSets:
    if word.kind == "signs":
        return _standing(index, list(word.text), "")
    title, around = index.having(TITLE + word.text), index.having(PLACE + word.text)
    spoken = [_standing(index, way, "'") for way in _ways(word)]
    in_title = reduce(or_, (each.title for each in spoken), title)
    return TierSets(in_title, reduce(or_, (each.around for each in spoken), title | around))


def _ways(word: SearchWord) -> list[list[str]]:
    return splits(word.text) if word.kind == "letters" else []


def _loose(index: Index, word: SearchWord) -> int:
    """By the same sounds, by initials, or one slip away."""
    if word.kind == "signs":
        return _standing(index, readings(word.text), "'").around
    if word.kind != "letters":
        return 0
    meant = index.with_initials(word.text) if len(word.text) in INITIALS else 0
    if len(word.text) < SHORTEST_SLIP:
        return meant
    for near in one_slip_away(word.text):
        for term in (near, *index.spoken.get(near, ())):
            meant |= index.having(TITLE + term) | index.having(PLACE + term)
    return meant


def _standing(index: Index, units: list[str], mark: str) -> TierSets:
    """The goods with all pairs of signs (or syllables) in the title, and those with the run in pieces, in the title or
    around it: 雷山红茶 is red tea from Leishan too. A single sign stands alone at the end only: 雷山茶."""
    title = index.all
    for left, right in pairwise(units):
        title &= index.having(f"{TITLE}{mark}{left}{mark}{right}")
    if len(units) == 1:
        title = index.having(TITLE + mark + units[0])
    reach = [index.all] + [0] * len(units)
    for start in range(len(units)):
        if reach[start]:
            _reach_on(index, units, mark, reach, start)
    return TierSets(title, reach[-1] | title)


def _reach_on(index: Index, units: list[str], mark: str, reach: list[int], start: int) -> None:
    """Mark how far pieces that begin at `start` lead."""
    last = len(units)
    if start == last - 1:
        single = mark + units[start]
        reach[last] |= reach[start] & (index.having(TITLE + single) | index.having(PLACE + single))
    title = place = index.all
    for end in range(start + 2, min(start + LONGEST_PIECE, last) + 1):
        pair = f"{mark}{units[end - 2]}{mark}{units[end - 1]}"
        title &= index.having(TITLE + pair)
        place &= index.having(PLACE + pair)
        if not title | place:
            return
        reach[end] |= reach[start] & (title | place)
