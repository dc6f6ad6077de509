"""What is kept about time: what is due in which minute, and how far each queue has been swept."""

from typing import Any

from pynamodb.attributes import ListAttribute, TTLAttribute, UnicodeAttribute

from chalicelib.store.records import Record, table


class Due(Record):
    """Ids that are due in a minute of a queue, as one writer knew them. `minute`: "orders 2026-11-22T17:05"."""

    Meta = table("due")

    minute = UnicodeAttribute(hash_key=True)
    position = UnicodeAttribute(range_key=True, attr_name="place")
    ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    forget_after = TTLAttribute()


class Sweep(Record):
    """How far a queue has been swept: the last minute that was begun, and the last up to which all is done."""

    Meta = table("sweeps")

    queue = UnicodeAttribute(hash_key=True)
    begun = UnicodeAttribute()
    done = UnicodeAttribute(null=True)
