"""What is kept of invoices and credit notes: each document with its number, and how far each series has come."""

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store import Record, table


class Document(Record):
    """One invoice or credit note; it never changes, but for `is_stored`. `document` is "invoice.<seller>" or
    "credit.<seller>.<refund>". What it says of goods and money is frozen in the order."""

    Meta = table("documents")

    order_id = UnicodeAttribute(hash_key=True)
    document = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    number = UnicodeAttribute()
    seller_id = UnicodeAttribute()
    seller_name = UnicodeAttribute()
    refund_id = UnicodeAttribute(null=True)
    invoice_number = UnicodeAttribute(null=True)  # of the invoice that a credit note belongs to
    total_fen = NumberAttribute()
    at = UTCDateTimeAttribute()
    tax_line = UnicodeAttribute(null=True)
    is_stored = BooleanAttribute(null=True)


class Series(Record):
    """How many documents a seller has of a kind and year: "wu 2026 invoice"."""

    Meta = table("document_series")

    series = UnicodeAttribute(hash_key=True)
    last = NumberAttribute()
