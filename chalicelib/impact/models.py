"""What is kept of sales: roll-ups, the order lines behind them, first orders, and checks."""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Rollup(Record):
    """The figures of one cell. `page` is the dimension and the month, "county#2020-04"; `cell` the day and the
    scope, "2020-04-30#c0123". Only ever added to."""

    Meta = table("rollups")

    page = UnicodeAttribute(hash_key=True)
    cell = UnicodeAttribute(range_key=True)
    gmv_fen = NumberAttribute(default=0)
    cancelled_fen = NumberAttribute(default=0)
    refunded_fen = NumberAttribute(default=0)
    charged_back_fen = NumberAttribute(default=0)
    refused_fen = NumberAttribute(default=0)
    designated_gmv_fen = NumberAttribute(default=0)
    ever_designated_gmv_fen = NumberAttribute(default=0)
    internal_fen = NumberAttribute(default=0)
    orders = NumberAttribute(default=0)
    lines = NumberAttribute(default=0)


class SalePage(Record):
    """What one transaction folded of one day, packed: the entries of order lines, and whose first order it was.
    `position` begins with the day."""

    Meta = table("sale_pages")

    month = UnicodeAttribute(hash_key=True)
    position = UnicodeAttribute(range_key=True, attr_name="place")
    content = BinaryAttribute(legacy_encoding=False)


class FirstOrder(Record):
    """When a buyer's first order was paid. It only ever moves to an earlier moment. A guest who took their orders along
    on signing in is one buyer with that person, whose record has the first order of both."""

    Meta = table("first_orders")

    buyer_id = UnicodeAttribute(hash_key=True)
    first_at = UTCDateTimeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    person_id = UnicodeAttribute(null=True)  # who this guest is by now


class RollupComparison(Record):
    """The outcome of holding the roll-ups and the lines against the orders themselves, and the lines against the
    ledger. `cells` counts what differs."""

    Meta = table("comparisons")

    subject = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)
    is_equal = BooleanAttribute()
    cells = NumberAttribute()
    differences = ListAttribute[Any](of=UnicodeAttribute, default=list)
    # Of the days that differ, such as "2020-04".
    months = ListAttribute[Any](of=UnicodeAttribute, default=list)


class PublicMonth(Record):
    """A month's public figures, written once: the bytes that anybody gets, and their hash."""

    Meta = table("public_months")

    whose = UnicodeAttribute(hash_key=True)
    month = UnicodeAttribute(range_key=True)
    content = UnicodeAttribute()
    sha256 = UnicodeAttribute()
    published_at = UTCDateTimeAttribute()


class DataSet(Record):
    """A set of data that was loaded as a whole, such as the demo fair; it is kept last, when all of it is there."""

    Meta = table("data_sets")

    name = UnicodeAttribute(hash_key=True)
    loaded_at = UTCDateTimeAttribute()
