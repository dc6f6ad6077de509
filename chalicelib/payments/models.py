"""What is kept of payments: money without a home, and what a person must send by hand."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Quarantine(Record):
    """A payment that its order refused for good: the answer to "why did it go back, and has it?".

    It is written before the order is told, so that a crash forgets nothing. `verdict` is then "kept-out", or
    "taken" when the order had taken this very payment in between.
    """

    Meta = table("quarantine", stream=True)

    payment_id = UnicodeAttribute(hash_key=True)
    order_id = UnicodeAttribute()
    method = UnicodeAttribute()  # "" for money that names no order of ours
    fen = NumberAttribute()
    currency = UnicodeAttribute()
    reason = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    verdict = UnicodeAttribute(null=True)
    by_hand = BooleanAttribute(null=True)  # its way back is an errand
    from_bank = BooleanAttribute(null=True)  # a person has sent it back, from the bank
    sent_back_at = UTCDateTimeAttribute(null=True)


class Errand(Record):
    """Money that a person must send, since no machine of ours can. What is done leaves the list "refunds" for the list
    "done", where it tells whoever would ask for it again."""

    Meta = table("errands")

    list_name = UnicodeAttribute(hash_key=True)
    errand_key = UnicodeAttribute(
        range_key=True
    )  # the moment since which it is owed, then what for
    order_id = UnicodeAttribute()
    refund_id = UnicodeAttribute()
    method = UnicodeAttribute()
    fen = NumberAttribute()
    since = UTCDateTimeAttribute()
    done_at = UTCDateTimeAttribute(null=True)


class RefundAccount(Record):
    """Where a buyer wants a refund that a person sends, since no statement says from where the money came."""

    Meta = table("refund_accounts")

    order_id = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute()
    bank = UnicodeAttribute()
    number = UnicodeAttribute()
    forget_after = TTLAttribute()
