"""Finding goods: the door of search. Two calls of DynamoDB a page: the log's end, and the cards."""

import heapq
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import Any, NamedTuple

from chalicelib.catalogue import Listing, categories, crafts, recent_listings
from chalicelib.counties import PROVINCES
from chalicelib.search.goods import ONLY
from chalicelib.search.index import Index, numbers_in
from chalicelib.search.match import tiers, words_asked
from chalicelib.search.reader import View, view
from chalicelib.search.spelling import SearchWord
from chalicelib.stock import recent_offers
from chalicelib.store import opened, sealed

ON_A_PAGE = 24
SPARES = 1  # cards more than a page shows, for those that have just gone
ASKED = ON_A_PAGE + SPARES + 1  # the last tells whether there are more
SORTS = ("", "new", "cheap", "dear")
SURE_TIERS = 2  # the words as they were typed
PART_WALKED = 48  # the order is walked when more than this part of all goods fits
Key = tuple[Any, ...]
Sets = list[tuple[Index, int]]  # goods of each index


class Search(NamedTuple):
    """What somebody looks for. Everything is optional: an empty search finds all goods, best first. A filter that names
    nothing there is finds nothing; an unknown `sort` is the best first. `category` is an id of either level, `month`
    (1 to 12) one of the season. Prices are in fen, both bounds included (0 = no bound). `among` are the ids of the only
    listings wanted (those shown live, say); None = any. `in_stock` asks for the stock of the cards too: one more call,
    and a page may have fewer than 24."""

    text: str = ""
    sort: str = ""
    cursor: str = ""
    category: str = ""
    county_id: str = ""
    province_id: str = ""
    producer_id: str = ""
    craft: str = ""
    month: int = 0
    least_fen: int = 0
    most_fen: int = 0
    is_designated: bool = False
    in_stock: bool = False
    among: frozenset[str] | None = None


class Results(NamedTuple):
    """A page of goods on show, best first or as sorted. `cursor` is that of the next page ("" on the last). `total`
    counts what fits the words as typed (or, where nothing does, what was found instead). `is_near` says that nothing
    fits as typed, so these goods sound alike, differ by a slip, or lack one word. `counts` says how many of `total`
    each further filter would leave: {"category:tea": 12, "province:GZ": 3, "designated": 9}, none of them 0."""

    goods: Sequence[Listing]
    cursor: str
    total: int
    is_near: bool
    counts: Mapping[str, int]


NOTHING = Results((), "", 0, is_near=False, counts={})


def results(search: Search) -> Results:
    """A page of what fits. Never fails for what was typed: what has no words, forged cursors and filters that name
    nothing lead to no goods or to the first page."""
    words = words_asked(search.text)
    if search.text.strip() and not words:
        return NOTHING
    search = search._replace(sort=search.sort if search.sort in SORTS else "")
    sure, near, further = _groups(_fitting(view(), search, words), search.sort)
    name = repr(search._replace(cursor=""))
    keys = _keys(chain(near or sure, further), search.sort, _place_of(search.cursor, name))
    goods, cursor = _page(list(islice(keys, ASKED)), name, in_stock=search.in_stock)
    whole = _union(near or sure)
    return Results(goods, cursor, _size(whole), any(map(_size, near)), _counts(whole))


def _groups(fitting: Iterator[Sets], sort: str) -> tuple[list[Sets], list[Sets], Iterator[Sets]]:
    """What fits for sure, or else what is near; and what may still follow it on the page, made only then. Where goods
    are sorted, nothing follows: the cheapest of what was meant comes before anything cheaper."""
    sure = list(islice(fitting, SURE_TIERS))
    if sort:
        sure = [_union(sure)]
    if not any(map(_size, sure)):
        return sure, list(fitting), iter(())
    return sure, [], iter(()) if sort else fitting


def _fitting(now: View, search: Search, words: Sequence[SearchWord]) -> Iterator[Sets]:
    """The tiers in both indexes, as far as the filters allow them."""
    indexes = now.file, now.changed
    allowed = [_allowed(index, search) for index in indexes]
    allowed[0] &= ~now.masked
    for pair in zip(*(tiers(index, words) for index in indexes), strict=True):
        yield [
            (index, bits & filters)
            for index, bits, filters in zip(indexes, pair, allowed, strict=True)
        ]


def _allowed(index: Index, search: Search) -> int:
    names = {
        "category": search.category,
        "county": search.county_id,
        "province": search.province_id,
        "maker": search.producer_id,
        "craft": search.craft,
        "month": search.month,
    }
    bits = index.all
    for name, value in names.items():
        if value:
            bits &= index.having(f"{ONLY}{name}:{value}")
    if search.is_designated:
        bits &= index.having(f"{ONLY}designated")
    if search.most_fen > 0:
        bits &= index.below(search.most_fen + 1)
    if search.least_fen > 0:
        bits &= ~index.below(search.least_fen)
    return bits if search.among is None else bits & index.of_ids(search.among)


def _keys(groups: Iterable[Sets], sort: str, after: Key) -> Iterator[Key]:
    """(rank of the group, value, id) of everything behind `after`, in order."""
    for rank, sets in enumerate(groups):
        if not after or rank >= after[0]:
            behind = after[1:] if after and rank == after[0] else ()
            for key in heapq.merge(*(_walk(index, bits, sort, behind) for index, bits in sets)):
                yield (rank, *key)


def _walk(index: Index, bits: int, sort: str, after: Key) -> Iterator[Key]:
    """The keys of some goods of an index in order: its own order while many fit, else those that fit, sorted."""
    order = index.orders[sort]

    def key(number: int) -> Key:
        return _value(index, number, sort), index.ids[number]

    if bits.bit_count() * PART_WALKED > index.count:
        place = bits.to_bytes(index.count // 8 + 1, "little")
        start = bisect_right(order, after, key=key) if after else 0
        for number in islice(order, start, None):
            if place[number >> 3] >> (number & 7) & 1:
                yield key(number)
    elif bits:
        keys = sorted(key(number) for number in numbers_in(bits))
        yield from keys[bisect_right(keys, after) if after else 0 :]


def _value(index: Index, number: int, sort: str) -> int:
    """What goods are ordered by, smallest first."""
    match sort:
        case "cheap":
            return index.prices[number]
        case "dear":
            return -index.prices[number]
        case "new":
            return -index.since[number]
    return -index.scores[number]


def _page(keys: Sequence[Key], name: str, *, in_stock: bool) -> tuple[list[Listing], str]:
    """The cards of the first 24 that are still there, and the cursor behind the last."""
    drawable = keys[: ON_A_PAGE + SPARES]
    cards = recent_listings(key[-1] for key in drawable)
    if in_stock:
        offers = recent_offers(card.sku_id for card in cards.values())
        cards = {
            listing_id: card
            for listing_id, card in cards.items()
            if card.sku_id in offers and offers[card.sku_id].left > 0
        }
    alive = [key for key in drawable if key[-1] in cards]
    goods = [cards[key[-1]] for key in alive[:ON_A_PAGE]]
    if len(alive) > ON_A_PAGE:
        return goods, sealed(json.dumps(alive[ON_A_PAGE - 1]).encode(), name)
    more = len(keys) > len(drawable)
    return goods, sealed(json.dumps(drawable[-1]).encode(), name) if more else ""


def _place_of(cursor: str, name: str) -> Key:
    place = opened(cursor, name)
    return tuple(json.loads(place)) if place else ()


def _union(groups: Sequence[Sets]) -> Sets:
    return [
        (sets[0][0], reduce(or_, (bits for _, bits in sets))) for sets in zip(*groups, strict=True)
    ]


def _size(sets: Sets) -> int:
    return sum(bits.bit_count() for _, bits in sets)


def _counts(sets: Sets) -> dict[str, int]:
    names = (
        *(f"category:{category}" for category in categories()),
        *(f"craft:{craft}" for craft in crafts()),
        *(f"province:{province_id}" for province_id in PROVINCES),
        "designated",
    )
    counts = {
        name: sum((bits & index.having(ONLY + name)).bit_count() for index, bits in sets)
        for name in names
    }
    return {name: count for name, count in counts.items() if count}
