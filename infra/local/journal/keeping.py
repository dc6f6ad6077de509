"""The journal's folder, read at start."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.journal.mark import JournalDamaged
from infra.local.journal.mirror import Mirror
from infra.local.journal.rows import EVENT, ITEM, LAST, LOG_BYTES, TABLE, TOKEN, Rows
from infra.local.journal.shelf import json_of
from infra.local.journal.writing import Event, Journal

NOT_AS_LEFT = (
    "the journal's file is not as it was left. All that was acknowledged is read and held against its checksums; "
    "but the disk may be failing: make a copy"
)


class OldJournal(Exception):
    """The folder was kept in a way that this version cannot read."""


def open_journal(
    folder: Path,
    *,
    delivered: int = 0,
    definitions: Mapping[str, dict[str, Any]] | None = None,
    log_bytes: int = LOG_BYTES,
) -> Journal:
    """Read the folder and continue it. What was torn by a kill was never acknowledged and is not there.

    `definitions` are CreateTable requests that replace those of the journal (an index may have come since).
    Raises JournalDamaged, OldJournal, and TimeoutError when another engine keeps the folder.
    """
    if any(folder.glob("journal-*")) or any(folder.glob("snapshot-*")):
        raise OldJournal(
            f"{folder} was kept by an older version of the fair, which keeps its journal in another way. "
            "Go on with that version, or move the folder of the data away and start with new data"
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # also of a folder from before: names, numbers and addresses lie in it
    rows = Rows(folder, log_bytes)
    if not rows.is_as_left:
        print(f"{folder}: {NOT_AS_LEFT}", file=sys.stderr)
    journal = Journal(rows, Mirror(), delivered)
    for kind, key, value in rows.read():
        if kind == TABLE:
            journal.mirror.create(_newest(value, definitions or {}))
        elif kind == ITEM:
            journal.mirror.apply((value[0], None, value[1]))
        elif kind == EVENT and key > delivered:
            at, table, *images = value
            before, after = (None if image is None else json_of(image) for image in images)
            journal.wanted.append(Event(key, at, table, before, after))
        elif kind == TOKEN:
            journal.mirror.tokens[key] = (value[0], value[1])
        elif kind == LAST:
            journal.last = journal.safe = value
    by_moment = sorted(journal.mirror.tokens.items(), key=lambda token: token[1][1])
    journal.mirror.tokens = dict(by_moment)  # the oldest are forgotten first
    return journal


def _newest(request: dict[str, Any], definitions: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    newer = definitions.get(request["TableName"], request)
    if newer["KeySchema"] != request["KeySchema"]:
        raise JournalDamaged(
            f"the key of {request['TableName']} is not what it was: start with new data"
        )
    return newer
