"""The units of a call of DynamoDB, by the size rules of docs.aws.amazon.com/amazondynamodb, "DynamoDB read and write
operations": a write unit is 1 KB of the larger of the item before and after, a read unit 4 KB (half when eventually
consistent), transactions count double, and every index entry that changes is a write of its own."""

import base64
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

WRITE_BYTES = 1024
READ_BYTES = 4096
READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
Item = Mapping[str, Mapping[str, Any]]
Params = Mapping[str, Any]
Ask = Callable[[str, Params], dict[str, Any]]  # one call: the operation, and what it is asked


def units_written(operation: str, table: Params, before: Item | None, after: Item | None) -> int:
    """What it costs to write one item of a table, and the entries of its indexes."""
    units = (2 if operation == "TransactWriteItems" else 1) * _write_units(before, after)
    for index in table.get("GlobalSecondaryIndexes", []):
        units += _index_units(index, before, after)
    return units


def units_read(operation: str, asked: Params, told: Params) -> Iterator[tuple[str, float]]:
    """What a call read of each table; of one that was refused, the least."""
    if operation == "BatchGetItem":
        for name, request in asked["RequestItems"].items():
            items = told.get("Responses", {}).get(name, [])
            left_over = told.get("UnprocessedKeys", {}).get(name, {}).get("Keys", [])
            missing = len(request["Keys"]) - len(items) - len(left_over)
            units = sum(_read_units(item_bytes(item)) for item in items) + missing
            yield name, _as_asked(units, request)
    elif operation == "TransactGetItems":
        sizes = [item_bytes(response.get("Item", {})) for response in told.get("Responses", [])]
        yield "", 2 * sum(map(_read_units, sizes))
    else:
        whole = sum(map(item_bytes, told.get("Items", []))) + item_bytes(told.get("Item") or {})
        yield asked["TableName"], _as_asked(_read_units(whole), asked)


def item_bytes(item: Item) -> int:
    """The size that DynamoDB bills for an item, in bytes: names and values, in UTF-8."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, held),) = value.items()
    if kind == "M":
        return 3 + sum(1 + len(k.encode()) + _value_bytes(v) for k, v in held.items())
    if kind == "L":
        return 3 + sum(1 + _value_bytes(v) for v in held)
    if kind in {"SS", "NS", "BS"}:
        return sum(_SCALARS[kind[0]](value) for value in held)
    return _SCALARS[kind](held)


_SCALARS: dict[str, Callable[[Any], int]] = {
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "N": lambda n: math.ceil(len(str(n).lstrip("-").replace(".", "").strip("0")) / 2) + 1,
    "B": lambda held: len(held) if isinstance(held, bytes) else len(base64.b64decode(held)),
    "S": lambda text: len(text.encode()),
}


def _write_units(before: Item | None, after: Item | None) -> int:
    largest = max(item_bytes(before or {}), item_bytes(after or {}), 1)
    return math.ceil(largest / WRITE_BYTES)


def _index_units(index: Mapping[str, Any], before: Item | None, after: Item | None) -> int:
    """Nothing if the entry is untouched, one write if it is made, changed or dropped, two if its key moves."""
    keys = [part["AttributeName"] for part in index["KeySchema"]]
    was, now_ = _entry(index, keys, before), _entry(index, keys, after)
    if was == now_:
        return 0
    if was and now_ and any(was[key] != now_[key] for key in keys):
        return _write_units(was, None) + _write_units(None, now_)
    return _write_units(was, now_)


def _entry(index: Mapping[str, Any], keys: list[str], item: Item | None) -> Item | None:
    if not item or not all(key in item for key in keys):
        return None
    if index["Projection"]["ProjectionType"] == "ALL":
        return item
    names = {*keys, *index["Projection"].get("NonKeyAttributes", [])}
    return {name: value for name, value in item.items() if name in names}


def _read_units(size: int) -> int:
    return max(1, math.ceil(size / READ_BYTES))


def _as_asked(units: int, asked: Params) -> float:
    return units if asked.get("ConsistentRead", False) else units / 2
