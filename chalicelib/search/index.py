"""The index: one immutable file. Goods are numbered best first; each term has the numbers of its goods."""

import json
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from chalicelib.search.goods import IndexedGoods, initials_of, score, terms_of

DENSE = 24  # a term of more than this part of all goods is kept as bits
BLOCKS = 32  # of goods by price, so that any bound of a price is near one
MOST_BY_INITIALS = 500
MOST_REMEMBERED = 2_000
NUMBERS: dict[str, Literal["H", "I", "Q"]] = {
    "scores": "H",
    "prices": "I",
    "since": "Q",
    "changed": "Q",
    "starts": "I",
    "names": "I",
}
SIGNS_OF_A_PAIR = 2
ORDERS = ("cheap", "dear", "new")


class Index:
    """Reads a file of `packed`, or a fresh one, without parsing it. Sets of goods are whole numbers used as bits."""

    def __init__(self, file: bytes) -> None:
        size = int.from_bytes(file[:4], "little")
        self._places = json.loads(file[4 : 4 + size])
        self._view = memoryview(file)[4 + size :]
        self.ids: Sequence[str] = self._lines("ids")
        self.count = len(self.ids)
        self.all = (1 << self.count) - 1
        self._terms = {term: at for at, term in enumerate(self._lines("terms"))}
        self._kinds = bytes(self._section("kinds"))
        self._initials = "\n".join(self._lines("initials"))
        self._postings = self._section("postings")
        columns = {name: self._section(name).cast(kind) for name, kind in NUMBERS.items()}
        self.scores, self.prices = columns["scores"], columns["prices"]
        self.since, self.changed = columns["since"], columns["changed"]
        self._starts, self._names = columns["starts"], columns["names"]
        self.orders: dict[str, Sequence[int]] = {
            name: self._section(name).cast("I") for name in ORDERS
        }
        self.orders[""] = range(self.count)
        self._remembered: dict[str, int] = {}

    def having(self, term: str) -> int:
        """The goods that have a term."""
        at = self._terms.get(term)
        if at is None:
            return 0
        if term not in self._remembered:
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[term] = self._bits(at)
        return self._remembered[term]

    def below(self, fen: int) -> int:
        """The goods that cost less than `fen`."""
        order, step = self.orders["cheap"], self.count // BLOCKS + 1
        place = bisect_left(order, fen, key=lambda number: self.prices[number])
        block = place // step
        return self._cheapest[block] | self.set_of(order[block * step : place])

    def set_of(self, numbers: Iterable[int]) -> int:
        bits = bytearray(self.count // 8 + 1)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")

    def of_ids(self, listing_ids: Iterable[str]) -> int:
        numbers = (
            self.number_of[listing_id] for listing_id in listing_ids if listing_id in self.number_of
        )
        return self.set_of(numbers)

    def with_initials(self, letters: str) -> int:
        """The goods in whose initials these letters stand together, at most the first 500."""
        numbers, at = list[int](), self._initials.find(letters)
        while at >= 0 and len(numbers) < MOST_BY_INITIALS:
            numbers.append(bisect_left(self._names, at + 1) - 1)
            at = self._initials.find(letters, self._names[numbers[-1] + 1])
        return self.set_of(numbers)

    @cached_property
    def number_of(self) -> dict[str, int]:
        return {listing_id: number for number, listing_id in enumerate(self.ids)}

    @cached_property
    def spoken(self) -> dict[str, list[str]]:
        """The pairs of syllables that stand somewhere, by how they are typed."""
        pairs: dict[str, list[str]] = defaultdict(list)
        for term in self._terms:
            if term[1:2] == "'" and term.count("'") == SIGNS_OF_A_PAIR:
                pairs[term[1:].replace("'", "")].append(term[1:])
        return pairs

    @cached_property
    def _cheapest(self) -> list[int]:
        order, step, sets = self.orders["cheap"], self.count // BLOCKS + 1, [0]
        for start in range(0, self.count, step):
            sets.append(sets[-1] | self.set_of(order[start : start + step]))
        return sets

    def _bits(self, at: int) -> int:
        posting = self._postings[self._starts[at] : self._starts[at + 1]]
        if self._kinds[at]:
            return int.from_bytes(posting, "little")
        return self.set_of(posting.cast("I"))

    def _lines(self, name: str) -> list[str]:
        text = bytes(self._section(name)).decode()
        return text.split("\n") if text else []

    def _section(self, name: str) -> memoryview:
        start, size = self._places[name]
        return self._view[start : start + size]


def numbers_in(bits: int) -> Iterator[int]:
    """The numbers of a set, lowest first."""
    for at, byte in enumerate(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        if byte:
            yield from (at * 8 + bit for bit in range(8) if byte >> bit & 1)


def packed(
    goods: Iterable[IndexedGoods],
    now: datetime,
    terms: Callable[[IndexedGoods], set[str]] = terms_of,
) -> bytes:
    """The file of an index of goods on show. The same goods at the same moment make the same file."""
    scored = sorted(
        ((score(each, now), each) for each in goods if each.title),
        key=lambda pair: (-pair[0], pair[1].listing_id),
    )
    ranked = [each for _, each in scored]
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, each in enumerate(ranked):
        for term in terms(each):
            postings[term].append(number)
    sections = _columns(scored) | _orders(ranked) | _postings(postings, len(ranked))
    return _file(sections)


def _columns(scored: list[tuple[int, IndexedGoods]]) -> dict[str, bytes]:
    ranked = [each for _, each in scored]
    initials = [initials_of(each) for each in ranked]
    names, at = array("I"), 0
    for text in initials:
        names.append(at)
        at += len(text) + 1
    names.append(at)
    return {
        "ids": "\n".join(each.listing_id for each in ranked).encode(),
        "initials": "\n".join(initials).encode(),
        "names": names.tobytes(),
        "scores": array("H", (points for points, _ in scored)).tobytes(),
        "prices": array("I", (each.price_fen for each in ranked)).tobytes(),
        "since": array("Q", (each.since for each in ranked)).tobytes(),
        "changed": array("Q", (each.changed for each in ranked)).tobytes(),
    }


def _orders(ranked: list[IndexedGoods]) -> dict[str, bytes]:
    keys: dict[str, Callable[[int], Any]] = {
        "cheap": lambda number: (ranked[number].price_fen, ranked[number].listing_id),
        "dear": lambda number: (-ranked[number].price_fen, ranked[number].listing_id),
        "new": lambda number: (-ranked[number].since, ranked[number].listing_id),
    }
    return {
        name: array("I", sorted(range(len(ranked)), key=key)).tobytes()
        for name, key in keys.items()
    }


def _postings(postings: dict[str, "array[int]"], count: int) -> dict[str, bytes]:
    kinds, starts, parts, at = bytearray(), array("I", [0]), [], 0
    names = sorted(postings)
    for term in names:
        numbers = postings[term]
        dense = len(numbers) * DENSE > count
        part = _as_bits(numbers, count) if dense else numbers.tobytes()
        kinds.append(dense)
        parts.append(part)
        at += len(part)
        starts.append(at)
    return {
        "terms": "\n".join(names).encode(),
        "kinds": bytes(kinds),
        "starts": starts.tobytes(),
        "postings": b"".join(parts),
    }


def _as_bits(numbers: Iterable[int], count: int) -> bytes:
    """Whole words of four bytes, so that the lists between them lie as their readers need them."""
    bits = bytearray((count // 32 + 1) * 4)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits)


def _file(sections: dict[str, bytes]) -> bytes:
    places, parts, at = {}, [], 0
    for name, section in sections.items():
        places[name] = at, len(section)
        padded = section + b"\0" * (-len(section) % 8)
        parts.append(padded)
        at += len(padded)
    header = json.dumps(places).encode()
    return len(header).to_bytes(4, "little") + header + b"".join(parts)
