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
from typing import Any, NoReturn

from infra.local.journal.mirror import Change, Mirror
from infra.local.journal.rows import EVENT, ITEM, TABLE, TOKEN, Row, Rows, list_of, text_of


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one item in a table with a stream. Offsets only grow and are never used twice."""

    offset: int
    at: float
    table: str
    before: bytes | None
    after: bytes | None


class Journal:
    """Keeps what each request changed, in the order of the changes; `durable` tells when it is safe.

    Without rows it keeps nothing on disk and everything is durable at once (for tests).
    """

    def __init__(self, rows: Rows | None, mirror: Mirror, delivered: int = 0) -> None:
        self.mirror = mirror
        self.last = 0  # offset of the newest change
        self.safe = 0  # offset up to which all is on disk
        self.delivered = delivered
        self.wanted: list[Event] = []  # not yet delivered to everyone
        self._rows = rows
        self._pending: list[Row] = []
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "journal")
        self._news = asyncio.Condition()

    def append(self, changes: Iterable[Change], token: tuple[str, str] | None = None) -> None:
        """Journal what one request changed, as a whole; changes that changed nothing are left out."""
        real = [change for change in changes if change[1] != change[2]]
        if not real and token is None:
            return
        at = time.time()
        rows: list[Row] = []
        for offset, change in enumerate(real, self.last + 1):
            rows += self._rows_of(offset, at, change)
        if token:
            rows.append((TOKEN, token[0], text_of([token[1], at])))
            rows += [(TOKEN, old, None) for old in self.mirror.remember(*token, at)]
        self._keep(rows, len(real))

    def _rows_of(self, offset: int, at: float, change: Change) -> list[Row]:
        table, before, after = change
        old = None if before is None else self.mirror.text(table, before)
        new = self.mirror.apply(change)
        key = self.mirror.key_text(table, after or before or {})
        rows: list[Row] = [(ITEM, key, None if new is None else list_of(table, new))]
        if self.mirror.streams(table):
            self.wanted.append(Event(offset, at, table, old, new))
            rows.append((EVENT, offset, list_of(at, table, old, new)))
        return rows

    def create(self, request: dict[str, Any]) -> None:
        """Journal that a table was created, as it was asked for."""
        self.mirror.create(request)
        self._keep([(TABLE, request["TableName"], text_of(request))], 1)

    async def durable(self) -> None:
        """Wait until everything that was journalled before this call is on disk."""
        if self.safe < self.last:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((self.last, future))
            await future

    def events(self, after: int, tables: set[str], limit: int) -> tuple[list[Event], int]:
        """Durable events of these tables after an offset, and the offset up to which nothing was left out."""
        events: list[Event] = []
        start = bisect.bisect_right(self.wanted, after, key=lambda event: event.offset)
        for event in self.wanted[start:]:
            if event.offset > self.safe:
                break
            if event.table in tables:
                events.append(event)
                if len(events) == limit:
                    return events, event.offset
        return events, max(after, self.safe)

    def newest(self, after: int) -> dict[str, int]:
        """Of each table that has any, the offset of its newest durable event after an offset."""
        newest: dict[str, int] = {}
        start = bisect.bisect_right(self.wanted, after, key=lambda event: event.offset)
        for event in self.wanted[start:]:
            if event.offset > self.safe:
                break
            newest[event.table] = event.offset
        return newest

    async def news(self, after: int, seconds: float) -> None:
        """Wait until there is anything after an offset, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._news:
                await self._news.wait_for(lambda: self.safe > after)

    def forget(self, delivered: int) -> None:
        """Events up to this offset have been delivered to everyone who wants them."""
        self.delivered = max(self.delivered, min(delivered, self.safe))
        cut = bisect.bisect_right(self.wanted, self.delivered, key=lambda event: event.offset)
        del self.wanted[:cut]

    async def write_forever(self) -> None:
        """Group commit: whatever came while the last batch was being synced is the next batch."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._pending, reached = self._pending, [], self.last
            if batch:
                loop = asyncio.get_running_loop()
                await loop.run_in_executor(self._thread, self._write, batch, reached)
            await self._reached(reached)

    async def close(self) -> None:
        """Write what still waits, and leave the folder as one that nobody keeps."""
        await self.durable()
        if self._rows:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._rows.close)

    async def _reached(self, offset: int) -> None:
        self.safe = offset
        for _, future in [waiter for waiter in self._waiting if waiter[0] <= offset]:
            if not future.done():
                future.set_result(None)
        self._waiting = [waiter for waiter in self._waiting if waiter[0] > offset]
        async with self._news:
            self._news.notify_all()

    def _keep(self, rows: list[Row], offsets: int) -> None:
        self.last += max(1, offsets)
        if self._rows:
            self._pending += rows
        else:
            self.safe = self.last
        self._wake.set()

    def _write(self, batch: list[Row], reached: int) -> None:
        assert self._rows
        try:
            self._rows.write(batch, reached, self.delivered)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing may be acknowledged any more
            end_engine("the journal cannot be written", error)


def end_engine(sentence: str, error: Exception) -> NoReturn:
    """End this process at once: memory and journal differ, and better no engine than one that forgets."""
    print(f"The engine ends: {sentence}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.stderr.flush()
    os._exit(1)
