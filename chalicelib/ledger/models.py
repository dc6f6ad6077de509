"""What is kept of the ledger: the journal, balances, what owners have earned, and checks."""

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.ledger.books import CURRENCY, Entry, OwedShare, Posting, Share
from chalicelib.store import Part, Record, table


class KeptPosting(Part):
    account = UnicodeAttribute()
    fen = NumberAttribute()


class KeptShare(Part):
    owner = UnicodeAttribute()
    sold_fen = NumberAttribute()
    refunded_fen = NumberAttribute()
    fee_fen = NumberAttribute()


class KeptOwedShare(Part):
    owner = UnicodeAttribute()
    fen = NumberAttribute()


class JournalEntry(Record):
    """One business fact; never changed. `subject` is an order's id, "payout.<id>" and so on."""

    Meta = table("journal", stream=True)

    subject = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    at = UTCDateTimeAttribute()
    currency = UnicodeAttribute()
    postings: ListAttribute[KeptPosting] = ListAttribute(of=KeptPosting)
    shares: ListAttribute[KeptShare] = ListAttribute(of=KeptShare, null=True)
    owed: ListAttribute[KeptOwedShare] = ListAttribute(of=KeptOwedShare, null=True)
    by = UnicodeAttribute(null=True)


class BalancesOfKind(GlobalSecondaryIndex["Balance"]):
    """Which accounts are there of a kind, such as "producer:payable"?"""

    class Meta:
        index_name = "by-kind"
        projection = KeysOnlyProjection()

    kind = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute(range_key=True)


class Balance(Record):
    """What an account comes to (debit positive). `free_fen` is what stands on it in credit and is promised to no
    payout and no refund; nothing is ever promised without taking it from there, under a condition."""

    Meta = table("balances")

    account = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    balance_fen = NumberAttribute(default=0)
    free_fen = NumberAttribute(default=0)
    by_kind = BalancesOfKind()


class EarningsWeek(Record):
    """What one owner has earned by settlements of one week; a payout takes weeks whole."""

    Meta = table("earnings")

    owner = UnicodeAttribute(hash_key=True)
    week = UnicodeAttribute(range_key=True)  # its Monday in Shanghai, "2026-11-16"
    sold_fen = NumberAttribute(default=0)
    refunded_fen = NumberAttribute(default=0)
    fee_fen = NumberAttribute(default=0)
    yours_fen = NumberAttribute(default=0)
    lines = NumberAttribute(default=0)
    payout_id = UnicodeAttribute(null=True)


class EarningsLine(Record):
    """One settlement, or one refund after it, of one order, in the week in which it was booked."""

    Meta = table("earnings_lines")

    owner_week = UnicodeAttribute(hash_key=True)
    # The order's id and the entry.
    line_key = UnicodeAttribute(range_key=True, attr_name="place")
    order_id = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    sold_fen = NumberAttribute()
    refunded_fen = NumberAttribute()
    fee_fen = NumberAttribute()
    yours_fen = NumberAttribute()


class LedgerCheck(Record):
    """The outcome of holding the journal against the orders, and the balances against the journal."""

    Meta = table("ledger_checks")

    subject = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)
    is_equal = BooleanAttribute()
    entries = NumberAttribute()
    faults = NumberAttribute()
    first = UnicodeAttribute(null=True)


def journalled(entry: Entry) -> JournalEntry:
    return JournalEntry(
        entry.subject,
        entry.name,
        at=entry.at,
        currency=entry.currency,
        postings=[
            KeptPosting(account=posting.account, fen=posting.fen) for posting in entry.postings
        ],
        shares=[
            KeptShare(
                owner=share.owner,
                sold_fen=share.sold_fen,
                refunded_fen=share.refunded_fen,
                fee_fen=share.fee_fen,
            )
            for share in entry.shares
        ]
        or None,
        owed=[KeptOwedShare(owner=share.owner, fen=share.fen) for share in entry.owed] or None,
        by=entry.by or None,
    )


def entry_of(kept_entry: JournalEntry) -> Entry:
    """The entry as the rules know it. Raises AssertionError for one that does not sum to zero."""
    return Entry(
        subject=kept_entry.subject,
        name=kept_entry.entry,
        at=kept_entry.at,
        postings=tuple(
            Posting(posting.account, int(posting.fen)) for posting in kept_entry.postings
        ),
        shares=tuple(
            Share(share.owner, int(share.sold_fen), int(share.refunded_fen), int(share.fee_fen))
            for share in kept_entry.shares or ()
        ),
        owed=tuple(OwedShare(share.owner, int(share.fen)) for share in kept_entry.owed or ()),
        currency=kept_entry.currency or CURRENCY,
        by=kept_entry.by or "",
    )
