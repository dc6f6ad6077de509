"""What is kept of a live sale: the session, its pins, and the film as it comes in."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
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


class WaitingLines(GlobalSecondaryIndex["ChatLine"]):
    """What of a session's chat no moderator has read, oldest first."""

    class Meta:
        index_name = "waiting"
        projection = AllProjection()

    waits_in = UnicodeAttribute(hash_key=True)
    line_id = UnicodeAttribute(range_key=True)


class ChatLine(Record):
    """What one viewer wrote, as people read it: where they can be reached is masked. It waits for a moderator, who
    shows or hides it; forgotten after a while. The same words of the same viewer within a minute are one line."""

    Meta = table("chat_lines")

    session_id = UnicodeAttribute(hash_key=True)
    line_id = UnicodeAttribute(range_key=True)  # its minute, then a hash
    visitor = UnicodeAttribute()  # a keyed hash
    name = UnicodeAttribute(default="")  # masked; "" for a guest, who has a number
    number = NumberAttribute()
    text = UnicodeAttribute()
    rule = UnicodeAttribute(default="")  # that it seems to break
    state = UnicodeAttribute()  # "waiting", "shown" or "hidden"
    waits_in = UnicodeAttribute(null=True)  # the session, until somebody has read it
    at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute(default="")
    forget_after = TTLAttribute()
    waiting = WaitingLines()


class ChatWall(Record):
    """What a live's viewers see of the chat, in one small item: the last lines that a moderator has shown, and how the
    chat is kept. `muted` are visitors who write no more."""

    Meta = table("chat_walls")

    session_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    lines = JSONAttribute(default=list)
    muted = UnicodeSetAttribute(null=True)
    slow_seconds = NumberAttribute(default=5)
