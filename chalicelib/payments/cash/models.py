"""What is kept of cash: who owes it, where it is paid, and who still comes."""

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Part, Record, table


class OpenCash(Part):
    """An order that its buyer pays when the goods change hands."""

    order_key = UnicodeAttribute()
    order_id = UnicodeAttribute(null=True)  # of a piece of a drop
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
