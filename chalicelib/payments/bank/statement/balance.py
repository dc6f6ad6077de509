"""The balance column as a second witness: it must move by what the rows say, from line to line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.payments.bank.statement.values import (
    IN,
    NO_MONEY,
    OUT,
    REVERSAL,
    UNCLEAR,
    BalanceColumn,
    BalanceJump,
    Row,
)

MOVES = (IN, OUT, REVERSAL)


def witness(rows: Sequence[Row]) -> BalanceColumn | None:
    """What the balance column says; None without one. Banks print the oldest row first, or last: the order that
    explains more of the file is its order. A row of unknown amount explains every step."""
    forth, back = _jumps(rows), _jumps(rows[::-1])
    odd, in_order = (back, rows[::-1]) if len(back) < len(forth) else (forth, rows)
    printed = [row for row in in_order if row.balance_fen is not None]
    if not printed:
        return None
    first, last = printed[0], printed[-1]
    opening_fen = int(first.balance_fen or 0) - (int(first.fen or 0) if first.kind in MOVES else 0)
    return BalanceColumn(odd, opening_fen, int(last.balance_fen or 0))


def against_balance(rows: Sequence[Row]) -> list[Row]:
    """The same rows, but what moves the balance by just its amount in the other direction is not understood."""
    balance = witness(rows)
    odd = balance.jumps if balance else {}
    return [
        replace(row, kind=UNCLEAR, why="row-balance") if _is_opposite(row, odd) else row
        for row in rows
    ]


def _is_opposite(row: Row, odd: Mapping[int, BalanceJump]) -> bool:
    jump = odd.get(row.number)
    if jump is None or row.kind not in (IN, OUT) or row.fen is None:
        return False
    return jump.printed_fen == jump.expected_fen - 2 * row.fen


def _jumps(rows: Sequence[Row]) -> dict[int, BalanceJump]:
    odd: dict[int, BalanceJump] = {}
    before: int | None = None
    earlier = set()
    for row in rows:
        same = (row.text.serial, row.fen, row.balance_fen)
        if row.balance_fen is None:
            before = before if row.kind == NO_MONEY else None
        if row.balance_fen is None or (row.text.serial and same in earlier):
            continue
        earlier.add(same)
        expected = None if before is None else before + (row.fen or 0)
        if row.kind in MOVES and expected not in (None, row.balance_fen):
            odd[row.number] = BalanceJump(expected, row.balance_fen)
        before = row.balance_fen
    return odd
