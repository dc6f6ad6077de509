"""What is kept of reviews and questions: one record for each, with all that is said under it, and a tally of each
product."""

from collections.abc import Sequence
from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Part, Record, table


class ByDesk(GlobalSecondaryIndex["Remark"]):
    """Which remarks wait on whose desk, the longest wait first? Those that need nobody lie on none."""

    class Meta:
        index_name = "by-desk"
        projection = AllProjection()

    desk = UnicodeAttribute(hash_key=True)
    desk_since = UTCDateTimeAttribute(range_key=True)


class OnShow(GlobalSecondaryIndex["Remark"]):
    """What everybody may read of one kind about a product, by the moment from which they may."""

    class Meta:
        index_name = "on-show"
        projection = AllProjection()

    shown_as = UnicodeAttribute(hash_key=True)
    shown_at = UTCDateTimeAttribute(range_key=True)


class Words(Part):
    """What somebody said once, with up to four photos: *waiting* until a person has read it, then *shown* or
    *refused*."""

    text = UnicodeAttribute()
    photo_ids = ListAttribute[Any](of=UnicodeAttribute, null=True)
    form_key = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    state = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)


class Remark(Record):
    """A buyer's review of one line of an order, from which its key follows, or anybody's question; and what the writer
    added and the seller replied. `person_id` is who hears of it, "" for a guest; `name` is masked already.
    `step` is what happened last, such as "reply-shown"."""

    Meta = table("remarks", stream=True)
    by_desk = ByDesk()
    on_show = OnShow()

    listing_id = UnicodeAttribute(hash_key=True)
    remark_key = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    order_line = UnicodeAttribute(
        null=True
    )  # "<order>/lines/<n>", which sellers and the world are not told
    seller_id = UnicodeAttribute()
    title = UnicodeAttribute()
    writer_id = UnicodeAttribute()
    person_id = UnicodeAttribute(default="")
    name = UnicodeAttribute(default="")
    stars = NumberAttribute(null=True)
    words = Words()
    addition = Words(null=True)
    reply = Words(null=True)
    version = NumberAttribute(default=0)
    desk = UnicodeAttribute(null=True)
    desk_since = UTCDateTimeAttribute(null=True)
    shown_as = UnicodeAttribute(null=True)
    shown_at = UTCDateTimeAttribute(null=True)
    step = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    changed_by = UnicodeAttribute()

    @property
    def remark_id(self) -> str:
        """As it stands in an address: "<listing>/<key>"."""
        return f"{self.listing_id}/{self.remark_key}"


class Tally(Record):
    """How many reviews of a product that everybody may read gave how many stars, and how many questions there are."""

    Meta = table("tallies")

    listing_id = UnicodeAttribute(hash_key=True)
    stars_1 = NumberAttribute(default=0)
    stars_2 = NumberAttribute(default=0)
    stars_3 = NumberAttribute(default=0)
    stars_4 = NumberAttribute(default=0)
    stars_5 = NumberAttribute(default=0)
    questions = NumberAttribute(default=0)
    version = NumberAttribute(default=0)

    @property
    def counts(self) -> Sequence[int]:
        """Reviews with one star, with two, and so on."""
        return [int(getattr(self, f"stars_{stars}")) for stars in range(1, 6)]
