"""What is kept of what people are told, and of what they want to hear of."""

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

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


class FollowersOfSubject(GlobalSecondaryIndex["Follow"]):
    """Who follows a subject? In parts, so that a live that everybody wants to see is no hot key."""

    class Meta:
        index_name = "of-subject"
        projection = KeysOnlyProjection()

    part = UnicodeAttribute(hash_key=True)
    follower = UnicodeAttribute(range_key=True)


class Follow(Record):
    """Somebody wants to hear of a subject: "maker:p1", "county:c0123", "craft:silver", or, as a reminder, "live:s1".

    Whether it `counts` in the number that everybody sees: a person's does, a guest's from the first order on that
    reached them."""

    Meta = table("follows", stream=True)

    follower = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute(range_key=True)
    part = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    counts = BooleanAttribute(null=True)
    forget_after = TTLAttribute(null=True)
    of_subject = FollowersOfSubject()


class FollowerCount(Record):
    """How many followers a subject has, those that count; folded from the follows' stream."""

    Meta = table("follower_counts")

    subject = UnicodeAttribute(hash_key=True)
    followers = NumberAttribute(default=0)


class Announcement(Record):
    """What the followers of a subject are to be told: the notice that each of them gets, but for whose it is."""

    Meta = table("announcements", stream=True)

    announcement_id = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute()
    notice_key = UnicodeAttribute()
    kind = UnicodeAttribute()
    about = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    texts = JSONAttribute()
    forget_after = TTLAttribute()
