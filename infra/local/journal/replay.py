"""Giving the engine back what the journal holds: tables at once, items in the background, smallest table first."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from typing import Any

from infra.local.engine.inner import Inner
from infra.local.journal.mirror import Item, Mirror
from infra.local.journal.writing import end_engine

MOST_AT_ONCE = 100  # what one transaction takes, and 4 MB of it
MOST_BYTES_AT_ONCE = 3_000_000


class Replay:
    """A request waits until the tables that it names are whole; those that somebody waits for come first."""

    def __init__(self, inner: Inner, mirror: Mirror) -> None:
        self._inner = inner
        self._mirror = mirror
        self._missing = {table: asyncio.Event() for table, items in mirror.items.items() if items}
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
                puts = [{"Put": {"TableName": table, "Item": item}} for item in some]
                await self._inner.dynamodb("TransactWriteItems", {"TransactItems": puts})
                await asyncio.sleep(0)  # others have a turn

    def _turn(self, table: str) -> tuple[bool, int]:
        return table not in self._wanted, len(self._mirror.items[table])

    def _parts(self, table: str) -> Iterator[list[Item]]:
        some: list[Item] = []
        size = 0
        for item in list(self._mirror.items[table].values()):
            length = len(json.dumps(item))
            if some and (len(some) == MOST_AT_ONCE or size + length > MOST_BYTES_AT_ONCE):
                yield some
                some, size = [], 0
            some.append(item)
            size += length
        yield some


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
