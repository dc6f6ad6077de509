"""What is kept of a photo; its renditions are objects under `photos/`, or under `evidence/` if it is private."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition

from chalicelib.media.rules import photo_ref
from chalicelib.store import Record, table


class Photo(Record):
    """One photo that somebody sends. `state` goes from awaiting to ready or refused, once; `refusal` is the message
    id that says why; turning it makes a ready one awaiting again. `turned` is by how many quarters to the right its
    owner wants it, `drawn` how it was turned when it was drawn first: that is what it is turned from later, as its
    bytes are gone. `listing_id` is what it shows ("" until that is known). What never comes is
    forgotten. A `private` one is for those alone whom a page gives a signed address."""

    Meta = table("photos")

    photo_id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    listing_id = UnicodeAttribute(default="")
    private = BooleanAttribute(null=True)
    state = UnicodeAttribute()
    refusal = UnicodeAttribute(default="")
    turned = NumberAttribute(default=0)
    drawn = NumberAttribute(null=True)
    begun_at = UTCDateTimeAttribute()
    forget_at = TTLAttribute(null=True)

    @property
    def ref(self) -> str:
        """The name under which its renditions lie: another one for each way it is turned, since what lies there is
        kept by browsers for ever."""
        return photo_ref(self.photo_id, int(self.turned))


def is_turned(turned: int) -> Condition:
    """Whether a photo is turned like that; what was begun before photos could be turned does not say so."""
    so: Condition = (Photo.turned == turned) | Photo.turned.does_not_exist()
    return so
