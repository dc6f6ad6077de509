"""A bank's statement as a file: which columns it has, and the money that came in, line by line."""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from chalicelib.clock import SHANGHAI
from chalicelib.errors import FairError, Invalid, Problems
from chalicelib.money import MOST_FEN
from chalicelib.text import signed_decimal

MOST_LINES = 500
MOST_BYTES = 150_000
HEAD_WITHIN = 20  # lines that a bank may print above its columns
LONGEST_TEXT = 200
NAMES = {
    "at": (
        "交易时间",
        "交易日期",
        "记账日期",
        "入账日期",
        "日期",
        "date",
        "transaction date",
        "time",
    ),
    "credit": (
        "收入",
        "收入金额",
        "贷方发生额",
        "贷方金额",
        "转入金额",
        "credit",
        "money in",
        "paid in",
    ),
    "amount": ("金额", "交易金额", "发生额", "amount"),
    "direction": ("收支", "收/支", "借贷标志", "借贷", "收支标志", "direction", "debit/credit"),
    "remark": (
        "附言",
        "摘要",
        "备注",
        "用途",
        "remark",
        "memo",
        "description",
        "reference",
        "details",
    ),
    "payer": (
        "对方户名",
        "对方名称",
        "付款人",
        "付款方",
        "对方账户名称",
        "payer",
        "counterparty",
        "name",
    ),
    "serial": ("流水号", "交易流水号", "交易流水", "serial", "transaction id", "serial number"),
    "balance": ("余额", "账户余额", "balance"),
}
INWARDS = {"贷", "收", "收入", "进账", "c", "cr", "credit", "in", "+"}
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y%m%d %H:%M:%S", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in by one line of a statement. `line_id` is the same in every file that has this line."""

    line_id: str
    at: datetime
    fen: int
    remark: str
    payer: str


@dataclass(frozen=True, slots=True)
class File:
    """A statement that could be read: what came in, and how many lines were none of that."""

    came: Sequence[StatementLine]
    left_out: int


@dataclass(slots=True)
class _Reading:
    columns: Mapping[str, Sequence[int]]
    problems: Problems = field(default_factory=Problems)
    counts: Counter[str] = field(default_factory=Counter)


def read_statement(content: bytes) -> File:
    """The lines of a CSV file in UTF-8 or GBK. Raises Invalid, with a problem for each line that cannot be read."""
    if len(content) > MOST_BYTES:
        raise Invalid({"file": FairError("statement-too-large", most=MOST_BYTES // 1000)})
    rows = _rows(_decoded(content))
    head, columns = _head(rows)
    reading = _Reading(columns)
    body = [(i, row) for i, row in enumerate(rows[head + 1 :], head + 2) if any(row)]
    if len(body) > MOST_LINES:
        raise Invalid({"file": FairError("statement-too-long", most=MOST_LINES)})
    came = [line for i, row in body if (line := _came(reading, i, row))]
    reading.problems.refuse()
    if not came:
        raise Invalid({"file": FairError("statement-empty")})
    return File(came, len(body) - len(came))


def amount_of(text: str) -> int | None:
    """Whole fen of an amount as banks print them ("1,230.00", "+5", "¥5.0"); negative for money that went out.

    None for anything else: more decimals than fen, exponents, more than one charge may be.
    """
    plain = signed_decimal(text)
    fen = Decimal(plain) * 100 if plain else None
    return int(fen) if fen is not None and fen == int(fen) and abs(fen) <= MOST_FEN else None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid({"file": FairError("statement-not-text")})


def _rows(text: str) -> list[list[str]]:
    first = "\n".join(text.splitlines()[:HEAD_WITHIN])
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    try:
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error:
        raise Invalid({"file": FairError("statement-not-text")}) from None


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, Mapping[str, Sequence[int]]]:
    for i, row in enumerate(rows[:HEAD_WITHIN]):
        cells = [unicodedata.normalize("NFKC", cell).lower() for cell in row]
        columns = {
            what: [j for j, cell in enumerate(cells) if _plain(cell) in names]
            for what, names in NAMES.items()
        }
        if columns["at"] and (columns["credit"] or columns["amount"]) and columns["remark"]:
            return i, columns
    raise Invalid({"file": FairError("statement-no-columns")})


def _plain(cell: str) -> str:
    """A column's name without its unit: "金额(元)" is "金额"."""
    name, bracket, _ = cell.partition("(")
    return (name if bracket and cell.endswith(")") else cell).strip()


def _came(reading: _Reading, number: int, row: Sequence[str]) -> StatementLine | None:
    text = (
        _first(reading, row, "credit")
        if reading.columns["credit"]
        else _first(reading, row, "amount")
    )
    if not text or _is_outwards(reading, row):
        return None
    fen, at = amount_of(text), _moment(_first(reading, row, "at"))
    if fen is None:
        reading.problems.note(f"line-{number}", "statement-amount", line=number, typed=text[:20])
    elif at is None and fen > 0:
        text = _first(reading, row, "at")
        reading.problems.note(f"line-{number}", "statement-date", line=number, typed=text[:20])
    if fen is None or at is None or fen <= 0:
        return None
    remark = " ".join(filter(None, _all(reading, row, "remark")))[:LONGEST_TEXT]
    return StatementLine(
        _line_id(reading, row, at, fen), at, fen, remark, _first(reading, row, "payer")[:60]
    )


def _is_outwards(reading: _Reading, row: Sequence[str]) -> bool:
    direction = _first(reading, row, "direction").lower()
    return bool(reading.columns["direction"]) and direction not in INWARDS


def _line_id(reading: _Reading, row: Sequence[str], at: datetime, fen: int) -> str:
    """The bank's own number; without one, what the line says, and which of several equal ones it is."""
    serial = _first(reading, row, "serial")
    words = (
        [serial, at.isoformat(), str(fen)]
        if serial
        else [
            at.isoformat(),
            str(fen),
            _first(reading, row, "balance"),
            _first(reading, row, "payer"),
            *_all(reading, row, "remark"),
        ]
    )
    word = hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:24]
    reading.counts[word] += 1
    return word if reading.counts[word] == 1 else f"{word}-{reading.counts[word]}"


def _moment(text: str) -> datetime | None:
    plain = re.sub(r"[/年月.]", "-", text.replace("日", "")).replace("T", " ").strip()
    for form in _DATES:
        try:
            return datetime.strptime(plain, form).replace(tzinfo=SHANGHAI)
        except ValueError:
            continue
    return None


def _first(reading: _Reading, row: Sequence[str], what: str) -> str:
    return next(iter(_all(reading, row, what)), "")


def _all(reading: _Reading, row: Sequence[str], what: str) -> Iterator[str]:
    return (row[j] for j in reading.columns[what] if j < len(row))
