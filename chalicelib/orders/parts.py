"""What orders are made of: lines, sellers' parts, parcels, refunds, and where it all goes."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import ListOf, Part


class Address(Part):
    """Where a parcel goes. Personal: shown to the buyer, and to the sellers while they need it."""

    name = UnicodeAttribute()
    phone = UnicodeAttribute()
    region = UnicodeAttribute()  # province, city and county in one text
    street = UnicodeAttribute()


class Commission(Part):
    """What one creator of the credited live earns of a line."""

    person_id = UnicodeAttribute()
    fen = NumberAttribute()


class Line(Part):
    """One SKU of an order, as it was when the order was placed. `value_fen` is the merchandise, shipping out."""

    sku_id = UnicodeAttribute()
    listing_id = UnicodeAttribute()
    title = UnicodeAttribute()
    title_en = UnicodeAttribute(null=True)
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
    weight_g = NumberAttribute(null=True)  # of one unit
    fee_fen = NumberAttribute(null=True)  # what the platform keeps
    commissions: ListOf[Commission] = ListOf(of=Commission, null=True)
    window_hours = NumberAttribute(null=True)  # how long after delivery a claim may be made
    shard = NumberAttribute(null=True)  # which part of a sharded stock the goods came from
    cap = NumberAttribute(null=True)  # its goods are counted for their buyer, who may have so many
    internal = BooleanAttribute(null=True)  # staff bought what is their own
    cancelled_fen = NumberAttribute(null=True)
    refunded_fen = NumberAttribute(null=True)


class PackedLine(Part):
    """So many pieces of a line of the order, in one parcel."""

    line = NumberAttribute()
    quantity = NumberAttribute()


class Parcel(Part):
    """One parcel that a seller has handed to a carrier."""

    carrier = UnicodeAttribute()
    tracking = UnicodeAttribute()
    shipped_at = UTCDateTimeAttribute()
    lines: ListOf[PackedLine] = ListOf(of=PackedLine)


class SubOrder(Part):
    """One seller's part of an order, with a state of its own. `carrier`, `tracking` and `shipped_at` are those of
    the last parcel."""

    seller_id = UnicodeAttribute()
    shipping_fen = NumberAttribute()
    state = UnicodeAttribute()
    carrier = UnicodeAttribute(null=True)
    tracking = UnicodeAttribute(null=True)
    shipped_at = UTCDateTimeAttribute(null=True)
    parcels: ListOf[Parcel] = ListOf(of=Parcel, null=True)
    delivered_at = UTCDateTimeAttribute(null=True)
    delivered_by = UnicodeAttribute(null=True)  # "buyer" or "time"
    window_ends_at = UTCDateTimeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    settled_refunds = NumberAttribute(
        null=True
    )  # how many refunds the order had when this was settled
    shipping_refunded_fen = NumberAttribute(null=True)
    cash_at = UTCDateTimeAttribute(null=True)
    cash_receipt = UnicodeAttribute(null=True)  # the courier's batch in which the cash comes
    refused_at = UTCDateTimeAttribute(null=True)  # the buyer did not take it
    dropped_at = UTCDateTimeAttribute(null=True)  # what had not been sent by then does not come
    dropped: ListOf[PackedLine] = ListOf(of=PackedLine, null=True)
    dropped_on_shelf = BooleanAttribute(null=True)  # it went back into stock
    cut_down = BooleanAttribute(
        null=True
    )  # it was to be paid in cash, and its lines are without it
    never_paid = BooleanAttribute(null=True)  # and was to be paid in cash


class LineRefund(Part):
    """What a refund gives back for one line of the order."""

    line = NumberAttribute()
    fen = NumberAttribute()


class ShippingRefund(Part):
    """What a refund gives back of one seller's shipping fee."""

    seller_id = UnicodeAttribute()
    fen = NumberAttribute()


class Refund(Part):
    """Money that is owed to the buyer, and since when it has been on its way."""

    refund_id = UnicodeAttribute()
    fen = NumberAttribute()
    lines: ListOf[LineRefund] = ListOf(of=LineRefund)
    shipping: ListOf[ShippingRefund] = ListOf(of=ShippingRefund)
    reason = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    sent_at = UTCDateTimeAttribute(null=True)
    by_hand = BooleanAttribute(null=True)  # a person sends it, and no machine any more
    from_bank = BooleanAttribute(null=True)  # a person has sent it, from the bank


class Chargeback(Part):
    """What the buyer's bank took back for good, and how much of it was for which lines; the rest was shipping, or had
    gone back already."""

    dispute_id = UnicodeAttribute()
    fen = NumberAttribute()
    lines: ListOf[LineRefund] = ListOf(of=LineRefund)
    at = UTCDateTimeAttribute()


class Spot(Part):
    """The pick-up point that a buyer chose, as it was then."""

    point_id = UnicodeAttribute()
    name = UnicodeAttribute()
    address = UnicodeAttribute()
    hours = UnicodeAttribute()
