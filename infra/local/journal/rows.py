"""The journal's file: rows in SQLite, each with a checksum, and beside it how far they were acknowledged."""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from infra.local.journal.mark import NO_SUM, JournalDamaged, Mark

FILE = "journal.sqlite3"
LOG = FILE + "-wal"
MARK = "acknowledged"
PATIENCE = 20  # seconds: an engine may still be stopping
LOG_BYTES = 4 * 1024 * 1024
BYTES_AT_ONCE = 1024 * 1024

TABLE, ITEM, EVENT, TOKEN, LAST = range(1, 6)  # kinds of rows, as a start needs them
CREATE = """CREATE TABLE IF NOT EXISTS kept (
  kind, key, value, checksum, PRIMARY KEY (kind, key)
)"""  # WITHOUT ROWID, items of a kilobyte would each begin a page of their own
READ = "SELECT kind, key, value, checksum FROM kept ORDER BY kind, key"
PUT = "REPLACE INTO kept VALUES (?, ?, ?, ?)"
DROP = "DELETE FROM kept WHERE kind = ? AND key = ?"
DROP_UP_TO = "DELETE FROM kept WHERE kind = ? AND key <= ?"

Row = tuple[int, Any, str | None]  # kind, key, value as JSON; no value deletes


class Rows:
    """One process only has the file, until it ends.

    SQLite keeps no checksum of a row, and takes all of its log after a flipped bit for a torn end. So each row
    has one here, and the mark tells what was acknowledged last, and what the file was when the log was last emptied.
    """

    def __init__(
        self, folder: Path, log_bytes: int = LOG_BYTES, patience: float = PATIENCE
    ) -> None:
        """Raises TimeoutError when another process keeps the file, JournalDamaged when it cannot be opened."""
        self._log = folder / LOG
        self._log_bytes = log_bytes
        self._path = folder / FILE
        self._path.touch(mode=0o600)
        self._path.chmod(0o600)  # SQLite's log gets the mode of the file
        self._sql = sqlite3.connect(
            self._path, timeout=patience, isolation_level=None, check_same_thread=False
        )
        try:
            for line in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
                self._sql.execute(f"PRAGMA {line}")
            self._sql.execute("PRAGMA wal_autocheckpoint=0")
            self._mark = Mark(folder / MARK)
            if not self._mark.last:
                self._sql.execute(CREATE)
        except (sqlite3.Error, JournalDamaged) as error:
            self._sql.close()
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise TimeoutError(f"another engine keeps {folder}") from None
            raise JournalDamaged(f"{folder}: {error}") from None
        # Closing any handle of the file would give up SQLite's lock on it, so this one stays open.
        self._file = os.open(self._path, os.O_RDONLY)
        self.is_as_left = self._mark.sum in {NO_SUM, self._sum()}

    def read(self) -> Iterator[tuple[int, Any, Any]]:
        """Every row with its value. Raises JournalDamaged: one is not what was written, or the newest are missing."""
        last = 0
        try:
            ((verdict,),) = self._sql.execute("PRAGMA integrity_check(1)")
            if verdict != "ok":
                raise JournalDamaged(f"{self._path}: {verdict}")
            for kind, key, value, checksum in self._sql.execute(READ):
                if checksum != _checksum(kind, key, value):
                    raise JournalDamaged(f"{self._path}: row {kind} {key} is not what was written")
                verdict = json.loads(value)
                last = verdict if kind == LAST else last
                yield kind, key, verdict
        except sqlite3.Error as error:
            raise JournalDamaged(f"{self._path}: {error}") from error
        if last < self._mark.last:
            raise JournalDamaged(
                f"{self._path}: changes {last + 1} to {self._mark.last} were acknowledged and are missing"
            )
        self.empty_log()

    def write(self, rows: Iterable[Row], last: int, delivered: int) -> None:
        """Keep rows, as a whole or not at all, as what happened up to the offset `last`; synced on return."""
        run = self._sql.execute
        run("BEGIN IMMEDIATE")
        for kind, key, text in [*rows, (LAST, "", text_of(last))]:
            if text is None:
                run(DROP, (kind, key))
            else:
                run(PUT, (kind, key, text, _checksum(kind, key, text)))
        run(DROP_UP_TO, (EVENT, delivered))
        run("COMMIT")
        self._mark.reach(last)
        if self._log.stat().st_size > self._log_bytes:
            self.empty_log()

    def empty_log(self) -> None:
        """Bring what is in the log into the file, which has no sum while it changes."""
        self._mark.keep_sum(NO_SUM)
        ((busy, *_),) = self._sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert not busy
        self._mark.keep_sum(self._sum())

    def close(self) -> None:
        """Leave one file whose sum is known."""
        self.empty_log()
        self.let_go()

    def let_go(self) -> None:
        self._sql.close()
        self._mark.close()
        os.close(self._file)

    def _sum(self) -> str:
        checksum, place = 0, 0
        while part := os.pread(self._file, BYTES_AT_ONCE, place):
            checksum = zlib.crc32(part, checksum)
            place += len(part)
        return f"{checksum:08x}"


def text_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def list_of(*values: Any) -> str:
    """The values as one list; bytes are JSON already."""
    parts = (value.decode() if isinstance(value, bytes) else text_of(value) for value in values)
    return f"[{','.join(parts)}]"


def _checksum(kind: int, key: str | int, value: str) -> int:
    return zlib.crc32(f"{kind} {key} {value}".encode())
