"""What is kept of a photo; its renditions are objects under `photos/`, or under `evidence/` if it is private."""

from pynamodb.attributes import (
    BooleanAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Photo(Record):
    """One photo that somebody sends. `state` goes from awaiting to ready or refused, once; `refusal` is the message
    id that says why. `listing_id` is what it shows ("" until that is known). What never comes is
    forgotten. A `private` one is for those alone whom a page gives a signed address."""

    Meta = table("photos")

    photo_id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    listing_id = UnicodeAttribute(default="")
    private = BooleanAttribute(null=True)
    state = UnicodeAttribute()
    refusal = UnicodeAttribute(default="")
    begun_at = UTCDateTimeAttribute()
    forget_at = TTLAttribute(null=True)
