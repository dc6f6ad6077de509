"""Reads the rows below the head of a file that was opened."""

from chalicelib.errors import FairError, Invalid
from chalicelib.payments.bank.statement.balance import against_balance
from chalicelib.payments.bank.statement.cells import rows_in
from chalicelib.payments.bank.statement.heads import Columns, StatementSheet
from chalicelib.payments.bank.statement.judge import RowJudge, signs_out
from chalicelib.payments.bank.statement.tell import RowCells
from chalicelib.payments.bank.statement.values import Row

MOST_ROWS = 500


def read_rows(sheet: StatementSheet, columns: Columns) -> list[Row]:
    """All rows of a sheet, in its order, each with what it is. Raises Invalid for none, or more than one may have."""
    width = len(sheet.names)
    lines = list(rows_in(sheet.lines, sheet.separator, first=sheet.head + 1, width=width))
    if len(lines) > MOST_ROWS:
        raise Invalid({"file": FairError("statement-too-long", most=MOST_ROWS)})
    if not lines:
        raise Invalid({"file": FairError("statement-empty")})
    cells = [RowCells(sheet.names, columns, line.cells) for line in lines]
    judge = RowJudge(sheet.names, signs_out(cells))
    rows = [judge.judge(line, its) for line, its in zip(lines, cells, strict=True)]
    return against_balance(rows)
