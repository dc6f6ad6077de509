"""What is kept of goods on offer: the listing that people read."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
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


class ListingsOfCounty(GlobalSecondaryIndex["Listing"]):
    """The listings whose goods come from a county, those of one state together."""

    class Meta:
        index_name = "of-county"
        projection = AllProjection()

    county_id = UnicodeAttribute(hash_key=True)
    state_since = UnicodeAttribute(range_key=True)


class ListingsInState(GlobalSecondaryIndex["Listing"]):
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
    title_en = UnicodeAttribute(null=True)
    description = UnicodeAttribute(default="")
    description_en = UnicodeAttribute(null=True)
    category = UnicodeAttribute()
    subcategory = UnicodeAttribute(null=True)
    craft = UnicodeAttribute(null=True)
    season_from = NumberAttribute(null=True)  # a month, 1 to 12
    season_to = NumberAttribute(null=True)
    unit = UnicodeAttribute()
    holds = NumberAttribute(null=True)  # one unit holds so many of `holds_unit`: a box of five jin
    holds_unit = UnicodeAttribute(null=True)
    weight_g = NumberAttribute(null=True)  # of one unit as it is shipped
    price_fen = NumberAttribute()
    reviewed_price_fen = NumberAttribute(null=True)  # what a person saw last
    photo_ref = UnicodeAttribute(default="")
    photo_problem = UnicodeAttribute(default="")
    state = UnicodeAttribute()
    state_since = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    fingerprint = UnicodeAttribute(null=True)  # of the words that were screened
    screened_as = UnicodeAttribute(null=True)  # the outcome, and by which rules
    screened_by = UnicodeAttribute(null=True)
    person_asked = BooleanAttribute(null=True)  # the producer does not agree with the machine
    shown_since = UnicodeAttribute(null=True)  # `state_since` of paused goods when they were public
    made_at = UTCDateTimeAttribute()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    of_producer = OfProducer()
    of_county = ListingsOfCounty()
    in_state = ListingsInState()


class RevisionsInState(GlobalSecondaryIndex["Revision"]):
    """All revisions in one state, longest wait first."""

    class Meta:
        index_name = "in-state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    sent_at = UTCDateTimeAttribute(range_key=True)


class Revision(Record):
    """A material change of goods that are on show, beside the public copy until somebody has decided; one a listing."""

    Meta = table("revisions")

    listing_id = UnicodeAttribute(hash_key=True)
    title = UnicodeAttribute()
    title_en = UnicodeAttribute(null=True)
    description = UnicodeAttribute(default="")
    description_en = UnicodeAttribute(null=True)
    category = UnicodeAttribute()
    subcategory = UnicodeAttribute(null=True)
    craft = UnicodeAttribute(null=True)
    season_from = NumberAttribute(null=True)  # a month, 1 to 12
    season_to = NumberAttribute(null=True)
    price_fen = NumberAttribute(null=True)  # where it rises steeply, and from what
    price_from_fen = NumberAttribute(null=True)
    person_asked = BooleanAttribute(null=True)  # the producer does not agree with the machine
    state = UnicodeAttribute()  # "waiting" or "rejected"
    reason = UnicodeAttribute(default="")
    sent_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    in_state = RevisionsInState()
