"""What is kept of payments: money without a home, what a person must send by hand, and where cash is paid."""

from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

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
    sent_back_at = UTCDateTimeAttribute(null=True)


class Errand(Record):
    """Money that a person must send, since no machine of ours can: cash and bank transfers. Gone when it is done."""

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


class OpenCash(MapAttribute[str, Any]):
    """An order that its buyer pays when the goods change hands."""

    order_key = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class CashBuyer(Record):
    """How many orders a buyer has that wait for cash, and may have."""

    Meta = table("cash_buyers")

    buyer_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    open: ListAttribute[OpenCash] = ListAttribute(of=OpenCash, default=list)
    forget_after = TTLAttribute(null=True)


class PickupPoint(Record):
    """Where buyers fetch goods: the answer to "where can I fetch what this producer or this county sells?"."""

    Meta = table("pickup_points")

    owner = UnicodeAttribute(hash_key=True)  # "county:<id>" or "producer:<id>"
    point_key = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    address = UnicodeAttribute()
    hours = UnicodeAttribute()
    made_by = UnicodeAttribute()
    closed_at = UTCDateTimeAttribute(null=True)

    @property
    def point_id(self) -> str:
        return f"{self.owner}.{self.point_key}"


class Pickup(Record):
    """One order that is fetched at a point, projected from the orders' stream: "who still comes to this point?"."""

    Meta = table("pickups")

    point_id = UnicodeAttribute(hash_key=True)
    pickup_key = UnicodeAttribute(range_key=True)  # the moment of placing, then the order's id
    order_id = UnicodeAttribute()
    version = NumberAttribute()  # of the order
    state = UnicodeAttribute()


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
    suspense; from there claimed for an order and then taken, or returned.

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
    """Cash that a courier collected for one parcel, under the reference of the batch in which it comes to the bank."""

    Meta = table("cash_batches")

    batch = UnicodeAttribute(hash_key=True)
    parcel = UnicodeAttribute(
        range_key=True
    )  # the order's id, then the seller's; "~" once the batch has come
    fen = NumberAttribute()
    at = UTCDateTimeAttribute()
    line_id = UnicodeAttribute(null=True)  # of the bank, once it has come
