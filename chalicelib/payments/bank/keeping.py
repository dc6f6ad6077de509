"""Keeps what is new in a statement: money that came in as a line of the bank, everything else to look at as a row that
waits. Each is kept together with what tells it from others, so that nothing is kept twice."""

from collections.abc import Sequence

from chalicelib import clock, orders
from chalicelib.payments.bank.identity import known_line
from chalicelib.payments.bank.lines import NEW, WAITING, book
from chalicelib.payments.bank.models import BankLine, KnownLine, KnownLines, StatementRow
from chalicelib.payments.bank.placing import PlacedRow, RowPlacing, key_of
from chalicelib.payments.bank.reversals import orders_taken_back
from chalicelib.payments.bank.statement import IN, Row
from chalicelib.store import AlreadyThere, Moved, Transaction, step, transaction


def keep_row(placing: RowPlacing, row: Row, names: Sequence[str]) -> bool:
    """Keep a row if it is new, and book it if it is money that came in: True then."""
    placed = step(lambda: _kept(placing, row, names))
    if placed.row.kind != IN or not placed.is_new:
        return False
    book(placed.line_id)
    return True


def remember(tx: Transaction, key: str, line: KnownLine, version: int) -> None:
    """Add to a transaction that a line is known under its day and amount, if nothing else was added meanwhile."""
    tx.update(
        KnownLines(key),
        KnownLines.lines.set((KnownLines.lines | []).append([line])),
        KnownLines.version.set(version + 1),
        when=KnownLines.version == version if version else KnownLines.version.does_not_exist(),
        otherwise=Moved(),
    )


def _kept(placing: RowPlacing, row: Row, names: Sequence[str]) -> PlacedRow:
    placed = placing.place(row)
    if not placed.is_new:
        return placed
    key = key_of(row)
    try:
        with transaction() as tx:
            if key:
                facts = known_line(placed.row, placed.line_id, clock.now())
                remember(tx, key, facts, placing.version(key))
            if placed.row.kind == IN:
                line = _line(placed, placing.statement_id)
                tx.put(line, when=BankLine.line_id.does_not_exist(), otherwise=Moved())
            else:
                _put_waiting(tx, placed, placing.statement_id, names)
    except Moved:
        placing.look_again(key)
        raise
    except AlreadyThere:
        return PlacedRow(placed.row, placed.line_id)
    placing.keep(placed)
    return placed


def _line(placed: PlacedRow, statement_id: str) -> BankLine:
    row = placed.row
    assert row.moment
    assert row.fen
    return BankLine(
        placed.line_id,
        statement_id=statement_id,
        at=row.moment.at,
        fen=row.fen,
        remark=row.text.remark,
        payer=row.text.payer,
        account=row.text.account or None,
        words=row.text.words or None,
        state=NEW,
    )


def _put_waiting(
    tx: Transaction, placed: PlacedRow, statement_id: str, names: Sequence[str]
) -> None:
    row, stopped = placed.row, orders_taken_back(placed.row)
    waiting = StatementRow(
        placed.line_id,
        statement_id=statement_id,
        number=row.number,
        kind=row.kind,
        why=row.why or None,
        names=list(names),
        cells=list(row.cells),
        fen=row.fen,
        at=row.moment.at if row.moment else None,
        remark=row.text.remark or None,
        payer=row.text.payer or None,
        account=row.text.account or None,
        words=row.text.words or None,
        looks_like=placed.looks_like.line_id if placed.looks_like else None,
        order_ids=[order.order_id for order in stopped] or None,
        since=clock.now(),
        waiting=WAITING,
    )
    tx.put(waiting, when=StatementRow.row_id.does_not_exist(), otherwise=AlreadyThere())
    for order in stopped:
        orders.doubt(tx, order, placed.line_id)
