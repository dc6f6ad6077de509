"""What a request to DynamoDB changed: its items before and after, from the request, its answer and own reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.local.engine.inner import Inner
from infra.local.journal.mirror import Change, Item, Mirror

CHANGES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"})
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
    """One item that a request wrote: put as it is, deleted, or (neither) updated."""

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
        return Touched(table, request["Item"], is_put=True)
    return Touched(table, request["Key"], is_deleted=kind == "Delete")


def _batch(requests_of: dict[str, Any], left_over: dict[str, Any]) -> Iterator[Touched]:
    for table, requests in requests_of.items():
        for request in requests:
            if request in left_over.get(table, []):
                continue
            if "PutRequest" in request:
                yield Touched(table, request["PutRequest"]["Item"], is_put=True)
            else:
                yield Touched(table, request["DeleteRequest"]["Key"], is_deleted=True)
