"""What is kept of a producer."""

from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Part, Record, table


class ProducersOfCounty(GlobalSecondaryIndex["Producer"]):
    """Who grows and makes things in a county, in the order in which they came."""

    class Meta:
        index_name = "of-county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    since = UTCDateTimeAttribute(range_key=True)


class KeptZone(Part):
    """A zone of a seller's shipping fees."""

    provinces = ListAttribute[Any](of=UnicodeAttribute)
    first_fen = NumberAttribute()
    further_fen = NumberAttribute()


class Producer(Record):
    """`county_id` is where the producer is registered. Shipping goes by `zones`; without any it is a flat fee for each
    sub-order, 0 = free."""

    Meta = table("producers")

    producer_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    name_en = UnicodeAttribute(null=True)
    county_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    story = UnicodeAttribute(default="")
    story_en = UnicodeAttribute(null=True)
    seller_id = UnicodeAttribute()
    shipping_fee_fen = NumberAttribute(default=0)
    zones: ListAttribute[KeptZone] = ListAttribute(of=KeptZone, null=True)
    free_from_fen = NumberAttribute(null=True)
    person_id = UnicodeAttribute()
    made_by = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    of_county = ProducersOfCounty()
