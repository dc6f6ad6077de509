"""What is kept of payments: money in from a buyer, and what went back."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.store import Record, table


class Payment(Record):
    """One attempt to be paid for one order. `state`: begun, refused, paid, cancelled or refunded.

    `reason` is the message id of a refusal of the order, when its money went back by itself.
    """

    Meta = table("payments", stream=True)

    payment_id = UnicodeAttribute(hash_key=True)
    order_id = UnicodeAttribute()
    method = UnicodeAttribute()
    fen = NumberAttribute()
    currency = UnicodeAttribute()
    state = UnicodeAttribute()
    begun_at = UTCDateTimeAttribute()
    paid_at = UTCDateTimeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    refunded_fen = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
