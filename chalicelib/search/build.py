"""Building: the goods of the last index and what the log says make the next one; at night it is made from the table."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from secrets import token_hex

from chalicelib import clock
from chalicelib.catalogue import PUBLIC, Listing
from chalicelib.errors import Refused
from chalicelib.producers import get_producers
from chalicelib.search.goods import IndexedGoods, goods_in
from chalicelib.search.index import packed
from chalicelib.search.log import (
    OVERLAP_MS,
    PART,
    Pointer,
    Tail,
    moment_of,
    newest,
    point_to,
    tail_since,
)
from chalicelib.search.models import SearchLog
from chalicelib.store import PRIVATE, delete_object, get_object, images_of, put_object

MOST_WAITING = 200
KEPT_MS = 600_000  # whoever still reads the index before needs the log from there on
MOST_AT_ONCE = 100
BINARY = "application/octet-stream"


def build_if_due() -> bool:
    """Build when there is no index yet, or more than 200 changes wait. Says whether it did."""
    tail = tail_since(0)
    waiting = sum(moment_of(key) >= tail.pointer.covers for key in tail.keys)
    if tail.pointer.key and waiting <= MOST_WAITING:
        return False
    if tail.pointer.key:
        _build(tail, [*_indexed(tail.pointer), *tail.goods])
    else:
        _build(tail, _on_show())
    return True


def rebuild() -> int:
    """Build from the listings themselves; returns how many of them the index did not have as they are."""
    tail = tail_since(0)
    before = newest([*_indexed(tail.pointer), *tail.goods]) if tail.pointer.key else {}
    on_show = _on_show()
    after = newest(on_show)
    _build(tail, on_show)
    keys = before.keys() | after.keys()
    return sum(_shown(before, key) != _shown(after, key) for key in keys)


def _build(tail: Tail, goods: Iterable[IndexedGoods]) -> None:
    """Write the files first and the pointer last. Raises Refused("busy") when another builder was quicker."""
    covers = _covered(tail)
    public = [each for each in newest(goods).values() if each.title]
    public.sort(key=lambda each: each.listing_id)
    file = packed(public, clock.now())
    generation = f"{covers:013d}-{token_hex(4)}"
    name = f"search/{generation}-{hashlib.sha256(file).hexdigest()[:16]}"
    before = tail.pointer
    pointer = Pointer(generation, f"{name}.idx", f"{name}.goods", covers, before.key, before.covers)
    put_object(pointer.goods_key, _goods_file(public), content_type=BINARY, cache_control=PRIVATE)
    put_object(pointer.key, file, content_type=BINARY, cache_control=PRIVATE)
    point_to(pointer, was=before.generation, otherwise=Refused("busy"))
    _forget(tail, before)


def _covered(tail: Tail) -> int:
    """Entries up to the last one that was read are in the index; those just before it may still come."""
    return max(tail.last - OVERLAP_MS, tail.pointer.covers)


def _forget(tail: Tail, before: Pointer) -> None:
    """Delete what everybody has who reads the index before, and the files of the one before that."""
    if before.was_key:
        stem = before.was_key.removesuffix(".idx")
        delete_object(before.was_key)
        delete_object(f"{stem}.goods")
    with SearchLog.batch_write() as batch:
        for key in tail.keys:
            if moment_of(key) < before.covers - KEPT_MS:
                batch.delete(SearchLog(PART, key))


def _indexed(pointer: Pointer) -> list[IndexedGoods]:
    return [
        IndexedGoods(*row) for row in json.loads(zlib.decompress(get_object(pointer.goods_key)))
    ]


def _goods_file(goods: list[IndexedGoods]) -> bytes:
    return zlib.compress(json.dumps(goods, ensure_ascii=False).encode())


def _on_show() -> list[IndexedGoods]:
    """Every listing on show, read from the table."""
    names = ("listing_id", "changed_at", "title", "title_en", "category", "county_id")
    more = ("producer_id", "price_fen", "state", "state_since", "photo_ref")
    kinds = ("subcategory", "craft", "season_from", "season_to")
    images = [
        image
        for image in images_of(Listing, *names, *more, *kinds)
        if image["state"]["S"] == PUBLIC
    ]
    makers = makers_of({image["producer_id"]["S"] for image in images})
    return [goods_in(image, makers) for image in images]


def makers_of(producer_ids: Iterable[str]) -> dict[str, str]:
    """The names of producers by id, in both languages where there are two."""
    ids = sorted(producer_ids)
    return {
        producer_id: f"{producer.name} {producer.name_en or ''}".strip()
        for start in range(0, len(ids), MOST_AT_ONCE)
        for producer_id, producer in get_producers(ids[start : start + MOST_AT_ONCE]).items()
    }


def _shown(goods: dict[str, IndexedGoods], key: str) -> IndexedGoods | None:
    each = goods.get(key)
    return each if each and each.title else None
