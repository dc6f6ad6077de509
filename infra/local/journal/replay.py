"""Giving the engine back what the journal holds: tables at once, items in the background, smallest table first."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from typing import Any

from infra.local.engine.inner import Inner
from infra.local.journal.mirror import Mirror
from infra.local.journal.writing import end_engine

MOST_AT_ONCE = 100  # what one transaction takes, and 4 MB of it
MOST_BYTES_AT_ONCE = 3_000_000


class Replay:
    """A request waits until the tables that it names are whole; those that somebody waits for come first."""

    def __init__(self, inner: Inner, mirror: Mirror) -> None:
        self._inner = inner
        self._mirror = mirror
        self._missing = {
            table: asyncio.Event() for table, shelf in mirror.shelves.items() if len(shelf)
        }
        self._wanted: set[str] = set()

    async def create_tables(self) -> None:
        for request in self._mirror.tables.values():
            await self._inner.dynamodb("CreateTable", without_stream(request))

    async def ready(self, tables: Iterable[str]) -> None:
        """Wait until these tables are whole."""
        waited_for = {table: self._missing[table] for table in tables if table in self._missing}
        self._wanted.update(waited_for)
        for whole in waited_for.values():
            await whole.wait()

    async def run(self) -> None:
        """Load all tables; without them there is no fair, so a failure ends the process."""
        try:
            await self._load_all()
        except Exception as error:  # noqa: BLE001 - whatever it is, half a fair must not open
            end_engine("the journal cannot be replayed", error)

    async def _load_all(self) -> None:
        parts = {table: self._parts(table) for table in self._missing}
        while parts:
            table = min(parts, key=self._turn)
            some = next(parts[table], None)
            if some is None:
                del parts[table]
                self._missing.pop(table).set()
            else:
                await self._inner.dynamodb("TransactWriteItems", _puts(table, some))
                await asyncio.sleep(0)  # others have a turn

    def _turn(self, table: str) -> tuple[bool, int]:
        return table not in self._wanted, len(self._mirror.shelves[table])

    def _parts(self, table: str) -> Iterator[list[bytes]]:
        some: list[bytes] = []
        size = 0
        for text in self._mirror.shelves[table]:
            if some and (len(some) == MOST_AT_ONCE or size + len(text) > MOST_BYTES_AT_ONCE):
                yield some
                some, size = [], 0
            some.append(text)
            size += len(text)
        yield some


def _puts(table: str, items: list[bytes]) -> bytes:
    name = json.dumps(table).encode()
    puts = [b'{"Put":{"TableName":%b,"Item":%b}}' % (name, item) for item in items]
    return b'{"TransactItems":[%b]}' % b",".join(puts)


def without_stream(request: dict[str, Any]) -> dict[str, Any]:
    """A CreateTable request for the engine: the journal is the stream, the engine need not keep another."""
    return {name: value for name, value in request.items() if name != "StreamSpecification"}


def tables_of(request: dict[str, Any]) -> set[str]:
    """The tables that a request names."""
    tables = set(request.get("RequestItems", {}))
    if "TableName" in request:
        tables.add(request["TableName"])
    for item in request.get("TransactItems", []):
        tables.update(write["TableName"] for write in item.values())
    return tables
