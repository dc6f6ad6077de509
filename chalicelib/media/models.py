"""What is kept of a photo; its renditions are objects under `photos/`."""

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.store import Record, table


class Photo(Record):
    """One photo that somebody sends. `state` goes from awaiting to ready or refused, once; `refusal` is the message
    id that says why. `listing_id` is what it shows ("" until that is known). What never comes is forgotten."""

    Meta = table("photos")

    photo_id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    listing_id = UnicodeAttribute(default="")
    state = UnicodeAttribute()
    refusal = UnicodeAttribute(default="")
    begun_at = UTCDateTimeAttribute()
    forget_at = TTLAttribute(null=True)
