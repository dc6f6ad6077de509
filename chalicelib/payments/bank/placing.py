"""Finds out for each row of a file whether it is new, was here before, or may have been."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self, TypeVar

from chalicelib import clock
from chalicelib.payments.bank.identity import (
    ALIKE,
    SAME,
    first_like,
    known_line,
    likeness_in_one_file,
)
from chalicelib.payments.bank.models import KnownLine, KnownLines, StatementRow
from chalicelib.payments.bank.statement import IN, REVERSAL, UNCLEAR, Row

MOST_AT_ONCE = 100
KEPT = (IN, REVERSAL, UNCLEAR)
R = TypeVar("R", KnownLines, StatementRow)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row and its place. `line_id` is that of the bank line or the waiting row that it is or becomes, "" for what is
    not kept. Not `is_new`: it was here before, in another file or in this one. `looks_like` is the line that it may
    be again; then it is not understood."""

    row: Row
    line_id: str = ""
    is_new: bool = False
    looks_like: KnownLine | None = None


@dataclass(slots=True)
class RowPlacing:
    """Places the rows of one file from top to bottom. It knows what was kept when it was begun, and what it places."""

    statement_id: str
    records: dict[str, KnownLines]
    undated: frozenset[
        str
    ]  # ids of rows of this very file that tell no day or amount, and are kept already
    mine: dict[str, list[KnownLine]] = field(default_factory=dict)
    matched: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, statement_id: str, rows: Sequence[Row]) -> Self:
        """One read unit for each day and amount, and for each row without."""
        keys = {key for row in rows if row.kind in KEPT and (key := key_of(row))}
        ids = {
            undated_id(statement_id, row) for row in rows if row.kind == UNCLEAR and not key_of(row)
        }
        return cls(
            statement_id,
            {record.day_and_fen: record for record in _all(KnownLines, keys)},
            frozenset(row.row_id for row in _all(StatementRow, ids)),
        )

    def place(self, row: Row) -> PlacedRow:
        if row.kind not in KEPT:
            return PlacedRow(row)
        key = key_of(row)
        if not key:
            row_id = undated_id(self.statement_id, row)
            return PlacedRow(row, row_id, is_new=row_id not in self.undated)
        again = self._again(key, row)
        if again:
            self.matched.add(again.line_id)
            return PlacedRow(_unclear(row) if again.waits else row, again.line_id)
        alike = self._alike(key, row)
        line_id = _nth_id(key, len(self.lines(key)) + 1)
        return PlacedRow(_unclear(row) if alike else row, line_id, is_new=True, looks_like=alike)

    def lines(self, key: str) -> Sequence[KnownLine]:
        """What is kept of a day and amount."""
        return self.records[key].lines if key in self.records else ()

    def version(self, key: str) -> int:
        return int(self.records[key].version) if key in self.records else 0

    def keep(self, placed: PlacedRow) -> None:
        """A new row is kept: rows below it find it there."""
        key = key_of(placed.row)
        if not key:
            return
        line = known_line(placed.row, placed.line_id, clock.now())
        before = self.records.get(key) or KnownLines(key, lines=[])
        self.records[key] = KnownLines(
            key, version=int(before.version) + 1, lines=[*before.lines, line]
        )
        self.mine.setdefault(key, []).append(line)

    def look_again(self, key: str) -> None:
        """Somebody else has kept a line of this day and amount meanwhile."""
        there = KnownLines.find_or_none(key)
        self.records = {name: record for name, record in self.records.items() if name != key}
        if there:
            self.records[key] = there

    def _again(self, key: str, row: Row) -> KnownLine | None:
        mine = self.mine.get(key, [])
        ids = {line.line_id for line in mine}
        others = [line for line in self.lines(key) if line.line_id not in ids]
        free = [line for line in others if line.line_id not in self.matched]
        numbered = [line for line in others if line.serial and line.serial == row.text.serial]
        return (
            first_like(row, numbered, SAME)
            or first_like(row, free, SAME)
            or next((line for line in mine if likeness_in_one_file(row, line) == SAME), None)
        )

    def _alike(self, key: str, row: Row) -> KnownLine | None:
        mine = self.mine.get(key, [])
        ids = {line.line_id for line in mine}
        others = [line for line in self.lines(key) if line.line_id not in ids | self.matched]
        return first_like(row, others, ALIKE) or next(
            (line for line in mine if likeness_in_one_file(row, line) == ALIKE), None
        )


def _unclear(row: Row) -> Row:
    """What may be a line that was booked is not booked by itself."""
    return replace(row, kind=UNCLEAR, why="row-alike") if row.kind == IN else row


def key_of(row: Row) -> str:
    """Under what a row is known: its day and amount, "" without both."""
    return day_and_fen(row.moment.at, row.fen) if row.moment and row.fen else ""


def day_and_fen(at: datetime, fen: int) -> str:
    return f"{clock.shanghai_day(at)} {fen}"


def undated_id(statement_id: str, row: Row) -> str:
    return _digest(f"{statement_id} {row.number}")


def kept_lines(keys: Iterable[str]) -> Mapping[str, KnownLines]:
    """What is known of some days and amounts. One read unit for each."""
    return {record.day_and_fen: record for record in _all(KnownLines, set(keys))}


def _nth_id(key: str, number: int) -> str:
    return _digest(f"{key} {number}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _all(kind: type[R], keys: set[str]) -> list[R]:
    some = sorted(keys)
    return [
        record
        for i in range(0, len(some), MOST_AT_ONCE)
        for record in kind.batch_get(some[i : i + MOST_AT_ONCE], consistent_read=True)
    ]
