"""What is kept of the bank: references, statements and their lines, and cash that couriers bring there."""

from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table


class Reference(Record):
    """The code with which a buyer's bank transfer finds its order."""

    Meta = table("references")

    reference = UnicodeAttribute(hash_key=True)
    order_id = UnicodeAttribute()


class Statement(Record):
    """A file of a bank that was posted; its text lies in the bucket."""

    Meta = table("statements")

    statement_id = UnicodeAttribute(hash_key=True)
    lines = NumberAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()


class WaitingLines(GlobalSecondaryIndex["BankLine"]):
    """Which money of the bank has no home yet, oldest first?"""

    class Meta:
        index_name = "waiting"
        projection = AllProjection()

    waiting = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


class BankLine(Record):
    """Money that came to the bank. `state`: new, then taken (an order has it), remitted (a courier brought it), or
    suspense; from there claimed for an order and then taken, or returned, or from-provider (what the payment service
    has paid out to us).

    `lead` is the line whose assignment claimed this one, and `parts` are all lines that it claimed.
    """

    Meta = table("bank_lines", stream=True)

    line_id = UnicodeAttribute(hash_key=True)
    statement_id = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    fen = NumberAttribute()
    remark = UnicodeAttribute()
    payer = UnicodeAttribute()
    state = UnicodeAttribute()
    waiting = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    lead = UnicodeAttribute(null=True)
    parts = ListAttribute[Any](of=UnicodeAttribute, null=True)
    tries = NumberAttribute(default=0)
    by = UnicodeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    waiting_lines = WaitingLines()


class CashInBatch(Record):
    """Cash that a courier collected for a seller's part of an order, under the reference of the batch in which it
    comes to the bank."""

    Meta = table("cash_batches")

    batch = UnicodeAttribute(hash_key=True)
    # The order's id, then the seller's; "~" once the batch has come.
    sub_order = UnicodeAttribute(range_key=True, attr_name="parcel")
    fen = NumberAttribute()
    at = UTCDateTimeAttribute()
    line_id = UnicodeAttribute(null=True)  # of the bank, once it has come
