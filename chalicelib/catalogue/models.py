"""What is kept of goods on offer: the listing that people read, and the stock that is counted."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table


class OfProducer(GlobalSecondaryIndex["Listing"]):
    """A producer's listings, those of one state together."""

    class Meta:
        index_name = "of-producer"
        projection = AllProjection()

    producer_id = UnicodeAttribute(hash_key=True)
    state_since = UnicodeAttribute(range_key=True)


class OfCounty(GlobalSecondaryIndex["Listing"]):
    """The listings whose goods come from a county, those of one state together."""

    class Meta:
        index_name = "of-county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    state_since = UnicodeAttribute(range_key=True)


class InState(GlobalSecondaryIndex["Listing"]):
    """All listings of the fair in one state: what is on show, and what waits for review."""

    class Meta:
        index_name = "in-state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    state_since = UnicodeAttribute(range_key=True)


class Listing(Record):
    """A producer's offer. `county_id` is the origin of the goods, `seller_county_id` where the seller is
    registered. `state_since` is the state and when it began, so that indexes are ordered by both."""

    Meta = table("listings", stream=True)

    listing_id = UnicodeAttribute(hash_key=True)
    sku_id = UnicodeAttribute()
    producer_id = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    county_id = UnicodeAttribute()
    seller_county_id = UnicodeAttribute()
    title = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    category = UnicodeAttribute()
    unit = UnicodeAttribute()
    holds = NumberAttribute(null=True)  # one unit holds so many of `holds_unit`: a box of five jin
    holds_unit = UnicodeAttribute(null=True)
    weight_g = NumberAttribute(null=True)  # of one unit as it is shipped
    price_fen = NumberAttribute()
    photo_ref = UnicodeAttribute(default="")
    photo_problem = UnicodeAttribute(default="")
    state = UnicodeAttribute()
    state_since = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    made_at = UTCDateTimeAttribute()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    of_producer = OfProducer()
    of_county = OfCounty()
    in_state = InState()


class Stock(Record):
    """What is left of one SKU and on what terms it sells: all that a basket needs, in one read.

    Orders take from it under `on_sale`, `left` and `price_fen`; what is sold changes only while it is not on sale.
    `left` is what lies in the counter; `shards` or `slots` hold the rest of a busy SKU or a drop. While somebody is
    `waiting` in line, the counter serves nobody else; `kept` units are offered to those who were first.
    """

    Meta = table("stock")

    sku_id = UnicodeAttribute(hash_key=True)
    left = NumberAttribute()
    price_fen = NumberAttribute()
    on_sale = BooleanAttribute(default=False)
    screening = UnicodeAttribute()
    listing_id = UnicodeAttribute()
    title = UnicodeAttribute()
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
    """One piece of a live drop, kept among the orders, since it becomes the order of whoever claims it.

    Here is only what tells whether it is free; `chalicelib.orders` knows the rest of it.
    """

    Meta = table("orders", stream=True)

    buyer_id = UnicodeAttribute(hash_key=True)  # "drop-<sku>-<part>"
    order_key = UnicodeAttribute(range_key=True)  # the number of the slot
    state = UnicodeAttribute()
    claim = NumberAttribute(default=0)
    claimed_by = UnicodeAttribute(null=True)
    form_key = UnicodeAttribute(null=True)
    capped = BooleanAttribute(
        null=True
    )  # counted for its buyer, so that only the sweeper may end its hold
    expires_at = UTCDateTimeAttribute(null=True)
