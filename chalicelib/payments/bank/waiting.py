"""Rows of statements that wait for a person: money after all, none, or an order's payment that the bank took back."""

from contextlib import suppress
from datetime import datetime

from chalicelib import clock, orders
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.money import yuan
from chalicelib.orders import Order
from chalicelib.payments.bank.keeping import remember
from chalicelib.payments.bank.lines import LOST, NEW, WAITING, book
from chalicelib.payments.bank.models import BankLine, KnownLine, KnownLines, StatementRow
from chalicelib.payments.bank.placing import day_and_fen
from chalicelib.payments.bank.statement import amount_of
from chalicelib.payments.rules import BANK
from chalicelib.store import Page, Transaction, page_of, step, transaction

NO_MONEY, INCOME, TAKEN_BACK = "no-money", "income", "taken-back"


def waiting_rows(cursor: str = "", limit: int = 20) -> Page[StatementRow]:
    """What a person has to look at, the oldest first."""
    return page_of(
        lambda **page: StatementRow.waiting_rows.query(WAITING, **page), cursor=cursor, limit=limit
    )


def waiting_row(row_id: str) -> StatementRow:
    """A row that waits or waited. Raises NotFound."""
    return StatementRow.find(row_id)


def is_no_money(row_id: str, *, by: str) -> None:
    """Nothing comes of a row, and what it stopped goes on. Twice is no news.

    Raises NotFound, Refused("row-decided").
    """
    row = StatementRow.find(row_id)
    if _is_news(row, NO_MONEY):
        step(lambda: _decided(row, NO_MONEY, by))


def count_as_income(row_id: str, amount: str, at: datetime | None, *, by: str) -> BankLine:
    """A row is money that came in, so much, at that time (its own, if it tells one): from here on it is a line of the
    bank like any. Twice is no news. Raises Invalid for the fields "amount" and "day", NotFound, Refused("row-decided",
    "row-went-out").
    """
    row, fen = StatementRow.find(row_id), amount_of(amount) or 0
    if _is_news(row, INCOME):
        if (row.fen or 0) < 0:
            raise Refused("row-went-out")
        moment = row.at or at
        if fen <= 0:
            raise Invalid({"amount": FairError("not-an-amount")})
        if moment is None:
            raise Invalid({"day": FairError("not-a-moment")})
        if not row.at and moment > clock.now():
            raise Invalid({"day": FairError("moment-to-come")})
        step(lambda: _counted(row, fen, moment, by))
    return book(row_id)


def is_taken_back(row_id: str, order_id: str, *, by: str) -> None:
    """The bank has taken back what had paid an order. Before dispatch the order ends, and what the bank took is its
    refund; after it the goods are gone, and the platform bears the loss. Twice is no news.

    Raises NotFound, Refused("row-decided", "not-taken-back", "pays-otherwise", "does-not-fit", "refund-waits").
    """
    row = StatementRow.find(row_id)
    if _is_news(row, TAKEN_BACK):
        step(lambda: _taken_back(row, orders.any_order(order_id), by))
    if line := BankLine.find_or_none(row_id):
        note_loss(line)


def note_loss(line: BankLine) -> None:
    """The order of a line that is lost keeps what the bank took. A job repeats this; twice is no news."""
    if line.state == LOST:
        orders.record_chargeback(str(line.order_id), dispute_id=line.line_id, fen=int(line.fen))


def _is_news(row: StatementRow, verdict: str) -> bool:
    if row.verdict not in (None, verdict):
        raise Refused("row-decided")
    return row.verdict is None


def _decided(row: StatementRow, verdict: str, by: str) -> None:
    with transaction() as tx:
        _decide(tx, row, verdict, by)


def _decide(tx: Transaction, row: StatementRow, verdict: str, by: str, ended: str = "") -> None:
    """Add to a transaction that a row is decided, and that what it stopped goes on, but for an order that ended."""
    tx.update(
        StatementRow(row.row_id),
        StatementRow.verdict.set(verdict),
        StatementRow.by.set(by),
        StatementRow.ended_at.set(clock.now()),
        StatementRow.waiting.remove(),
        when=StatementRow.since.exists() & StatementRow.verdict.does_not_exist(),
        otherwise=Refused("row-decided"),
    )
    for order_id in row.order_ids or ():
        with suppress(NotFound):
            if order_id != ended:
                orders.settle_doubt(tx, orders.any_order(order_id), row.row_id)


def _counted(row: StatementRow, fen: int, at: datetime, by: str) -> None:
    key = day_and_fen(at, fen)
    record = KnownLines.find_or_none(key) or KnownLines(key, lines=[])
    line = _line_of(row, fen, at, NEW)
    with transaction() as tx:
        _decide(tx, row, INCOME, by)
        tx.put(line, when=BankLine.line_id.does_not_exist(), otherwise=Refused("row-decided"))
        if row.row_id not in (other.line_id for other in record.lines):
            its = KnownLine(
                line_id=row.row_id, booked_at=clock.now(), payer=row.payer, remark=row.remark
            )
            remember(tx, key, its, int(record.version))


def _taken_back(row: StatementRow, order: Order, by: str) -> None:
    fen = -int(row.fen or 0)
    _check_fits(order, fen)
    with transaction() as tx:
        if orders.can_cancel(order):
            orders.end_unpaid(tx, order, row.row_id)
            _decide(tx, row, TAKEN_BACK, by, ended=order.order_id)
            return
        line = _line_of(row, fen, row.at or row.since, LOST)
        line.order_id, line.by, line.ended_at = order.order_id, by, clock.now()
        _decide(tx, row, TAKEN_BACK, by)
        tx.put(line, when=BankLine.line_id.does_not_exist(), otherwise=Refused("row-decided"))


def _check_fits(order: Order, fen: int) -> None:
    if fen <= 0:
        raise Refused("not-taken-back")
    if order.payment_method != BANK:
        raise Refused("pays-otherwise")
    if any(refund.sent_at is None for refund in order.refunds or ()):
        raise Refused("refund-waits")
    if order.paid_at is None or fen != int(order.total_fen):
        raise Refused("does-not-fit", came=yuan(fen), total=yuan(int(order.total_fen)))


def _line_of(row: StatementRow, fen: int, at: datetime, state: str) -> BankLine:
    return BankLine(
        row.row_id,
        statement_id=row.statement_id,
        at=at,
        fen=fen,
        remark=row.remark or "",
        payer=row.payer or "",
        account=row.account,
        words=row.words,
        state=state,
    )
