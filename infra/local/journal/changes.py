"""What a request to DynamoDB changed: its items before and after, from the request, its answer and own reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.engine.inner import Inner
from infra.local.journal.mirror import Change, Mirror
from infra.local.journal.shelf import Item

CHANGES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,20}")
READS = frozenset(
    {
        "BatchGetItem",
        "DescribeEndpoints",
        "DescribeLimits",
        "DescribeTable",
        "GetItem",
        "ListTables",
        "Query",
        "Scan",
        "TransactGetItems",
    }
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One item that a request wrote: put as it is, deleted, or (neither) known to the engine alone."""

    table: str
    item: Item  # at least its key
    is_put: bool = False
    is_deleted: bool = False


async def changes(
    inner: Inner, mirror: Mirror, operation: str, request: dict[str, Any], answer: dict[str, Any]
) -> list[Change]:
    """The changes of a request that succeeded, in its order. Nobody else may write meanwhile."""
    writes = list(_touched(operation, request, answer))
    updates = [change for change in writes if not change.is_put and not change.is_deleted]
    if request.get("ReturnValues") == "ALL_NEW":
        fresh = [answer["Attributes"]]
    else:
        fresh = await _read(inner, mirror, updates)
    after = dict(zip(map(id, updates), fresh, strict=True))
    return [
        (
            change.table,
            mirror.find(change.table, change.item),
            change.item if change.is_put else after.get(id(change)),
        )
        for change in writes
    ]


async def _read(inner: Inner, mirror: Mirror, updates: list[Touched]) -> list[Item]:
    if not updates:
        return []
    reads = [
        {"Get": {"TableName": change.table, "Key": mirror.key_of(change.table, change.item)}}
        for change in updates
    ]
    answer = await inner.dynamodb("TransactGetItems", {"TransactItems": reads})
    return [response["Item"] for response in answer["Responses"]]


def _touched(operation: str, request: dict[str, Any], answer: dict[str, Any]) -> Iterator[Touched]:
    if operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            ((kind, write),) = item.items()
            if kind != "ConditionCheck":
                yield _one(kind, write)
    elif operation == "BatchWriteItem":
        yield from _batch(request["RequestItems"], answer.get("UnprocessedItems", {}))
    else:
        yield _one(operation.removesuffix("Item"), request)


def _one(kind: str, request: dict[str, Any]) -> Touched:
    table = request["TableName"]
    if kind == "Put":
        return _put(table, request["Item"])
    return Touched(table, request["Key"], is_deleted=kind == "Delete")


def _batch(requests_of: dict[str, Any], left_over: dict[str, Any]) -> Iterator[Touched]:
    for table, requests in requests_of.items():
        for request in requests:
            if request in left_over.get(table, []):
                continue
            if "PutRequest" in request:
                yield _put(table, request["PutRequest"]["Item"])
            else:
                yield Touched(table, request["DeleteRequest"]["Key"], is_deleted=True)


def _put(table: str, item: Item) -> Touched:
    """The engine keeps 1.50 as 1.5; whole numbers stay as they were written."""
    return Touched(table, item, is_put=all(map(_is_plain, item.values())))


def _is_plain(attribute: dict[str, Any]) -> bool:
    ((kind, content),) = attribute.items()
    if kind == "N":
        return WHOLE_NUMBER.fullmatch(content) is not None
    if kind in {"L", "M"}:
        return all(map(_is_plain, content if kind == "L" else content.values()))
    return kind != "NS"
