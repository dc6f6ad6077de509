"""Whose money a row of a statement takes back: the orders that must not leave before a person has looked."""

from collections.abc import Iterator
from datetime import timedelta

from chalicelib import orders
from chalicelib.orders import Order
from chalicelib.payments.bank.identity import texts_agree
from chalicelib.payments.bank.models import BankLine, KnownLine
from chalicelib.payments.bank.placing import day_and_fen, kept_lines
from chalicelib.payments.bank.statement import Row
from chalicelib.payments.bank.transfer import orders_named

DAYS_BACK = 31  # so long ago a line is looked for that is taken back
MOST_ORDERS = 5
LEAST_SERIAL = 6  # a shorter number may stand in a text by chance


def orders_taken_back(row: Row) -> list[Order]:
    """The orders that a row names by their codes; without one, those that lines of the same amount have paid, and of
    these only the one whose number it names, if it names one. Up to 33 read units, and 1 for each order."""
    if not row.takes_back:
        return []
    return orders_named(row.text.words) or orders.some_orders(list(_paid_by(row))[:MOST_ORDERS])


def _paid_by(row: Row) -> Iterator[str]:
    lines = _lines_of_amount(row)
    numbered = [line for line in lines if _is_named(line, row)]
    ids = [line.line_id for line in numbered or lines][:MOST_ORDERS]
    for line in BankLine.batch_get(ids, consistent_read=True) if ids else ():
        yield from line.order_ids or filter(None, [line.order_id])


def _lines_of_amount(row: Row) -> list[KnownLine]:
    if not row.moment or not row.fen:
        return []
    days = [row.moment.at - timedelta(days=i) for i in range(DAYS_BACK)]
    records = kept_lines(day_and_fen(day, abs(row.fen)) for day in days)
    return [
        line
        for record in records.values()
        for line in record.lines
        if texts_agree(row.text.payer, line.payer or "") is not False
    ]


def _is_named(line: KnownLine, row: Row) -> bool:
    serial = line.serial or ""
    return len(serial) >= LEAST_SERIAL and serial in row.text.words.upper()
