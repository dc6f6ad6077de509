"""What the engine holds, as plain values: promises are judged by what is stored, and by nothing that remembers."""

from collections.abc import Iterator
from typing import Any

from chalicelib.store import Record, connection, plain

Item = dict[str, Any]


def stored(kind: type[Record]) -> list[Item]:
    """All items of a table."""
    return list(_scanned(str(kind.Meta.table_name)))


def _scanned(table: str) -> Iterator[Item]:
    begun: Item = {}
    while True:
        asked = {"TableName": table, "ConsistentRead": True, **begun}
        told = connection().dispatch("Scan", asked)
        for item in told["Items"]:
            yield {name: plain(value) for name, value in item.items()}
        if "LastEvaluatedKey" not in told:
            return
        begun = {"ExclusiveStartKey": told["LastEvaluatedKey"]}
