"""The journal's folder: segments and snapshots, read at start, shortened now and then."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from infra.local.files import sync_folder
from infra.local.journal.frames import framed, read_frames
from infra.local.journal.mirror import Mirror
from infra.local.journal.writing import Event, Journal

SECONDS_TO_GET_LOCK = 20
ITEMS_IN_FRAME = 200


class JournalDamaged(Exception):
    """Something that was once acknowledged is missing or unreadable: only a backup helps."""


@dataclass
class Kept:
    """What the folder holds: the state after the last record, and the events that are still wanted."""

    mirror: Mirror = field(default_factory=Mirror)
    last: int = 0
    events: list[Event] = field(default_factory=list)
    bytes_since_snapshot: int = 0


def open_journal(
    folder: Path, *, delivered: int = 0, definitions: Mapping[str, dict[str, Any]] | None = None
) -> Journal:
    """Read the folder and continue it. A torn last record was never acknowledged and is dropped.

    `definitions` are CreateTable requests that replace those of the journal (an index may have come since).
    Raises JournalDamaged when records are missing in between.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = Kept()
    snapshots = sorted(folder.glob("snapshot-" + "[0-9]" * 20))
    if snapshots:
        _read_snapshot(snapshots[-1], kept, definitions or {})
    segments = _segments(folder)
    for segment in segments:
        _read_segment(segment, kept, delivered, definitions or {}, is_last=segment == segments[-1])
    journal = Journal(folder, kept.mirror, kept.last, kept.events)
    journal.delivered = delivered
    journal.bytes_since_snapshot = kept.bytes_since_snapshot
    return journal


def write_snapshot(folder: Path, mirror: Mirror, offset: int) -> Path:
    """Write all items as of an offset beside the snapshots; it counts once `install_snapshot` names it so."""
    half = folder / f"snapshot-{offset:020d}.half"
    with half.open("wb") as file:
        for frame in _snapshot_frames(mirror, offset):
            file.write(framed(frame))
        file.flush()
        os.fsync(file.fileno())
    return half


def install_snapshot(half: Path) -> None:
    half.rename(half.with_suffix(""))
    sync_folder(half.parent)


def drop_what_is_past(folder: Path, *, snapshot: int, delivered: int) -> None:
    """Delete older snapshots, and segments whose every record is in the snapshot and delivered."""
    for old in folder.glob("snapshot-*"):
        if old.name != f"snapshot-{snapshot:020d}":
            old.unlink()
    segments = _segments(folder)
    for segment, following in pairwise(segments):
        if _first_offset(following) <= min(snapshot, delivered) + 1:
            segment.unlink()
    sync_folder(folder)


def hold_folder(folder: Path) -> int:
    """Make sure that one engine only has this folder. Raises TimeoutError when another one keeps it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    for _ in range(SECONDS_TO_GET_LOCK * 50):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return handle
    raise TimeoutError(f"another engine keeps {folder}")


def _read_snapshot(path: Path, kept: Kept, definitions: Mapping[str, dict[str, Any]]) -> None:
    ended = False
    for frame, _ in read_frames(path):
        if "create" in frame:
            _create(kept.mirror, frame["create"], definitions)
        elif "items" in frame:
            for item in frame["items"]:
                kept.mirror.apply((frame["of"], None, item))
        elif "tokens" in frame:
            kept.mirror.tokens.update(
                {key: (one[0], one[1]) for key, one in frame["tokens"].items()}
            )
        else:
            kept.last, ended = frame["end"], True
    if not ended:
        raise JournalDamaged(f"{path} is not whole")


def _read_segment(
    path: Path,
    kept: Kept,
    delivered: int,
    definitions: Mapping[str, dict[str, Any]],
    *,
    is_last: bool,
) -> None:
    end = 0
    for record, place in read_frames(path):
        offset = record["offset"]
        known = offset <= kept.last
        if not known and offset != kept.last + 1:
            raise JournalDamaged(f"{path}: records {kept.last + 1} to {offset - 1} are missing")
        _read_record(record, kept, delivered, definitions, known=known)
        kept.bytes_since_snapshot += 0 if known else place - end
        end = place
    if end < path.stat().st_size:
        if not is_last:
            raise JournalDamaged(f"{path} is damaged after byte {end}")
        _cut(path, end)


def _read_record(
    record: dict[str, Any],
    kept: Kept,
    delivered: int,
    definitions: Mapping[str, dict[str, Any]],
    *,
    known: bool,
) -> None:
    if "create" in record:
        if not known:
            _create(kept.mirror, record["create"], definitions)
            kept.last = record["offset"]
        return
    for offset, (table, before, after) in enumerate(record["changes"], record["offset"]):
        if not known:
            kept.mirror.apply((table, before, after))
        if offset > delivered and kept.mirror.streams(table):
            kept.events.append(Event(offset, record["at"], table, before, after))
    if not known:
        kept.last += max(1, len(record["changes"]))
        if record["token"]:
            token, request_hash = record["token"]
            kept.mirror.remember(token, request_hash, record["at"])


def _create(
    mirror: Mirror, request: dict[str, Any], definitions: Mapping[str, dict[str, Any]]
) -> None:
    newer = definitions.get(request["TableName"], request)
    if newer["KeySchema"] != request["KeySchema"]:
        raise JournalDamaged(
            f"the key of {request['TableName']} is not what it was: start with new data"
        )
    mirror.create(newer)


def _cut(path: Path, end: int) -> None:
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())


def _snapshot_frames(mirror: Mirror, offset: int) -> Iterator[dict[str, Any]]:
    for request in mirror.tables.values():
        yield {"create": request}
    for table, items in mirror.batches(ITEMS_IN_FRAME):
        yield {"of": table, "items": items}
    yield {"tokens": mirror.tokens}
    yield {"end": offset}


def _segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("journal-" + "[0-9]" * 20))


def _first_offset(segment: Path) -> int:
    return int(segment.name.removeprefix("journal-"))
