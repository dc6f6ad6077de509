"""A bank's statement as a file: each row ends as money in, money out, taken back, no money, or not understood."""

from chalicelib.payments.bank.statement.amounts import amount_of
from chalicelib.payments.bank.statement.balance import witness
from chalicelib.payments.bank.statement.heads import (
    MOST_BYTES,
    MOST_COLUMNS,
    Columns,
    StatementSheet,
    open_sheet,
)
from chalicelib.payments.bank.statement.read import MOST_ROWS, read_rows
from chalicelib.payments.bank.statement.values import (
    IN,
    KINDS,
    NO_MONEY,
    OUT,
    REVERSAL,
    UNCLEAR,
    BalanceColumn,
    Row,
    RowText,
    RowTotal,
)
from chalicelib.payments.bank.statement.words import ROLES

__all__ = [
    "IN",
    "KINDS",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "NO_MONEY",
    "OUT",
    "REVERSAL",
    "ROLES",
    "UNCLEAR",
    "BalanceColumn",
    "Columns",
    "Row",
    "RowText",
    "RowTotal",
    "StatementSheet",
    "amount_of",
    "open_sheet",
    "read_rows",
    "witness",
]
