"""Bank statements: uploaded, looked at, posted. Every row of a file is booked, counted as outgoing, or waits for a
person; the same file, or the same line in another file, is booked once."""

import hashlib
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.payments.bank.columns import columns_of, keep_columns
from chalicelib.payments.bank.keeping import keep_row
from chalicelib.payments.bank.lines import WAITING
from chalicelib.payments.bank.models import Statement
from chalicelib.payments.bank.placing import PlacedRow, RowPlacing
from chalicelib.payments.bank.statement import (
    IN,
    KINDS,
    REVERSAL,
    BalanceColumn,
    Columns,
    Row,
    RowTotal,
    StatementSheet,
    open_sheet,
    read_rows,
    witness,
)
from chalicelib.store import AlreadyThere, change, get_object, put_new, put_object

log = logging.getLogger("countyfair.payments")
FOLDER = "private/statements"
CSV = "text/csv"
LONGEST_SAMPLE = 40
MOST_SECONDS = 20  # a page has 29


@dataclass(frozen=True, slots=True)
class OpenedStatement:
    """A file that was uploaded, and what each of its rows is."""

    statement_id: str
    sheet: StatementSheet
    columns: Columns
    is_confirmed: bool
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """What posting a file would do, or has done. The sums of its kinds add up to the file: `totals` by kind, and of
    what came in, `new` is not booked yet."""

    statement: OpenedStatement
    rows: Sequence[PlacedRow]
    totals: Mapping[str, RowTotal]
    new: RowTotal
    balance: BalanceColumn | None

    @property
    def booked_before(self) -> RowTotal:
        came = self.totals[IN]
        return RowTotal(came.count - self.new.count, came.fen - self.new.fen)

    @property
    def samples(self) -> list[str]:
        """Of each column, what stands in it first."""
        width = range(len(self.statement.sheet.names))
        return [self._sample(i) for i in width]

    def _sample(self, column: int) -> str:
        cells = (row.cells[column : column + 1] for row in self.statement.rows)
        return next((cell[0] for cell in cells if cell and cell[0]), "")[:LONGEST_SAMPLE]

    @property
    def is_posted(self) -> bool:
        return not any(placed.is_new for placed in self.rows)


def upload_statement(content: bytes) -> str:
    """Keep a file, and say under which id; nothing is booked. Raises Invalid for what is no statement."""
    sheet = open_sheet(content)
    read_rows(sheet, columns_of(sheet)[0])
    statement_id = _id_of(content)
    put_object(
        _object_key_of(statement_id), content, content_type=CSV, cache_control="private, no-store"
    )
    return statement_id


def preview_statement(statement_id: str) -> StatementPreview:
    """What is in a file that was uploaded, and what of it is new. Raises NotFound."""
    opened = _opened(statement_id)
    placing = RowPlacing.of(statement_id, opened.rows)
    rows = []
    for row in opened.rows:
        placed = placing.place(row)
        if placed.is_new:
            placing.keep(placed)
        rows.append(placed)
    totals = {
        kind: _total(placed.row for placed in rows if placed.row.kind == kind) for kind in KINDS
    }
    new = _total(placed.row for placed in rows if placed.row.kind == IN and placed.is_new)
    return StatementPreview(opened, rows, totals, new, witness([placed.row for placed in rows]))


def confirm_columns(statement_id: str, roles: Sequence[str], *, by: str) -> None:
    """A person knows what the columns of a file hold, from the left to the right. Raises NotFound, Invalid."""
    sheet = _sheet(statement_id)
    keep_columns(sheet, dict(zip(sheet.names, roles, strict=False)), by=by)


def post_statement(statement_id: str, *, by: str) -> int:
    """Book every line of an uploaded file that was not booked before, and let wait what a person has to look at. What
    is taken back comes last, when its order has been paid. Returns how many lines were booked; again is no news, but
    for what a long file has left when the time of a page was over.

    Raises NotFound, Refused("columns-not-confirmed").
    """
    opened = _opened(statement_id)
    if not opened.is_confirmed:
        raise Refused("columns-not-confirmed")
    _begin(opened, by)
    placing = RowPlacing.of(statement_id, opened.rows)
    began, booked = time.monotonic(), 0
    for row in sorted(opened.rows, key=lambda row: row.kind == REVERSAL):
        if time.monotonic() - began > MOST_SECONDS:
            return booked
        booked += keep_row(placing, row, opened.sheet.names)
    change(
        Statement(statement_id),
        Statement.waiting.remove(),
        when=Statement.at.exists(),
        otherwise=NotFound("not-found"),
    )
    return booked


def unfinished_statements(limit: int = 20) -> list[Statement]:
    """Files whose posting ended half-way, the oldest first: posting them again goes on where it ended."""
    return list(Statement.unfinished.query(WAITING, limit=limit))


def _begin(opened: OpenedStatement, by: str) -> None:
    """Until the last row is kept the file waits, also after a crash."""
    with suppress(AlreadyThere):
        put_new(
            Statement(
                opened.statement_id,
                lines=len(opened.rows),
                at=clock.now(),
                by=by,
                waiting=WAITING,
            )
        )


def _opened(statement_id: str) -> OpenedStatement:
    sheet = _sheet(statement_id)
    columns, is_confirmed = columns_of(sheet)
    return OpenedStatement(statement_id, sheet, columns, is_confirmed, read_rows(sheet, columns))


def _sheet(statement_id: str) -> StatementSheet:
    if not statement_id.isalnum() or not statement_id.isascii():
        raise NotFound("not-found")
    content = get_object(_object_key_of(statement_id))
    if _id_of(content) != statement_id:
        log.error("statement is not what was uploaded", extra={"statement_id": statement_id})
        raise NotFound("not-found")
    return open_sheet(content)


def _total(rows: Iterable[Row]) -> RowTotal:
    some = list(rows)
    return RowTotal(len(some), sum(row.fen or 0 for row in some))


def _id_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _object_key_of(statement_id: str) -> str:
    return f"{FOLDER}/{statement_id}.csv"
