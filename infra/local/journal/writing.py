"""The journal: every acknowledged change of DynamoDB, synced to disk before the answer goes out."""

import asyncio
import bisect
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from infra.local.files import sync_folder
from infra.local.journal.frames import framed
from infra.local.journal.mirror import Change, Item, Mirror


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one item in a table with a stream. Offsets only grow and are never used twice."""

    offset: int
    at: float
    table: str
    before: Item | None
    after: Item | None


class Journal:
    """Appends records in the order of the changes; `durable` tells when they are safe.

    Without a folder it keeps nothing on disk and everything is durable at once (for tests).
    """

    def __init__(self, folder: Path | None, mirror: Mirror, last: int, events: list[Event]) -> None:
        self.folder = folder
        self.mirror = mirror
        self.last = last  # offset of the newest change
        self.safe = last  # offset up to which all is on disk
        self.delivered = 0
        self.bytes_since_snapshot = 0
        self._events = events
        self._pending: list[bytes] = []
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "journal")
        self._file: BinaryIO | None = None
        self._news = asyncio.Condition()

    def append(self, changes: Iterable[Change], token: tuple[str, str] | None = None) -> None:
        """Journal what one request changed, as one record; changes that changed nothing are left out."""
        real = [one for one in changes if one[1] != one[2]]
        if not real and token is None:
            return
        at = time.time()
        first = self.last + 1
        self._keep({"offset": first, "at": at, "changes": real, "token": token}, len(real))
        for offset, change in enumerate(real, first):
            self.mirror.apply(change)
            if self.mirror.streams(change[0]):
                self._events.append(Event(offset, at, *change))
        if token:
            self.mirror.remember(*token, at)

    def create(self, request: dict[str, Any]) -> None:
        """Journal that a table was created, as it was asked for."""
        self.mirror.create(request)
        self._keep({"offset": self.last + 1, "create": request}, 1)

    async def durable(self) -> None:
        """Wait until everything that was journalled before this call is on disk."""
        if self.safe < self.last:
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((self.last, done))
            await done

    def events(self, after: int, tables: set[str], limit: int) -> tuple[list[Event], int]:
        """Durable events of these tables after an offset, and the offset up to which nothing was left out."""
        found: list[Event] = []
        start = bisect.bisect_right(self._events, after, key=lambda one: one.offset)
        for event in self._events[start:]:
            if event.offset > self.safe:
                break
            if event.table in tables:
                found.append(event)
                if len(found) == limit:
                    return found, event.offset
        return found, max(after, self.safe)

    async def news(self, after: int, seconds: float) -> None:
        """Wait until there is anything after an offset, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: self.safe > after)

    def forget(self, delivered: int) -> None:
        """Events up to this offset have been delivered to everyone who wants them."""
        self.delivered = max(self.delivered, min(delivered, self.safe))
        cut = bisect.bisect_right(self._events, self.delivered, key=lambda one: one.offset)
        del self._events[:cut]

    async def write_forever(self) -> None:
        """Group commit: whatever came while the last batch was being synced is the next batch."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._pending, reached = self._pending, [], self.last
            if self.folder and batch:
                await asyncio.get_running_loop().run_in_executor(self._thread, self._write, batch)
            await self._reached(reached)

    def new_segment(self) -> None:
        """Let the next batch begin a new file, named for an offset that nothing in it is below."""
        self._thread.submit(self._close)
        self.bytes_since_snapshot = 0

    async def _reached(self, offset: int) -> None:
        self.safe = offset
        for _, done in [one for one in self._waiting if one[0] <= offset]:
            if not done.done():
                done.set_result(None)
        self._waiting = [one for one in self._waiting if one[0] > offset]
        async with self._news:
            self._news.notify_all()

    def _keep(self, record: dict[str, Any], offsets: int) -> None:
        self.last += max(1, offsets)
        if self.folder:
            frame = framed(record)
            self.bytes_since_snapshot += len(frame)
            self._pending.append(frame)
            self._wake.set()
        else:
            self.safe = self.last
            self._wake.set()

    def _write(self, batch: list[bytes]) -> None:
        try:
            file = self._file or self._open(self.safe + 1)
            file.write(b"".join(batch))
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            end_engine("the journal cannot be written", error)

    def _open(self, offset: int) -> BinaryIO:
        assert self.folder is not None
        file = (self.folder / f"journal-{offset:020d}").open("ab")
        sync_folder(self.folder)
        self._file = file
        return file

    def _close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def end_engine(sentence: str, error: Exception) -> NoReturn:
    """End this process at once: memory and journal differ, and better no engine than one that forgets."""
    print(f"The engine ends: {sentence}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.stderr.flush()
    os._exit(1)
