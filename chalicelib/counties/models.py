"""What is kept of a county office: a draft of its form, then its storefront."""

from typing import NamedTuple

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table


class Storefront(NamedTuple):
    """What a county says of itself at the fair. What is said in English too stands in `…_en`, "" where it is not."""

    title: str
    story: str
    contact: str
    title_en: str = ""
    story_en: str = ""


class OpenOffices(GlobalSecondaryIndex["Office"]):
    """Which counties have a storefront at the fair?"""

    class Meta:
        index_name = "open"
        projection = AllProjection()

    on_show = UnicodeAttribute(hash_key=True)
    opened_at = UTCDateTimeAttribute(range_key=True)


class Office(Record):
    """The body that owns a county's storefront and sessions. Until it is open there is only a draft of its form."""

    Meta = table("offices", stream=True)

    county_id = UnicodeAttribute(hash_key=True)
    title = UnicodeAttribute(null=True)
    title_en = UnicodeAttribute(null=True)
    story = UnicodeAttribute(null=True)
    story_en = UnicodeAttribute(null=True)
    contact = UnicodeAttribute(null=True)
    opened_at = UTCDateTimeAttribute(null=True)
    opened_by = UnicodeAttribute(null=True)
    draft = JSONAttribute(null=True)
    draft_saved_at = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute(null=True)
    demo = BooleanAttribute(null=True)
    on_show = UnicodeAttribute(null=True)
    of_fair = OpenOffices()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None
