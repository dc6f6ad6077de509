"""What a row of a statement came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chalicelib.payments.bank.statement.moments import RowMoment

IN, OUT, REVERSAL, UNCLEAR, NO_MONEY = "in", "out", "reversal", "unclear", "no-money"
KINDS = (IN, OUT, REVERSAL, UNCLEAR, NO_MONEY)


@dataclass(frozen=True, slots=True)
class RowText:
    """What a row tells beside its money. `words` are all its cells with text, one a line."""

    remark: str = ""
    payer: str = ""
    account: str = ""
    serial: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a statement. `fen` is what it moved, below zero for money that went out, and None where that cannot
    be told; of an unclear row, it is what the row seems to say. `why` says what is not understood."""

    number: int
    kind: str
    cells: Sequence[str]
    text: RowText
    fen: int | None = None
    moment: RowMoment | None = None
    balance_fen: int | None = None
    why: str = ""
    takes_back: bool = False  # it may undo a payment that an order has taken

    @property
    def day(self) -> str:
        return str(self.moment.day) if self.moment else ""


@dataclass(frozen=True, slots=True)
class BalanceJump:
    """The balance beside a row is not what the rows before it make it."""

    expected_fen: int
    printed_fen: int


@dataclass(frozen=True, slots=True)
class BalanceColumn:
    """What the balance column says: before the first row, after the last, and where the rows do not explain it."""

    jumps: Mapping[int, BalanceJump]
    opening_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True)
class RowTotal:
    count: int
    fen: int
