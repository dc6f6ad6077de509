"""What a process knows of the index: its file, read once, and what the log says since, looked at once a second."""

import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from chalicelib import clock
from chalicelib.search.goods import IndexedGoods, terms_of
from chalicelib.search.index import Index, packed
from chalicelib.search.log import OVERLAP_MS, Pointer, newest, tail_since
from chalicelib.store import get_object, own_memory

LOOK_SECONDS = 1.0
FAR = 10**13 - 1  # behind every entry, before the pointer


class View(NamedTuple):
    """Two indexes that are asked the same: the file, without the goods that changed (`masked`), and those."""

    pointer: Pointer
    file: Index
    masked: int
    changed: Index
    changes: Mapping[str, IndexedGoods]
    last: int


_memory = own_memory()
_looking = threading.Lock()
_terms = lru_cache(maxsize=2_000)(terms_of)


def view() -> View:
    """The index as it was a second ago or later. One thread looks; the others meanwhile take what there is."""
    latest: View | None = _memory.get("view")
    if latest and not _is_due():
        return latest
    if not _looking.acquire(blocking=latest is None) and latest:
        return latest
    try:
        return _looked_again()
    finally:
        _looking.release()


def _looked_again() -> View:
    """Under the lock: as the thread before has left it, unless that is too old."""
    latest: View | None = _memory.get("view")
    if latest and not _is_due():
        return latest
    began = time.monotonic()
    latest = _look(latest)
    _memory.update(view=latest, looked=began)
    return latest


def _is_due() -> bool:
    return time.monotonic() - float(_memory.get("looked", 0)) >= LOOK_SECONDS


def _look(before: View | None) -> View:
    tail = tail_since(before.last - OVERLAP_MS if before else FAR)
    if before is None or tail.pointer.generation != before.pointer.generation:
        file = Index(_file(tail.pointer))
        tail = tail_since(tail.pointer.covers)
        changes = newest(tail.goods)
    else:
        file, changes = before.file, newest([*before.changes.values(), *tail.goods])
        if changes == before.changes:
            return before._replace(last=tail.last)
    changes = {key: goods for key, goods in changes.items() if not _has(file, goods)}
    return View(tail.pointer, file, file.of_ids(changes), _small(changes), changes, tail.last)


def _has(file: Index, goods: IndexedGoods) -> bool:
    """Whether the file has goods as they are here, or newer."""
    number = file.number_of.get(goods.listing_id)
    return number is not None and file.changed[number] >= goods.changed


def _file(pointer: Pointer) -> bytes:
    return get_object(pointer.key) if pointer.key else packed([], clock.now())


def _small(changes: Mapping[str, IndexedGoods]) -> Index:
    return Index(packed(changes.values(), clock.now(), _terms))
