"""What is kept of the bank: statements and their lines, and cash that couriers bring there."""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store import ListOf, Part, Record, table


class UnfinishedStatements(GlobalSecondaryIndex["Statement"]):
    """Which files were begun to be posted and not ended, oldest first?"""

    class Meta:
        index_name = "waiting"
        projection = AllProjection()

    waiting = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


class Statement(Record):
    """A file of a bank that was posted; its text lies in the bucket. It is `waiting` until its last row is kept."""

    Meta = table("statements")

    statement_id = UnicodeAttribute(hash_key=True)
    lines = NumberAttribute()
    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    waiting = UnicodeAttribute(null=True)
    unfinished = UnfinishedStatements()


class WaitingLines(GlobalSecondaryIndex["BankLine"]):
    """Which money of the bank has no home yet, oldest first?"""

    class Meta:
        index_name = "waiting"
        projection = AllProjection()

    waiting = UnicodeAttribute(hash_key=True)
    at = UTCDateTimeAttribute(range_key=True)


class BankLine(Record):
    """Money that came to the bank. `state`: new, then taken (an order has it), remitted (a courier brought it), or
    suspense; from there claimed for an order and then taken, or returned, or from-provider (what the payment service
    has paid out to us). A line that is lost is no money that came: the bank took it back after the goods had gone.

    `lead` is the line whose assignment claimed this one, and `parts` are all lines that it claimed.
    """

    Meta = table("bank_lines", stream=True)

    line_id = UnicodeAttribute(hash_key=True)
    statement_id = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    fen = NumberAttribute()
    remark = UnicodeAttribute()
    payer = UnicodeAttribute()
    account = UnicodeAttribute(null=True)  # of the payer
    words = UnicodeAttribute(null=True)  # all cells with text, one a line
    state = UnicodeAttribute()
    waiting = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    order_ids = ListAttribute[Any](of=UnicodeAttribute, null=True)  # if it paid several
    lead = UnicodeAttribute(null=True)
    parts = ListAttribute[Any](of=UnicodeAttribute, null=True)
    tries = NumberAttribute(default=0)
    by = UnicodeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    waiting_lines = WaitingLines()


class CashInBatch(Record):
    """Cash that a courier collected for a seller's part of an order, under the reference of the batch in which it
    comes to the bank."""

    Meta = table("cash_batches")

    batch = UnicodeAttribute(hash_key=True)
    # The order's id, then the seller's; "~" once the batch has come.
    sub_order = UnicodeAttribute(range_key=True, attr_name="parcel")
    fen = NumberAttribute()
    at = UTCDateTimeAttribute()
    line_id = UnicodeAttribute(null=True)  # of the bank, once it has come


class WaitingRows(GlobalSecondaryIndex["StatementRow"]):
    """Which rows of statements does a person have to look at, oldest first?"""

    class Meta:
        index_name = "waiting"
        projection = AllProjection()

    waiting = UnicodeAttribute(hash_key=True)
    since = UTCDateTimeAttribute(range_key=True)


class StatementRow(Record):
    """A row of a statement that a person has to look at: it takes money back, or is not understood (`why`). `fen` and
    `at` are what it seems to say. `verdict`: no-money, income (then a bank line has its id), or taken-back."""

    Meta = table("statement_rows")

    row_id = UnicodeAttribute(hash_key=True)
    statement_id = UnicodeAttribute()
    number = NumberAttribute()
    kind = UnicodeAttribute()
    why = UnicodeAttribute(null=True)
    names = ListAttribute[Any](of=UnicodeAttribute)
    cells = ListAttribute[Any](of=UnicodeAttribute)
    fen = NumberAttribute(null=True)
    at = UTCDateTimeAttribute(null=True)
    remark = UnicodeAttribute(null=True)
    payer = UnicodeAttribute(null=True)
    account = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)
    looks_like = UnicodeAttribute(null=True)  # the bank line that it may be
    order_ids = ListAttribute[Any](of=UnicodeAttribute, null=True)  # whose dispatch it stops
    since = UTCDateTimeAttribute()
    waiting = UnicodeAttribute(null=True)
    verdict = UnicodeAttribute(null=True)
    by = UnicodeAttribute(null=True)
    ended_at = UTCDateTimeAttribute(null=True)
    waiting_rows = WaitingRows()


class KnownLine(Part):
    """What tells a line of the bank from others of its day and amount."""

    line_id = UnicodeAttribute()
    booked_at = UTCDateTimeAttribute()
    waits = BooleanAttribute(null=True)  # a row that a person looks at, under the same id
    serial = UnicodeAttribute(null=True)
    clock = UnicodeAttribute(null=True)  # "10:05"
    balance_fen = NumberAttribute(null=True)
    payer = UnicodeAttribute(null=True)
    remark = UnicodeAttribute(null=True)


class KnownLines(Record):
    """What statements have told of one day and amount: the answer to "was this line here before?"."""

    Meta = table("known_lines")

    day_and_fen = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    lines: ListOf[KnownLine] = ListOf(of=KnownLine, default=list)


class BankColumns(Record):
    """What the columns of a bank's file hold, as a person has confirmed it."""

    Meta = table("bank_columns")

    head = UnicodeAttribute(hash_key=True)
    roles = JSONAttribute()
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()
