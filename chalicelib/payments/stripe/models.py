"""What the fair keeps of Stripe: an order's session, a recipient's account, and how far fees are read."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

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
