"""What is kept of what people are told."""

from pynamodb.attributes import (
    JSONAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Notice(Record):
    """One thing that a person, or everybody with a grant, is told. `kind` is the id of its sentence and `texts` what
    stands in it, so that each reader reads their own language. `about` is the id of what it tells of.

    What an office is told is read for all of it once one of its people has read it."""

    Meta = table("notices")

    whose = UnicodeAttribute(hash_key=True)  # "p1a2b3", or a grant such as "official:c0123"
    notice_key = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    about = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    texts = JSONAttribute()
    read_at = UTCDateTimeAttribute(null=True)
    read_by = UnicodeAttribute(null=True)
    forget_after = TTLAttribute()
