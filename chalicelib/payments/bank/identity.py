"""Whether a row of a statement is a line that was here before, in whatever file and spelling. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime

from chalicelib.orders import codes_in
from chalicelib.payments.bank.models import KnownLine
from chalicelib.payments.bank.statement import IN, Row

SAME, ALIKE, OTHER = "same", "alike", "other"


def known_line(row: Row, line_id: str, booked_at: datetime) -> KnownLine:
    """What is remembered of a row."""
    text = row.text
    return KnownLine(
        line_id=line_id,
        booked_at=booked_at,
        waits=row.kind != IN or None,
        serial=text.serial or None,
        clock=_clock(row) or None,
        balance_fen=row.balance_fen,
        payer=text.payer or None,
        remark=text.remark or None,
    )


def likeness(row: Row, line: KnownLine) -> str:
    """Compares a row with a line of the same day and amount. The bank's own number decides; without it, what both tell
    must not differ, and must be enough: payer and remark, or the balance with one of them."""
    serial = _equal(row.text.serial, line.serial or "")
    balance = _equal(row.balance_fen, line.balance_fen)
    if serial is not None:
        return OTHER if not serial else ALIKE if balance is False else SAME
    payer = texts_agree(row.text.payer, line.payer or "")
    remark = texts_agree(row.text.remark, line.remark or "")
    if False in (balance, payer, _equal(_clock(row), line.clock or "")) or _other_code(row, line):
        return OTHER
    if balance and (payer or remark):
        return SAME
    is_payer = payer or not (row.text.payer or line.payer)
    is_remark = remark or not (row.text.remark or line.remark)
    return SAME if is_payer and is_remark else ALIKE


def likeness_in_one_file(row: Row, earlier: KnownLine) -> str:
    """Compares two rows of one file, of the same day and amount: here they are two, unless the bank's number, or the
    balance after them, is one."""
    serial = _equal(row.text.serial, earlier.serial or "")
    balance = _equal(row.balance_fen, earlier.balance_fen)
    if serial:
        return ALIKE if balance is False else SAME
    return ALIKE if serial is None and balance and likeness(row, earlier) == SAME else OTHER


def first_like(row: Row, lines: Iterable[KnownLine], like: str) -> KnownLine | None:
    return next((line for line in lines if likeness(row, line) == like), None)


def _clock(row: Row) -> str:
    its = row.moment.clock if row.moment else None
    return f"{its:%H:%M}" if its else ""


def _equal(left: object, right: object) -> bool | None:
    """None where one of them is not told."""
    is_told = left not in (None, "") and right not in (None, "")
    return left == right if is_told else None


def _other_code(row: Row, line: KnownLine) -> bool:
    codes, others = codes_in(row.text.remark), codes_in(line.remark or "")
    return bool(codes and others) and not {*codes} & {*others}


def texts_agree(left: str, right: str) -> bool | None:
    """Texts of different files agree when one holds the other, since banks print more or less of them; None where one
    is not told, or hidden behind stars."""
    a, b = (re.sub(r"[\W_]+", "", text.casefold()) for text in (left, right))
    if not a or not b:
        return None
    if left == right:
        return True
    return None if "*" in left + right else a in b or b in a
