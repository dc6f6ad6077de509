"""What is kept of orders: the order with its lines, a buyer's basket, and a seller's inbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.orders.parts import (
    Address,
    Chargeback,
    Line,
    Refund,
    Spot,
    SubOrder,
)
from chalicelib.stock import SkuPortion
from chalicelib.store import ListOf, Part, Record, table
from chalicelib.text import wording_of


class Order(Record):
    """What a buyer pays: the answer to "what did this buyer order, newest last?"."""

    Meta = table("orders", stream=True)

    buyer_id = UnicodeAttribute(hash_key=True)
    order_key = UnicodeAttribute(range_key=True)
    # Who buys a slot of a drop, whose hash key is that of the drop.
    taken_by = UnicodeAttribute(null=True, attr_name="claimed_by")
    # Of a slot: one more each time that somebody takes it.
    taking = NumberAttribute(null=True, attr_name="claim")
    capped = BooleanAttribute(null=True)
    # Of a guest who took goods with a cap: by what else they are known, see `checkout/guests.py`.
    also_known_as = UnicodeSetAttribute(null=True)
    form_key = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    version = NumberAttribute(default=0)  # one more with every change
    placed_at = UTCDateTimeAttribute()
    expires_at = UTCDateTimeAttribute(null=True)
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
    quarantined = UnicodeSetAttribute(null=True)  # payments that this order has refused for good
    refunded_fen = NumberAttribute(null=True)
    refund_ids = UnicodeSetAttribute(null=True)
    refunds: ListOf[Refund] = ListOf(of=Refund, null=True)
    chargebacks: ListOf[Chargeback] = ListOf(of=Chargeback, null=True)
    # Each "<line>.<n>"; meanwhile the seller of the line is not settled.
    open_claims = UnicodeSetAttribute(null=True, attr_name="claims")
    # Rows of the bank's statements that seem to take the payment back; meanwhile nothing leaves.
    doubts = UnicodeSetAttribute(null=True)
    address = Address(null=True)
    spot = Spot(null=True)
    pickup_code = UnicodeAttribute(null=True)
    codes_tried = UnicodeSetAttribute(null=True)  # wrong ones, said at the point
    new_codes = NumberAttribute(null=True)
    internal = BooleanAttribute(null=True)  # of orders from before lines said it themselves
    demo = BooleanAttribute(null=True)
    lines: ListOf[Line] = ListOf(of=Line)
    sub_orders: ListOf[SubOrder] = ListOf(of=SubOrder)

    @property
    def order_id(self) -> str:
        """The public id: "<buyer>.<key>", and of a slot "<drop>.<slot>-<taking>"."""
        return order_id_of(self.buyer_id, self.order_key, int(self.taking or 0))

    @property
    def buyer(self) -> str:
        """Who buys it."""
        return self.taken_by or self.buyer_id

    @property
    def known_as(self) -> list[str]:
        """Under which names what its buyer has of goods with a cap is counted."""
        return [self.buyer, *sorted(self.also_known_as or ())]

    @property
    def portions(self) -> list[SkuPortion]:
        """What its lines take of the stock."""
        return portions_of(self.lines)


class BasketLine(Part):
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
    lines: ListOf[BasketLine] = ListOf(of=BasketLine, default=list)
    address = Address(null=True)
    payment_method = UnicodeAttribute(null=True)
    drops = ListAttribute[Any](of=UnicodeAttribute, null=True)  # orders from drops, newest last
    last_click = UnicodeAttribute(null=True)  # the form that added something last, and how many
    clicked_at = UTCDateTimeAttribute(null=True)
    ordered_version = NumberAttribute(null=True)  # the last one that became an order
    forget_after = TTLAttribute(null=True)


class OrderNumber(Record):
    """The orders that a number belongs to, so that they are found by it."""

    Meta = table("references")

    code = UnicodeAttribute(hash_key=True, attr_name="reference")
    order_ids = UnicodeSetAttribute(null=True)
    order_id = UnicodeAttribute(null=True)  # of the time when transfers alone had a code


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
    title_en = UnicodeAttribute(null=True)
    lines = NumberAttribute()
    pieces = NumberAttribute()
    total_fen = NumberAttribute()
    payment_method = UnicodeAttribute()
    cash_due = BooleanAttribute(null=True)


def order_id_of(buyer_id: str, order_key: str, taking: int = 0) -> str:
    """The public id of an order from its keys and, for a slot, its taking."""
    return f"{buyer_id}.{order_key}-{taking}" if taking else f"{buyer_id}.{order_key}"


def portions_of(lines: Iterable[Line]) -> list[SkuPortion]:
    """What some lines take of the stock, which knows no lines."""
    return [
        SkuPortion(
            line.sku_id,
            wording_of(line, "title"),
            int(line.quantity),
            int(line.price_fen),
            int(line.cap or 0),
        )
        for line in lines
        if line.quantity
    ]


def order_from_image(image: Mapping[str, Mapping[str, Any]]) -> Order:
    """The order that a stream record shows, from its image in DynamoDB's own notation."""
    return Order.from_raw_data(dict(image))


def sub_order_at(i: int) -> Any:
    """The path of an order's sub-order, for conditions and updates; PynamoDB types it too widely."""
    return Order.sub_orders[i]


def line_at(i: int) -> Any:
    """The path of an order's line, for conditions and updates."""
    return Order.lines[i]


def refund_at(i: int) -> Any:
    """The path of an order's refund, for conditions and updates."""
    return Order.refunds[i]


def inbox_key(placed_at: datetime, order_id: str) -> str:
    """Sorts a seller's orders by the moment of placing."""
    return f"{placed_at:%Y-%m-%dT%H:%M:%S.%f}#{order_id}"
