"""What is kept of stock: the counter with its shards and slots, what sellers put in, and who has how many or waits."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Stock(Record):
    """What is left of one SKU and on what terms it sells: all that a basket needs, in one read.

    Orders take from it under `on_sale`, `left` and `price_fen`; what is sold changes only while it is not on sale.
    `left` is what lies in the counter; `shards` or `slots` hold the rest of a busy SKU or a drop. While somebody is
    `waiting` in line, the counter serves nobody else; `kept` units are for those of them who have an offer.
    """

    Meta = table("stock")

    sku_id = UnicodeAttribute(hash_key=True)
    left = NumberAttribute()
    price_fen = NumberAttribute()
    on_sale = BooleanAttribute(default=False)
    screening = UnicodeAttribute()
    listing_id = UnicodeAttribute()
    title = UnicodeAttribute()
    title_en = UnicodeAttribute(null=True)
    unit = UnicodeAttribute()
    category = UnicodeAttribute()
    photo_ref = UnicodeAttribute(default="")
    producer_id = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    county_id = UnicodeAttribute()
    seller_county_id = UnicodeAttribute()
    weight_g = NumberAttribute(null=True)
    kind = UnicodeAttribute(null=True)  # "shards" or "slots"; the counter alone otherwise
    shards = NumberAttribute(null=True)
    pieces = NumberAttribute(null=True)  # slots of a drop
    first_part = NumberAttribute(null=True)  # of a drop; those before it belong to earlier drops
    reserved = NumberAttribute(null=True)  # not for sale before the drop is over
    cap = NumberAttribute(null=True)  # the most that one buyer may have
    waiting = NumberAttribute(null=True)
    kept = NumberAttribute(null=True)


class Restock(Record):
    """What a seller's form put in or took out: the answer to "did this form count?", forgotten after a year."""

    Meta = table("restocks")

    sku_id = UnicodeAttribute(hash_key=True)
    form_key = UnicodeAttribute(range_key=True)
    delta = NumberAttribute()
    at = UTCDateTimeAttribute()
    forget_after = TTLAttribute()


class StockShard(Record):
    """A part of the stock of a busy SKU, under the terms of the whole; deleted when it goes back to the counter."""

    Meta = table("stock_shards")

    shard_id = UnicodeAttribute(hash_key=True)  # "<sku>#<number>"
    left = NumberAttribute()
    price_fen = NumberAttribute()
    on_sale = BooleanAttribute()


class Slot(Record):
    """One piece of a live drop, kept among the orders, since it becomes the order of whoever takes it.

    Here is only what tells whether it is free; `chalicelib.orders` knows the rest of it.
    """

    Meta = table("orders", stream=True)

    buyer_id = UnicodeAttribute(hash_key=True)  # "drop-<sku>-<part>"
    order_key = UnicodeAttribute(range_key=True)  # the number of the slot
    state = UnicodeAttribute()
    taking = NumberAttribute(default=0, attr_name="claim")
    taken_by = UnicodeAttribute(null=True, attr_name="claimed_by")
    form_key = UnicodeAttribute(null=True)
    capped = BooleanAttribute(
        null=True
    )  # counted for its buyer, so that only the sweeper may end its hold
    expires_at = UTCDateTimeAttribute(null=True)


class CapCount(Record):
    """How many of a SKU with a cap one buyer has ordered and not given back."""

    Meta = table("bought")

    buyer_sku = UnicodeAttribute(hash_key=True)  # "<buyer>#<sku>"
    units = NumberAttribute()


class InLine(Record):
    """The waiting line of a SKU. Each person has a ticket ("buyer#<id>"); beside it stands their place in the line
    ("place#<moment>#<id>"), and later the end of their offer ("until#<moment>#<id>"). There may be more offers than
    units."""

    Meta = table("waits")

    sku_id = UnicodeAttribute(hash_key=True)  # or "open": the SKUs with a line
    entry = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(null=True)
    place = UnicodeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    phone = UnicodeAttribute(null=True)  # of a guest, at their place or offer and gone with it
    misses = NumberAttribute(null=True)  # offers that were not answered
    forget_after = TTLAttribute(null=True)
