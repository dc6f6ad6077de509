"""What is kept of a producer."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table


class OfCounty(GlobalSecondaryIndex["Producer"]):
    """Who grows and makes things in a county, in the order in which they came."""

    class Meta:
        index_name = "of-county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    since = UTCDateTimeAttribute(range_key=True)


class Producer(Record):
    """`county_id` is where the producer is registered. Shipping is a flat fee for each sub-order, 0 = free."""

    Meta = table("producers")

    producer_id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    county_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    story = UnicodeAttribute(default="")
    seller_id = UnicodeAttribute()
    shipping_fee_fen = NumberAttribute(default=0)
    person_id = UnicodeAttribute()
    made_by = UnicodeAttribute()
    since = UTCDateTimeAttribute()
    of_county = OfCounty()
