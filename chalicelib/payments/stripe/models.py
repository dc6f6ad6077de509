"""What the fair keeps of Stripe: an order's session, a recipient's account, how far fees are read; and all that the
sandbox keeps."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class HostedSession(Record):
    """The hosted page on which an order is being paid. A closed one is followed by the next attempt."""

    Meta = table("hosted_sessions")

    page_key = UnicodeAttribute(hash_key=True)  # the way to pay, then the order's id
    attempt = NumberAttribute()
    session_id = UnicodeAttribute()
    closed_at = UTCDateTimeAttribute(null=True)


class Recipient(Record):
    """The account to which a seller's or a creator's share is transferred: the answer to "may we, and where to?"."""

    Meta = table("recipients")

    owner = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    account_id = UnicodeAttribute()
    opened_at = UTCDateTimeAttribute()


class FeesRead(Record):
    """How far the provider's fees are read: to `until`; and while a stretch of time is being read that `ends` later,
    backwards to `after`, the last transaction that was seen. `pages` counts, so that two readings do not mix."""

    Meta = table("fees_read")

    provider = UnicodeAttribute(hash_key=True)
    pages = NumberAttribute()
    until = UTCDateTimeAttribute(null=True)
    ends = UTCDateTimeAttribute(null=True)
    after = UnicodeAttribute(null=True)


class Pretended(Record):
    """One object of the sandbox, or a request that it refused for good.

    A checkout session, its payment intent and its charge are one item of the kind "payment"; `place` is what its
    refunds and its dispute share with it, and can be read off each id.
    """

    Meta = table("sandbox")

    place = UnicodeAttribute(hash_key=True)
    object_id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    asked = (
        UnicodeAttribute()
    )  # a digest of the request, to tell a repeat from another under the same key
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
