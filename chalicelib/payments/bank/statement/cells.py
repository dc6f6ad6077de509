"""A bank's file as lines of cells, whatever its encoding, its separator and the quote marks in it.

A quote mark never takes the next line into its cell, unless the two make exactly one row together and neither does
alone: money must not vanish into a remark.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.errors import FairError, Invalid
from chalicelib.payments.bank.statement.amounts import amount_of
from chalicelib.payments.bank.statement.moments import moment_in
from chalicelib.text import cleaned

SEPARATORS = ",\t;|"
MOST_JOINED = 4  # lines that one quoted cell may run over
BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One row of a file by the number of its first line. Not `is_whole`: its marks do not add up to the columns of
    the head, and nobody knows which cell stands where."""

    number: int
    cells: tuple[str, ...]
    is_whole: bool = True


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GBK. Raises Invalid."""
    for encoding in (BOMS.get(content[:2], "utf-8-sig"), "gb18030"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise Invalid({"file": FairError("statement-not-text")})


def lines_in(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def cells_in(line: str, separator: str) -> tuple[str, ...]:
    """The cells of a line by itself; where its quote marks do not close they are signs like others."""
    cells = _strictly(line, separator)
    return tuple(map(_cell, line.split(separator) if cells is None else cells))


def rows_in(
    lines: Sequence[str], separator: str, *, first: int, width: int
) -> Iterator[StatementLine]:
    """The rows of as many cells as the head has, from the line of this index on; empty ones are left out."""
    i = first
    while i < len(lines):
        cells, count = _row_at(lines, i, separator, width)
        is_whole = cells is not None
        some = tuple(map(_cell, lines[i].split(separator) if cells is None else cells))
        if any(some):
            yield StatementLine(i + 1, some, is_whole)
        i += count


def _row_at(
    lines: Sequence[str], i: int, separator: str, width: int
) -> tuple[Sequence[str] | None, int]:
    """The cells of the row that begins with a line, None where they are anybody's guess, and how many lines it has."""
    line = lines[i]
    cells = _strictly(line, separator)
    if cells is not None:
        return (cells if _fits(cells, width, has_marks='"' in line) else None), 1
    for count in range(2, min(MOST_JOINED, len(lines) - i) + 1):
        joined = _strictly("\n".join(lines[i : i + count]), separator)
        if joined is not None and len(joined) == width:
            swallows = any(_is_money(other, separator) for other in lines[i + 1 : i + count])
            if not swallows:
                return joined, count
            break
    as_signs = line.split(separator)
    return (as_signs if len(as_signs) == width else None), 1


def _is_money(line: str, separator: str) -> bool:
    """Whether a line may be a row of its own: a cell is a day or an amount."""
    cells = map(_cell, line.split(separator))
    return any(moment_in([cell]) or amount_of(cell.strip('"')) is not None for cell in cells)


def _fits(cells: Sequence[str], width: int, *, has_marks: bool) -> bool:
    """RowCells that are missing at the end are empty ones, unless a quote mark may have swallowed a separator."""
    if len(cells) < width:
        return not has_marks
    return not any(cell.strip() for cell in cells[width:])


def _strictly(text: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _cell(printed: str) -> str:
    """A cell without what a spreadsheet puts around a text: ="45.80", or a mark before it."""
    text = cleaned(printed)
    formula = re.fullmatch(r'="(.*)"', text)
    return cleaned(formula[1]) if formula else text.removeprefix("'")
