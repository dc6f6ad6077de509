"""What is kept about people: who they are, their devices, links, codes, and what was done in their name."""

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


class Person(Record):
    """Somebody with a role. The phone number itself is not kept, only its keyed hash."""

    Meta = table("people", stream=True)

    person_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    phone_hash = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    grants: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    also: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)  # guests they were
    added_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    demo = BooleanAttribute(null=True)


class Phone(Record):
    """Whose number it is: one number, one person."""

    Meta = table("phones")

    phone_hash = UnicodeAttribute(hash_key=True)
    person_id = UnicodeAttribute()


class DevicesOfPerson(GlobalSecondaryIndex["Device"]):
    class Meta:
        index_name = "of_person"
        projection = AllProjection()

    person_id = UnicodeAttribute(hash_key=True)
    since = UTCDateTimeAttribute(range_key=True)


class Device(Record):
    """A browser that is signed in. It carries what its person is, so that a page needs one read."""

    Meta = table("devices", stream=True)

    device_id = UnicodeAttribute(hash_key=True)
    person_id = UnicodeAttribute()
    name = UnicodeAttribute()
    grants: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    also: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    label = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    let_in_by = UnicodeAttribute(null=True)  # an official who vouched, until a second one does
    expires_at = TTLAttribute()
    revoked_at = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute()
    of_person = DevicesOfPerson()


class Link(Record):
    """A one-time link, without the secret half of its token."""

    Meta = table("links", stream=True)

    link_id = UnicodeAttribute(hash_key=True)
    secret_hash = UnicodeAttribute()
    person_id = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()
    used_at = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute()


class Code(Record):
    """The six digits that open one person's account, hashed. A phone has one that it asked for and one that an official
    gave, whose key ends otherwise; a new one replaces the old one of its kind."""

    Meta = table("codes", stream=True)

    phone_hash = UnicodeAttribute(hash_key=True)
    code_hash = UnicodeAttribute()
    person_id = UnicodeAttribute(null=True)
    tries = NumberAttribute(default=0)
    expires_at = TTLAttribute()
    changed_by = UnicodeAttribute()


class Allowance(Record):
    """What somebody has taken of something scarce, so that a limit can be held: the moments (seconds since 1970, oldest
    first), what of it is still open (ids), or how many units since the hour began that its key names."""

    Meta = table("allowances")

    whose = UnicodeAttribute(hash_key=True)
    taken: ListAttribute[Any] = ListAttribute(of=NumberAttribute, null=True)
    open = UnicodeSetAttribute(null=True)
    units = NumberAttribute(null=True)
    expires_at = TTLAttribute()


class CodesOfDay(Record):
    """How many codes were sent on a day, since messages cost money."""

    Meta = table("codes-of-day")

    day = UnicodeAttribute(hash_key=True)
    sent = NumberAttribute()
    expires_at = TTLAttribute()


class AuditEntry(Record):
    """One change of a record that matters: who, when, what it was and what it became."""

    Meta = table("audit")

    month = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)
    at = UTCDateTimeAttribute()
    actor = UnicodeAttribute()
    table_name = UnicodeAttribute()
    record_id = UnicodeAttribute()
    event = UnicodeAttribute()
    before = JSONAttribute()
    after = JSONAttribute()
