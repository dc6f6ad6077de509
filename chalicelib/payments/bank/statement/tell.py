"""The cells of a row by what they hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.orders import codes_in
from chalicelib.payments.bank.statement.amounts import amount_of
from chalicelib.payments.bank.statement.heads import Columns
from chalicelib.payments.bank.statement.values import RowText
from chalicelib.payments.bank.statement.words import (
    ACCOUNT,
    AMOUNT,
    AT,
    BALANCE,
    CREDIT,
    DEBIT,
    PAYER,
    REMARK,
    SERIAL,
)

NO_TEXT = (AT, CREDIT, DEBIT, AMOUNT, BALANCE)
LONGEST_TEXT, LONGEST_PAYER, LONGEST_WORDS = 200, 60, 1_000
_ACCOUNT_AND_NAME = r"([\d*]{4,30})\s*[/|\s]\s*(\D{2,})"
_NAME_AND_ACCOUNT = r"(\D{2,}?)\s*[/|\s]\s*([\d*]{4,30})"


@dataclass(frozen=True, slots=True)
class RowCells:
    """A row's cells under the names of their columns."""

    names: Sequence[str]
    columns: Columns
    cells: Sequence[str]

    def has(self, role: str) -> bool:
        return bool(self.columns.named(role))

    def all(self, role: str) -> list[str]:
        """What stands under a role, as far as anything does."""
        return [cell for name, cell in self._pairs() if self.columns.roles.get(name) == role]

    def first(self, role: str) -> str:
        return next(iter(self.all(role)), "")

    def texts(self) -> list[str]:
        """Every cell that is neither a day nor an amount."""
        return [cell for name, cell in self._pairs() if self.columns.roles.get(name) not in NO_TEXT]

    def name_order(self) -> bool:
        """Whether a cell with text holds what looks like the code of an order."""
        return any(codes_in(text) for text in self.texts())

    def seem_money(self) -> bool:
        """Whether anything but a balance or a number looks like an amount, or like the code of an order."""
        roles = self.columns.roles
        some = [cell for name, cell in self._pairs() if roles.get(name) not in (BALANCE, SERIAL)]
        return any(amount_of(cell) or codes_in(cell) for cell in some)

    def together(self) -> str:
        """Every cell, also those of days and amounts."""
        return "\n".join(self.cells)

    def _pairs(self) -> list[tuple[str, str]]:
        names = [*self.names, *[""] * (len(self.cells) - len(self.names))]
        return [(name, cell) for name, cell in zip(names, self.cells, strict=False) if cell]


def text_of(cells: RowCells) -> RowText:
    payer, account = _payer_and_account(cells.first(PAYER), cells.first(ACCOUNT))
    return RowText(
        remark=" ".join(cells.all(REMARK))[:LONGEST_TEXT],
        payer=payer[:LONGEST_PAYER],
        account=account[:LONGEST_PAYER],
        serial=_serial(cells.first(SERIAL)),
        words="\n".join(cells.texts())[:LONGEST_WORDS],
    )


def _payer_and_account(payer: str, account: str) -> tuple[str, str]:
    """Some banks print both in one cell. Single blanks and a bounded length keep the patterns quick."""
    payer = " ".join(payer.split())[: 2 * LONGEST_PAYER]
    if both := re.fullmatch(_ACCOUNT_AND_NAME, payer):
        return both[2].strip(), account or both[1]
    if both := re.fullmatch(_NAME_AND_ACCOUNT, payer):
        return both[1].strip(), account or both[2]
    return payer, account


def _serial(printed: str) -> str:
    """A bank's own number, however a spreadsheet spelled it; "" where it was rounded away."""
    plain = re.sub(r"[\s,]", "", printed).upper()
    if re.fullmatch(r"\d+(?:\.\d+)?E\+?\d+", plain):
        return ""
    whole = re.fullmatch(r"(\d+)(?:\.0+)?", plain)
    return (whole[1].lstrip("0") or "0") if whole else plain[:LONGEST_PAYER]
