"""Bank statements: uploaded, looked at, posted. The same file, or the same line in another file, is booked once."""

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.payments.bank.lines import NEW, book
from chalicelib.payments.bank.models import BankLine, Statement
from chalicelib.payments.bank.statement_file import File, StatementLine, read_statement
from chalicelib.store import AlreadyThere, get_object, put_new, put_object

log = logging.getLogger("countyfair.payments")
FOLDER = "private/statements"
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class StatementPreview:
    """What posting a file would book: its lines, and those of them that were booked before."""

    statement_id: str
    came: Sequence[StatementLine]
    repeats: frozenset[str]
    left_out: int

    @property
    def fen(self) -> int:
        return sum(line.fen for line in self.came if line.line_id not in self.repeats)


def upload_statement(content: bytes) -> StatementPreview:
    """Keep a file and tell what is in it; nothing is booked. Raises Invalid, with a problem for each line."""
    file = read_statement(content)
    statement_id = _id_of(content)
    put_object(
        _object_key_of(statement_id), content, content_type=CSV, cache_control="private, no-store"
    )
    return _preview(statement_id, file)


def preview_statement(statement_id: str) -> StatementPreview:
    """The same for a file that was uploaded before. Raises NotFound."""
    return _preview(statement_id, _kept(statement_id))


def post_statement(statement_id: str, *, by: str) -> int:
    """Book every line of an uploaded file that was not booked before. Returns how many; again is no news.

    Raises NotFound.
    """
    file = _kept(statement_id)
    with suppress(AlreadyThere):
        put_new(Statement(statement_id, lines=len(file.came), at=clock.now(), by=by))
    return sum(_booked(line, statement_id) for line in file.came)


def _booked(line: StatementLine, statement_id: str) -> bool:
    try:
        put_new(
            BankLine(
                line.line_id,
                statement_id=statement_id,
                at=line.at,
                fen=line.fen,
                remark=line.remark,
                payer=line.payer,
                state=NEW,
            )
        )
    except AlreadyThere:
        return False
    book(line.line_id)
    return True


def _preview(statement_id: str, file: File) -> StatementPreview:
    repeats = {line.line_id for line in BankLine.batch_get([line.line_id for line in file.came])}
    return StatementPreview(statement_id, file.came, frozenset(repeats), file.left_out)


def _kept(statement_id: str) -> File:
    if not statement_id.isalnum() or not statement_id.isascii():
        raise NotFound("not-found")
    content = get_object(_object_key_of(statement_id))
    if _id_of(content) != statement_id:
        log.error("statement is not what was uploaded", extra={"statement_id": statement_id})
        raise NotFound("not-found")
    return read_statement(content)


def _id_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def _object_key_of(statement_id: str) -> str:
    return f"{FOLDER}/{statement_id}.csv"
