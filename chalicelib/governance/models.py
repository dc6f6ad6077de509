"""What is kept of claims: one record for each claim, with what both sides said and how it ended."""

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Part, Record, table


class OfSeller(GlobalSecondaryIndex["Claim"]):
    """Which claims were made against a seller, in the order in which they came?"""

    class Meta:
        index_name = "of-seller"
        projection = AllProjection()

    seller_id = UnicodeAttribute(hash_key=True)
    opened_at = UTCDateTimeAttribute(range_key=True)


class ByClock(GlobalSecondaryIndex["Claim"]):
    """Which claims wait for whom, the one that has waited longest first? Closed claims wait for nobody."""

    class Meta:
        index_name = "by-clock"
        projection = AllProjection()

    clock = UnicodeAttribute(hash_key=True)
    ends_at = UTCDateTimeAttribute(range_key=True)


class Evidence(Part):
    """What one side of a dispute brought forward: words, a photo, or both."""

    form_key = UnicodeAttribute()
    side = UnicodeAttribute()
    text = UnicodeAttribute(default="")
    photo_id = UnicodeAttribute(default="")
    at = UTCDateTimeAttribute()


class Claim(Record):
    """A buyer's claim on one line of an order. The key is "<line>.<n>": the n-th claim on that line."""

    Meta = table("claims", stream=True)
    of_seller = OfSeller()
    by_clock = ByClock()

    order_id = UnicodeAttribute(hash_key=True)
    claim_key = UnicodeAttribute(range_key=True)
    form_key = UnicodeAttribute()
    buyer_id = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    line = NumberAttribute()
    title = UnicodeAttribute()
    title_en = UnicodeAttribute(null=True)
    photo_ref = UnicodeAttribute(null=True)
    reason = UnicodeAttribute()
    asked_fen = NumberAttribute()
    text = UnicodeAttribute(default="")
    photo_id = UnicodeAttribute(default="")
    state = UnicodeAttribute()
    opened_at = UTCDateTimeAttribute()
    clock = UnicodeAttribute(null=True)
    ends_at = UTCDateTimeAttribute(null=True)
    reply = UnicodeAttribute(null=True)
    offered_fen = NumberAttribute(null=True)
    disputed_at = UTCDateTimeAttribute(null=True)
    evidence: ListAttribute[Evidence] = ListAttribute(of=Evidence, null=True)
    buyer_entries = NumberAttribute(null=True)
    seller_entries = NumberAttribute(null=True)
    buyer_done = BooleanAttribute(null=True)
    seller_done = BooleanAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    granted_fen = NumberAttribute(null=True)
    decided_at = UTCDateTimeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    verdict_reason = UnicodeAttribute(null=True)
    refunded_fen = NumberAttribute(null=True)  # with the shipping that went back
    closed_at = UTCDateTimeAttribute(null=True)
    changed_by = UnicodeAttribute(null=True)

    @property
    def claim_id(self) -> str:
        """The public id: "<order>.<line>.<n>"."""
        return f"{self.order_id}.{self.claim_key}"

    @property
    def refund_id(self) -> str:
        """The refund that it may lead to; there is only one."""
        return f"claim.{self.claim_key}"


class FundEntry(Record):
    """What moved the protection fund, projected from the ledger: newest last within a year of Shanghai."""

    Meta = table("fund_entries", stream=True)

    year = UnicodeAttribute(hash_key=True)
    # The moment, the subject in the ledger, and the entry.
    moment_key = UnicodeAttribute(range_key=True, attr_name="place")
    fen = NumberAttribute()  # into the fund; what it pays out is negative
    at = UTCDateTimeAttribute()
    subject = UnicodeAttribute()
    entry = UnicodeAttribute()
    changed_by = UnicodeAttribute(null=True)
