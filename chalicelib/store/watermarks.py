"""Watermarks: how far a shard of a stream has been folded, so that what is delivered twice counts once."""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.store.records import Record, table
from chalicelib.store.writes import Transaction

WATERMARK_DAYS = 14  # a shard of a stream lives for a day
T = TypeVar("T")


class Watermark(Record):
    """How far a shard of a stream has been folded; nothing at or before `position` counts again."""

    Meta = table("watermarks")

    stream = UnicodeAttribute(hash_key=True)
    shard = UnicodeAttribute(range_key=True)
    position = UnicodeAttribute()
    as_of = UTCDateTimeAttribute()
    expires_at = TTLAttribute()


def position_of(stream: str, shard: str) -> str:
    """The position up to which a shard has been folded; "" before the first."""
    mark = Watermark.find_or_none(stream, shard)
    return mark.position if mark else ""


def position_at(sequence: str, number: int = 0) -> str:
    """A position in a shard, as text that sorts like the numbers it is made of."""
    return f"{int(sequence):040d}.{number:04d}"


def advance(tx: Transaction, stream: str, shard: str, *, was: str, to: str) -> None:
    """Add to a transaction that the watermark moves on; refused when another fold of the shard was quicker."""
    now = clock.now()
    was_there = Watermark.position == was if was else Watermark.position.does_not_exist()
    tx.update(
        Watermark(stream, shard),
        Watermark.position.set(to),
        Watermark.as_of.set(now),
        Watermark.expires_at.set(now + timedelta(days=WATERMARK_DAYS)),
        when=was_there,
        otherwise=Refused("busy"),
    )


def cut(
    some: Sequence[T], items_of: Callable[[T], Collection[Hashable]], most: int
) -> Iterator[list[T]]:
    """Cut what is to be folded, in order, into parts that touch at most `most` items each."""
    start, items = 0, set[Hashable]()
    for at, thing in enumerate(some):
        own = set(items_of(thing))
        if start < at and len(items | own) > most:
            yield list(some[start:at])
            start, items = at, set()
        items |= own
    if start < len(some):
        yield list(some[start:])
