"""All that the stand-in for Stripe keeps."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class SandboxObject(Record):
    """One object of the sandbox, or a request that it refused for good.

    A checkout session, its payment intent and its charge are one item of the kind "payment"; `root` is what its
    refunds and its dispute share with it, and can be read off each id.
    """

    Meta = table("sandbox")

    root = UnicodeAttribute(hash_key=True, attr_name="place")
    object_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    # Of the request, to tell a repeat from another under the same key; an event keeps the version of the API here.
    digest = UnicodeAttribute(attr_name="asked")
    made_at = UTCDateTimeAttribute()
    params = UnicodeAttribute()  # JSON: what was asked for
    state = UnicodeAttribute()
    first_state = UnicodeAttribute(null=True)  # which a repeat of the request is told
    wallet = BooleanAttribute(null=True)  # paid by one whose refunds take their time
    fen = NumberAttribute(default=0)
    back_fen = NumberAttribute(null=True)  # refunded of a payment, reversed of a transfer
    passed_fen = NumberAttribute(null=True)  # transferred of a payment
    tries = NumberAttribute(null=True)
    keys = UnicodeSetAttribute(null=True)  # of the requests that changed it since
    waiting = BooleanAttribute(null=True)  # an event that nobody has acknowledged
