"""What is kept of orders: the order with its lines, a buyer's basket, and a seller's inbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.store import Record, table


class Address(MapAttribute[str, Any]):
    """Where a parcel goes. Personal: shown to the buyer, and to the sellers while they need it."""

    name = UnicodeAttribute()
    phone = UnicodeAttribute()
    region = UnicodeAttribute()  # province, city and county in one text
    street = UnicodeAttribute()


class Line(MapAttribute[str, Any]):
    """One SKU of an order, as it was when the order was placed. `value_fen` is the merchandise, shipping out."""

    sku_id = UnicodeAttribute()
    listing_id = UnicodeAttribute()
    title = UnicodeAttribute()
    unit = UnicodeAttribute(null=True)
    photo_ref = UnicodeAttribute(null=True)
    quantity = NumberAttribute()
    price_fen = NumberAttribute()
    value_fen = NumberAttribute()
    seller_id = UnicodeAttribute()
    producer_id = UnicodeAttribute()
    county_id = UnicodeAttribute()
    seller_county_id = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    session_id = UnicodeAttribute(null=True)
    host_ids = ListAttribute[Any](of=UnicodeAttribute, null=True)
    pin_id = UnicodeAttribute(null=True)
    credit = UnicodeAttribute(null=True)
    screening = UnicodeAttribute(null=True)
    cancelled_fen = NumberAttribute(null=True)
    refunded_fen = NumberAttribute(null=True)


class SubOrder(MapAttribute[str, Any]):
    """One seller's part of an order: a parcel with a state of its own."""

    seller_id = UnicodeAttribute()
    shipping_fen = NumberAttribute()
    state = UnicodeAttribute()
    carrier = UnicodeAttribute(null=True)
    tracking = UnicodeAttribute(null=True)
    shipped_at = UTCDateTimeAttribute(null=True)
    delivered_at = UTCDateTimeAttribute(null=True)
    cash_at = UTCDateTimeAttribute(null=True)


class DueOrders(GlobalSecondaryIndex["Order"]):
    """Which held orders are past their time? Only held orders stand in it."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = NumberAttribute(hash_key=True)
    expires_at = UTCDateTimeAttribute(range_key=True)


class Order(Record):
    """What a buyer pays: the answer to "what did this buyer order, newest last?"."""

    Meta = table("orders", stream=True)
    due = DueOrders()

    buyer_id = UnicodeAttribute(hash_key=True)
    order_key = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute()
    version = NumberAttribute(default=0)  # one more with every change
    placed_at = UTCDateTimeAttribute()
    expires_at = UTCDateTimeAttribute(null=True)
    due_shard = NumberAttribute(null=True)
    paid_at = UTCDateTimeAttribute(null=True)
    packed_at = UTCDateTimeAttribute(null=True)
    shipped_at = UTCDateTimeAttribute(null=True)
    delivered_at = UTCDateTimeAttribute(null=True)
    cancelled_at = UTCDateTimeAttribute(null=True)
    goods_fen = NumberAttribute()
    shipping_fen = NumberAttribute()
    total_fen = NumberAttribute()
    currency = UnicodeAttribute()
    payment_method = UnicodeAttribute()
    payment_id = UnicodeAttribute(null=True)
    refunded_fen = NumberAttribute(null=True)
    refund_ids = UnicodeSetAttribute(null=True)
    address = Address(null=True)
    internal = BooleanAttribute(null=True)
    demo = BooleanAttribute(null=True)
    lines: ListAttribute[Line] = ListAttribute(of=Line)
    sub_orders: ListAttribute[SubOrder] = ListAttribute(of=SubOrder)

    @property
    def order_id(self) -> str:
        """The public id: "<buyer>.<key>"."""
        return f"{self.buyer_id}.{self.order_key}"


class BasketLine(MapAttribute[str, Any]):
    """One SKU in a basket, the price that the buyer saw, and the pin that was tapped."""

    sku_id = UnicodeAttribute()
    quantity = NumberAttribute()
    price_fen = NumberAttribute()
    added_at = UTCDateTimeAttribute()
    session_id = UnicodeAttribute(null=True)
    pin_id = UnicodeAttribute(null=True)


class Basket(Record):
    """What a buyer means to buy and where it goes; forgotten when it has not been touched for long."""

    Meta = table("baskets")

    buyer_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    lines: ListAttribute[BasketLine] = ListAttribute(of=BasketLine, default=list)
    address = Address(null=True)
    payment_method = UnicodeAttribute(null=True)
    forget_after = TTLAttribute(null=True)


class Inbox(Record):
    """One seller's view of an order, projected from the orders' stream; no personal data."""

    Meta = table("inbox")

    seller_id = UnicodeAttribute(hash_key=True)
    inbox_key = UnicodeAttribute(range_key=True)  # the moment of placing, then the order's id
    order_id = UnicodeAttribute()
    sequence = UnicodeAttribute()
    state = UnicodeAttribute()
    placed_at = UTCDateTimeAttribute()
    title = UnicodeAttribute()
    lines = NumberAttribute()
    pieces = NumberAttribute()
    total_fen = NumberAttribute()
    payment_method = UnicodeAttribute()
    cash_due = BooleanAttribute(null=True)


def order_from_image(image: Mapping[str, Mapping[str, Any]]) -> Order:
    """The order that a stream record shows, from its image in DynamoDB's own notation."""
    return Order.from_raw_data(dict(image))


def parcel_at(i: int) -> Any:
    """The path of an order's sub-order, for conditions and updates; PynamoDB types it too widely."""
    return Order.sub_orders[i]


def line_at(i: int) -> Any:
    """The path of an order's line, for conditions and updates."""
    return Order.lines[i]


def inbox_key(placed_at: datetime, order_id: str) -> str:
    """Sorts a seller's orders by the moment of placing."""
    return f"{placed_at:%Y-%m-%dT%H:%M:%S.%f}#{order_id}"
