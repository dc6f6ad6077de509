"""What is kept of a live sale: the session, its pins, and the film as it comes in."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table


class SessionsByCounty(GlobalSecondaryIndex["LiveSession"]):
    """Which sessions has this county's office, by time?"""

    class Meta:
        index_name = "by-county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    starts_at = UTCDateTimeAttribute(range_key=True)


class SessionsByState(GlobalSecondaryIndex["LiveSession"]):
    """Which sessions are live, or come next?"""

    class Meta:
        index_name = "by-state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    starts_at = UTCDateTimeAttribute(range_key=True)


class LiveSession(Record):
    """A live sale of a county office. `state`: draft, scheduled, ready, live, ended, archived or cancelled.

    The pin of this moment is four fields, all "" (`pin_since` None) when nothing is pinned. `run_of_show` lists
    listing ids in the order in which they are to be shown. `host_title` names an office, never a person.
    """

    Meta = table("sessions", stream=True)

    session_id = UnicodeAttribute(hash_key=True)
    county_id = UnicodeAttribute()
    title = UnicodeAttribute()
    title_en = UnicodeAttribute(null=True)
    starts_at = UTCDateTimeAttribute()
    planned_minutes = NumberAttribute(default=60)
    state = UnicodeAttribute(default="scheduled")
    host_ids = ListAttribute[Any](of=UnicodeAttribute, default=list)
    # those of the hosts who are no officials and earn commission
    creator_ids = ListAttribute[Any](of=UnicodeAttribute, default=list)
    host_title = UnicodeAttribute()
    host_title_en = UnicodeAttribute(null=True)
    run_of_show = ListAttribute[Any](of=UnicodeAttribute, default=list)
    live_at = UTCDateTimeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    resumed_at = UTCDateTimeAttribute(null=True)
    pin_id = UnicodeAttribute(default="")
    pin_listing_id = UnicodeAttribute(default="")
    pin_sku_id = UnicodeAttribute(default="")
    pin_since = UTCDateTimeAttribute(null=True)
    filmed = BooleanAttribute(default=False)
    photo_ref = UnicodeAttribute(default="")
    demo = BooleanAttribute(default=False)
    made_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()

    by_county = SessionsByCounty()
    by_state = SessionsByState()


class Pin(Record):
    """A listing shown on the video from `since` to `until` (None while it is shown)."""

    Meta = table("pins")

    session_id = UnicodeAttribute(hash_key=True)
    pin_id = UnicodeAttribute(range_key=True)
    listing_id = UnicodeAttribute()
    sku_id = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    until = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute()


class Broadcast(Record):
    """How far the film of a session has come: one small item, written once for each chunk.

    `seq` is the highest chunk taken in: the number of the camera × 1,000,000 + its count, -1 before the first.
    `tracks` are those of the present camera ("" until its beginning has come, in the chunk `begun`). `recent` holds
    the segments that no `Reel` keeps yet, one a line, in the order of the film; `shown_before` and `breaks_before`
    count the segments before the first of them, and the discontinuities up to it. `clock_ms` is when the present
    camera's clock began (0: not known yet); `timeline` says, once the live is over, when each part was filmed;
    `taken_ms` is when the last chunk was taken in.
    """

    Meta = table("broadcasts")

    session_id = UnicodeAttribute(hash_key=True)
    camera = NumberAttribute(default=0)
    seq = NumberAttribute(default=-1)
    tracks = UnicodeAttribute(default="")
    begun = NumberAttribute(default=-1)
    recent = UnicodeAttribute(default="")
    clock_ms = NumberAttribute(default=0)
    shown_before = NumberAttribute(default=0)
    breaks_before = NumberAttribute(default=0)
    timeline = UnicodeAttribute(default="")
    taken_ms = NumberAttribute(null=True)


class Reel(Record):
    """Segments that have left the live playlist, kept for the replay; `first` counts from the session's start."""

    Meta = table("reels")

    session_id = UnicodeAttribute(hash_key=True)
    first = NumberAttribute(range_key=True)
    segments = UnicodeAttribute()
