"""What each row of a statement is: money in, money out, something taken back, no money, or not understood."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.payments.bank.statement.amounts import amount_of
from chalicelib.payments.bank.statement.cells import StatementLine
from chalicelib.payments.bank.statement.heads import once
from chalicelib.payments.bank.statement.moments import moment_in
from chalicelib.payments.bank.statement.tell import RowCells, text_of
from chalicelib.payments.bank.statement.values import IN, NO_MONEY, OUT, REVERSAL, UNCLEAR, Row
from chalicelib.payments.bank.statement.words import (
    AMOUNT,
    AT,
    BALANCE,
    CAME_BACK,
    CREDIT,
    CURRENCY,
    DEBIT,
    DIRECTION,
    INWARDS,
    NOTHING,
    OUTWARDS,
    REVERSED,
    SENT_BY_US,
    TOTALS,
    YUAN,
)

MONEY = (CREDIT, DEBIT, AMOUNT)


class UnclearRow(Exception):
    """A row that a person has to look at. Carries why, and the fen that it seems to move."""

    def __init__(self, why: str, fen: int | None = None) -> None:
        super().__init__(why)
        self.why, self.fen = why, fen


@dataclass(slots=True)
class RowJudge:
    """Judges the rows of one file from top to bottom. `signs_out`: this bank prints a minus before what it calls
    outgoing, so that a minus there takes nothing back."""

    names: Sequence[str]
    signs_out: bool
    sums: Counter[str] = field(default_factory=Counter)
    since_total: Counter[str] = field(default_factory=Counter)

    def judge(self, line: StatementLine, cells: RowCells) -> Row:
        if once(line.cells) == tuple(self.names):
            return _row(line, cells, NO_MONEY)
        try:
            return self._judged(line, cells)
        except UnclearRow as unclear:
            return _row(line, cells, UNCLEAR, unclear.fen, unclear.why)

    def _judged(self, line: StatementLine, cells: RowCells) -> Row:
        if not line.is_whole:
            raise UnclearRow("row-broken")
        if not moment_in(cells.all(AT)):
            return self._without_day(line, cells)
        self._count(cells)
        fen, is_back = self._movement(cells)
        if cells.has(CURRENCY) and cells.first(CURRENCY).lower() not in {"", *YUAN}:
            raise UnclearRow("row-currency", fen)
        if fen == 0:
            return _row(line, cells, NO_MONEY)
        kind = REVERSAL if is_back or _says_back(cells, fen) else IN if fen > 0 else OUT
        return _row(line, cells, kind, fen)

    def _without_day(self, line: StatementLine, cells: RowCells) -> Row:
        """The bank's own totals, notes between the rows, or money whose day cannot be read."""
        sums = {role: fen for role in MONEY if (fen := amount_in(cells, role))}
        if not sums and not cells.seem_money():
            return _row(line, cells, NO_MONEY)
        if any(word in cells.together().lower() for word in TOTALS):
            if any(self._adds_up(sums, so_far) for so_far in (self.sums, self.since_total)):
                self.since_total.clear()
                return _row(line, cells, NO_MONEY)
            raise UnclearRow("row-total", sums.get(CREDIT, 0) - sums.get(DEBIT, 0) or None)
        self._count(cells)
        raise UnclearRow("row-day", self._movement(cells)[0])

    def _adds_up(self, sums: Mapping[str, int], so_far: Mapping[str, int]) -> bool:
        return bool(sums) and all(fen == so_far.get(role, 0) for role, fen in sums.items())

    def _count(self, cells: RowCells) -> None:
        for role in MONEY:
            fen = amount_in(cells, role) or 0
            self.sums[role] += fen
            self.since_total[role] += fen

    def _movement(self, cells: RowCells) -> tuple[int, bool]:
        """The fen that a row moves, and whether its sign says that something was taken back. Raises UnclearRow."""
        came, went = amount_in(cells, CREDIT), amount_in(cells, DEBIT)
        if came and went:
            raise UnclearRow("row-both-ways")
        if came or went:
            _check_direction(cells, came or 0, went or 0)
            if went and self.signs_out:
                return -abs(went), False
            return (came or 0) - (went or 0), (came or 0) + (went or 0) < 0
        if cells.has(CREDIT) or cells.has(DEBIT):
            if None in (came, went) and not (cells.has(CREDIT) and cells.has(DEBIT)):
                raise UnclearRow("row-no-amount")
            fen = 0 if 0 in (came, went) else None
        else:
            fen = amount_in(cells, AMOUNT)
        if fen is None:
            raise UnclearRow("row-no-amount")
        if not fen or not cells.has(DIRECTION):
            return fen, False
        way = cells.first(DIRECTION).lower()
        if way in INWARDS:
            return fen, fen < 0
        if way in OUTWARDS:
            return (-abs(fen), False) if self.signs_out or fen > 0 else (-fen, True)
        raise UnclearRow("row-direction", fen)


def amount_in(cells: RowCells, role: str) -> int | None:
    """The amount of a role; None where none is printed. Raises UnclearRow for what is no amount."""
    printed = [cell for cell in cells.all(role) if cell not in NOTHING]
    amounts = {amount_of(cell) for cell in printed}
    if None in amounts:
        raise UnclearRow("row-amount")
    if len(amounts) > 1:
        raise UnclearRow("row-several-amounts")
    return amounts.pop() if amounts else None


def signs_out(rows: Sequence[RowCells]) -> bool:
    """Whether a bank prints a minus before outgoing money: it never goes without, where a column or a word says that
    it is outgoing."""
    outgoing = [cells.first(DEBIT) for cells in rows]
    outgoing += [
        cells.first(AMOUNT) for cells in rows if cells.first(DIRECTION).lower() in OUTWARDS
    ]
    return not any((amount_of(cell) or 0) > 0 for cell in outgoing)


def _check_direction(cells: RowCells, came: int, went: int) -> None:
    """The column that has the amount and the word for the direction agree. Raises UnclearRow."""
    way = cells.first(DIRECTION).lower()
    if (came and way in OUTWARDS) or (went and way in INWARDS):
        raise UnclearRow("row-direction", came - went)


def _says_back(cells: RowCells, fen: int) -> bool:
    """By a word; or since it goes out under an order's code, and nobody says that we have sent it."""
    words = cells.together().lower()
    if any(word in words for word in (*REVERSED, *(CAME_BACK if fen > 0 else ()))):
        return True
    return fen < 0 and cells.name_order() and not any(word in words for word in SENT_BY_US)


def _row(
    line: StatementLine, cells: RowCells, kind: str, fen: int | None = None, why: str = ""
) -> Row:
    is_whole = line.is_whole
    return Row(
        number=line.number,
        kind=kind,
        cells=line.cells,
        text=text_of(cells),
        fen=fen,
        moment=moment_in(cells.all(AT)) if is_whole else None,
        balance_fen=amount_of(cells.first(BALANCE)) if is_whole else None,
        why=why,
        takes_back=_takes_back(cells, kind, fen),
    )


def _takes_back(cells: RowCells, kind: str, fen: int | None) -> bool:
    if kind == REVERSAL:
        return (fen or 0) < 0
    return kind == UNCLEAR and any(word in cells.together().lower() for word in REVERSED)
