"""What an operation costs: read and write units counted from the requests by DynamoDB's size rules.

Rules: docs.aws.amazon.com/amazondynamodb, "DynamoDB read and write operations": a write unit is 1 KB of the larger of
the item before and after, a read unit 4 KB (half when eventually consistent), transactions count double,
and every index entry that changes is a write of its own.
"""

import base64
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

WRITE_BYTES = 1024
READ_BYTES = 4096
Item = Mapping[str, Mapping[str, Any]]
Params = Mapping[str, Any]
Ask = Callable[
    [str, Params], dict[str, Any]
]  # one call of DynamoDB: the operation, and what it is asked
Written = tuple[tuple[str, Item], Item | None]  # table and key, and the item as it was before


@dataclass
class Cost:
    """Units so far, and the calls that made them: (operation, table, units)."""

    reads: float = 0
    writes: float = 0
    calls: list[tuple[str, str, float]] = field(default_factory=list)


_meter: ContextVar[Cost | None] = ContextVar("meter", default=None)


@contextmanager
def meter() -> Iterator[Cost]:
    """Count the units of every DynamoDB call of this thread inside the block."""
    cost = Cost()
    token = _meter.set(cost)
    try:
        yield cost
    finally:
        _meter.reset(token)


def is_metered() -> bool:
    """Whether a meter runs in this thread."""
    return _meter.get() is not None


def counted(ask: Ask, operation: str, asked: Params) -> dict[str, Any]:
    """A call of DynamoDB, counted if a meter runs; what it refuses is paid for too."""
    cost = _meter.get()
    if cost is None:
        return ask(operation, asked)
    targets = written_by(operation, asked)
    before = [_image(ask, *target) for target in targets]
    told: dict[str, Any] = {}
    try:
        told = ask(operation, asked)
    finally:
        if operation in _READS:
            _count_read(cost, operation, asked, told)
        else:
            _count_writes(cost, ask, operation, list(zip(targets, before, strict=True)))
    return told


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
        return sum(_SCALARS[kind[0]](one) for one in held)
    return _SCALARS[kind](held)


_SCALARS: dict[str, Callable[[Any], int]] = {
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "N": lambda n: math.ceil(len(str(n).lstrip("-").replace(".", "").strip("0")) / 2) + 1,
    "B": lambda held: len(held) if isinstance(held, bytes) else len(base64.b64decode(held)),
    "S": lambda text: len(text.encode()),
}


_READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}


def written_by(operation: str, params: Params) -> list[tuple[str, Item]]:
    """The table and the key, or the item that holds the key, of everything that a call writes."""
    if operation in {"PutItem", "UpdateItem", "DeleteItem"}:
        return [(params["TableName"], params.get("Key") or params["Item"])]
    if operation == "TransactWriteItems":
        asked = [one for item in params["TransactItems"] for one in item.values()]
        return [(one["TableName"], one.get("Key") or one["Item"]) for one in asked]
    if operation == "BatchWriteItem":
        return [
            (name, (one.get("PutRequest", {}).get("Item") or one["DeleteRequest"]["Key"]))
            for name, requests in params["RequestItems"].items()
            for one in requests
        ]
    return []


def _image(ask: Ask, name: str, item: Item) -> Item | None:
    """The item as it is stored now, read on the side so that the reading is not counted."""
    keys = [part["AttributeName"] for part in _described(ask, name)["KeySchema"]]
    key = {part: item[part] for part in keys}
    asked = {"TableName": name, "Key": key, "ConsistentRead": True}
    found: Item | None = ask("GetItem", asked).get("Item")
    return found


_descriptions: dict[str, Any] = {}


def _described(ask: Ask, name: str) -> Any:
    if name not in _descriptions:
        _descriptions[name] = ask("DescribeTable", {"TableName": name})["Table"]
    return _descriptions[name]


def _count_writes(cost: Cost, ask: Ask, operation: str, written: list[Written]) -> None:
    factor = 2 if operation == "TransactWriteItems" else 1
    for (name, item), before in written:
        after = _image(ask, name, item)
        units = factor * _write_units(before, after)
        for index in _described(ask, name).get("GlobalSecondaryIndexes", []):
            units += _index_units(index, before, after)
        cost.writes += units
        cost.calls.append((operation, name, units))


def _write_units(before: Item | None, after: Item | None) -> int:
    largest = max(item_bytes(before or {}), item_bytes(after or {}), 1)
    return math.ceil(largest / WRITE_BYTES)


def _index_units(index: Mapping[str, Any], before: Item | None, after: Item | None) -> int:
    """None if the entry is untouched, one write if it is made, changed or dropped, two if its key moves."""
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


def _count_read(cost: Cost, operation: str, params: Params, parsed: dict[str, Any]) -> None:
    if operation == "BatchGetItem":
        for name, items in parsed.get("Responses", {}).items():
            strong = params["RequestItems"][name].get("ConsistentRead", False)
            _add_read(cost, operation, name, sum(_read_units(item_bytes(i)) for i in items), strong)
    elif operation == "TransactGetItems":
        sizes = [item_bytes(one.get("Item", {})) for one in parsed.get("Responses", [])]
        _add_read(cost, operation, "", 2 * sum(map(_read_units, sizes)), strong=True)
    else:
        whole = sum(map(item_bytes, parsed.get("Items", []))) + item_bytes(parsed.get("Item") or {})
        strong = params.get("ConsistentRead", False)
        _add_read(cost, operation, params["TableName"], _read_units(whole), strong)


def _read_units(size: int) -> int:
    return max(1, math.ceil(size / READ_BYTES))


def _add_read(cost: Cost, operation: str, name: str, units: float, strong: bool) -> None:  # noqa: FBT001
    units = units if strong else units / 2
    cost.reads += units
    cost.calls.append((operation, name, units))
