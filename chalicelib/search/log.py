"""The log of what changed: one item for a batch of changes, read from its end, and the pointer to the index."""

import json
import zlib
from collections.abc import Iterable, Sequence
from secrets import token_hex
from typing import NamedTuple

from chalicelib import clock
from chalicelib.errors import FairError
from chalicelib.search.goods import IndexedGoods
from chalicelib.search.models import SearchLog
from chalicelib.store import patiently, put_when

PART, POINTER = "log", "~"
OVERLAP_MS = 15_000  # what was heard of earlier may be written later


class Pointer(NamedTuple):
    """Which index is read: its generation, the keys of its file and of the goods in it, and up to which millisecond it
    has the log; and the same of the one before, as long as somebody may read it."""

    generation: str = ""
    key: str = ""
    goods_key: str = ""
    covers: int = 0
    was_key: str = ""
    was_covers: int = 0


class Tail(NamedTuple):
    """What the log says from some millisecond on. `last` is the newest."""

    pointer: Pointer
    goods: Sequence[IndexedGoods]
    last: int
    keys: Sequence[str]


def note(goods: Iterable[IndexedGoods]) -> None:
    """Append changes to the log, all in one item: one write unit for each kilobyte, packed."""
    rows = list(goods)
    if not rows:
        return
    at = f"{_milliseconds():013d}-{token_hex(4)}"
    entry = SearchLog(PART, at, packed=_pack(rows))
    patiently(entry.save)


def tail_since(millisecond: int) -> Tail:
    """What the log says from then on, and the pointer, in one query."""
    condition = SearchLog.at >= f"{max(millisecond, 0):013d}"
    pointer, goods, keys = Pointer(), list[IndexedGoods](), list[str]()
    for entry in SearchLog.query(PART, condition, consistent_read=False):
        if entry.at == POINTER:
            pointer = Pointer(*json.loads(entry.packed))
        else:
            keys.append(entry.at)
            goods += (IndexedGoods(*row) for row in json.loads(zlib.decompress(entry.packed)))
    return Tail(pointer, goods, moment_of(keys[-1]) if keys else millisecond, keys)


def point_to(pointer: Pointer, *, was: str, otherwise: FairError) -> None:
    """Let everybody read another index, if the generation is still the one that `was`. Raises `otherwise`."""
    entry = SearchLog(
        PART,
        POINTER,
        packed=json.dumps(pointer).encode(),
        generation=pointer.generation,
    )
    is_as_read = SearchLog.generation == was if was else SearchLog.generation.does_not_exist()
    put_when(entry, when=is_as_read, otherwise=otherwise)


def moment_of(key: str) -> int:
    return int(key.partition("-")[0])


def newest(goods: Iterable[IndexedGoods]) -> dict[str, IndexedGoods]:
    """Each listing as it was last written, by id: what comes late or twice does no harm."""
    latest: dict[str, IndexedGoods] = {}
    for each in goods:
        other = latest.get(each.listing_id)
        if other is None or other.changed <= each.changed:
            latest[each.listing_id] = each
    return latest


def _pack(rows: Sequence[IndexedGoods]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def _milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)
