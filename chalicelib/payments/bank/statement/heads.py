"""The head of a bank's file: the row that names the columns, and what each of them holds."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from chalicelib.errors import FairError, Invalid, Problems
from chalicelib.payments.bank.statement.cells import SEPARATORS, cells_in, decoded, lines_in
from chalicelib.payments.bank.statement.words import AMOUNT, AT, CREDIT, DEBIT, NAMES

MOST_BYTES = 150_000
HEAD_WITHIN = 20  # lines that a bank may print above its columns
LEAST_COLUMNS, MOST_COLUMNS = 3, 60
LONGEST_NAME = 40
SEVERAL = "#"  # before the number of a name that comes again


@dataclass(frozen=True, slots=True)
class StatementSheet:
    """A file that was opened: its lines, and the head among them. `names` are those of the columns, each only once."""

    lines: Sequence[str]
    separator: str
    head: int
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for every file that has these columns, in whatever order."""
        return hashlib.sha256("\x1f".join(sorted(self.names)).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a head hold, by name; those that hold nothing of interest are left out."""

    roles: Mapping[str, str]

    @classmethod
    def guessed(cls, names: Sequence[str]) -> Self:
        return cls({name: role for name in names if (role := _role(name))})

    def named(self, role: str) -> list[str]:
        return [name for name, its in self.roles.items() if its == role]

    def check(self) -> None:
        """Raises Invalid for columns that tell no day or no amount."""
        problems = Problems()
        if not self.named(AT):
            problems.note("form", "columns-without-day")
        if not any(self.named(role) for role in (CREDIT, DEBIT, AMOUNT)):
            problems.note("form", "columns-without-amount")
        problems.refuse()


def open_sheet(content: bytes) -> StatementSheet:
    """A file with the row that looks most like a head. Raises Invalid for what is no table."""
    if len(content) > MOST_BYTES:
        raise Invalid({"file": FairError("statement-too-large", most=MOST_BYTES // 1000)})
    lines = lines_in(decoded(content))
    heads = [
        (_likeness(cells), -i, separator)
        for separator in SEPARATORS
        for i, line in enumerate(lines[:HEAD_WITHIN])
        if LEAST_COLUMNS <= len(cells := cells_in(line, separator)) <= MOST_COLUMNS
    ]
    likeness, at, separator = max(heads, default=((False, 0, 0), 0, ","))
    if not likeness[2]:
        raise Invalid({"file": FairError("statement-no-columns")})
    return StatementSheet(lines, separator, -at, once(cells_in(lines[-at], separator)))


def _likeness(cells: Sequence[str]) -> tuple[bool, int, int]:
    """How much a row looks like a head: it names what is needed, so many names are known, so many are words."""
    roles = {_role(cell) for cell in cells}
    is_head = AT in roles and bool(roles & {CREDIT, DEBIT, AMOUNT})
    words = [cell for cell in cells if cell and not any(sign.isdigit() for sign in cell)]
    return is_head, len(roles - {""}), len(words) if len(words) >= LEAST_COLUMNS else 0


def _role(name: str) -> str:
    plain = _plain(name)
    return next((role for role, names in NAMES.items() if plain in names), "")


def _plain(name: str) -> str:
    """A column's name without its unit, and without which of several it is: "金额(元)" is "金额"."""
    whole = unicodedata.normalize("NFKC", name).lower().partition(SEVERAL)[0].strip()
    plain, bracket, _ = whole.partition("(")
    return (plain if bracket and whole.endswith(")") else whole).strip()


def once(cells: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for cell in cells:
        name, number = cell[:LONGEST_NAME], 1
        while name in names:
            number += 1
            name = f"{cell[:LONGEST_NAME]}{SEVERAL}{number}"
        names.append(name)
    return tuple(names)
