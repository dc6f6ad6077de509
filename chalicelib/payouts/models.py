"""What is kept of payouts: where owners want their money, each payout, and the files that go to the bank."""

from typing import Any

from pynamodb.attributes import (
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import Record, table

PENDING, POSTED, VOIDED = "pending", "posted", "voided"
BY_ITSELF = "provider"  # who changes a payout that a provider carries out
MADE, APPROVED, WITHDRAWN = "made", "approved", "withdrawn"


class PayoutAccount(Record):
    """Where an owner's money goes. Every change is audited, and holds payouts back for some days."""

    Meta = table("payout_accounts", stream=True)

    owner = UnicodeAttribute(hash_key=True)
    way = UnicodeAttribute()  # "bank" or "stripe"
    holder = UnicodeAttribute()
    bank = UnicodeAttribute()
    number = UnicodeAttribute()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()
    let_in_by = UnicodeAttribute(null=True)  # who vouched for the device of the change

    @property
    def tail(self) -> str:
        """The last digits, which are all that pages show."""
        return self.number[-4:]


class PayoutsInState(GlobalSecondaryIndex["Payout"]):
    """Which payouts are pending, and which were posted or voided, the latest last?"""

    class Meta:
        index_name = "in-state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    run_key = UnicodeAttribute(range_key=True, attr_name="place")


class PayoutsOfOwner(GlobalSecondaryIndex["Payout"]):
    """What has been paid out to an owner, the latest last?"""

    class Meta:
        index_name = "of-owner"
        projection = AllProjection()

    owner = UnicodeAttribute(hash_key=True)
    run_key = UnicodeAttribute(range_key=True, attr_name="place")


class Payout(Record):
    """Money on its way to an owner: pending, then posted or voided. It takes whole weeks of earnings; where it goes
    is frozen in it."""

    Meta = table("payouts")

    payout_id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()
    account = UnicodeAttribute()
    run_key = UnicodeAttribute(attr_name="place")  # the day of its run and its id
    fen = NumberAttribute()
    currency = UnicodeAttribute()
    weeks = ListAttribute[Any](of=UnicodeAttribute)
    state = UnicodeAttribute()
    way = UnicodeAttribute()
    holder = UnicodeAttribute()
    bank = UnicodeAttribute()
    number = UnicodeAttribute()
    file_id = UnicodeAttribute(null=True)
    made_at = UTCDateTimeAttribute()
    posted_at = UTCDateTimeAttribute(null=True)
    voided_at = UTCDateTimeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    back_fen = NumberAttribute(null=True)  # what refunds have asked back of it
    changed_by = UnicodeAttribute()
    in_state = PayoutsInState()
    of_owner = PayoutsOfOwner()

    @property
    def tail(self) -> str:
        return self.number[-4:]

    @property
    def left_fen(self) -> int:
        """What no refund has asked back."""
        return int(self.fen) - int(self.back_fen or 0)


class Reversal(Record):
    """What a refund takes back of a payout, as long as nobody knows how much of it has come."""

    Meta = table("reversals")

    reversal_id = UnicodeAttribute(hash_key=True)
    payout_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    refund_id = UnicodeAttribute()
    fen = NumberAttribute()
    asked_at = UTCDateTimeAttribute()


class PayoutFile(Record):
    """Payouts that go to the bank together: made by one administrator, approved by another."""

    Meta = table("payout_files")

    year = UnicodeAttribute(hash_key=True)
    file_id = UnicodeAttribute(range_key=True)
    payout_ids = ListAttribute[Any](of=UnicodeAttribute)
    fen = NumberAttribute()
    state = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()
    approved_at = UTCDateTimeAttribute(null=True)
    approved_by = UnicodeAttribute(null=True)
