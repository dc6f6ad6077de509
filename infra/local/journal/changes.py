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
    put: bool = False
    deleted: bool = False


async def changes(
    inner: Inner, mirror: Mirror, operation: str, asked: dict[str, Any], answer: dict[str, Any]
) -> list[Change]:
    """The changes of a request that succeeded, in its order. Nobody else may write meanwhile."""
    touched = list(_touched(operation, asked, answer))
    updated = [change for change in touched if not change.put and not change.deleted]
    if asked.get("ReturnValues") == "ALL_NEW":
        fresh = [answer["Attributes"]]
    else:
        fresh = await _read(inner, mirror, updated)
    after = dict(zip(map(id, updated), fresh, strict=True))
    return [
        (
            change.table,
            mirror.find(change.table, change.item),
            change.item if change.put else after.get(id(change)),
        )
        for change in touched
    ]


async def _read(inner: Inner, mirror: Mirror, updated: list[Touched]) -> list[Item]:
    if not updated:
        return []
    asked = [
        {"Get": {"TableName": change.table, "Key": mirror.key_of(change.table, change.item)}}
        for change in updated
    ]
    answer = await inner.dynamodb("TransactGetItems", {"TransactItems": asked})
    return [response["Item"] for response in answer["Responses"]]


def _touched(operation: str, asked: dict[str, Any], answer: dict[str, Any]) -> Iterator[Touched]:
    if operation == "TransactWriteItems":
        for item in asked["TransactItems"]:
            ((kind, write),) = item.items()
            if kind != "ConditionCheck":
                yield _one(kind, write)
    elif operation == "BatchWriteItem":
        yield from _batch(asked["RequestItems"], answer.get("UnprocessedItems", {}))
    else:
        yield _one(operation.removesuffix("Item"), asked)


def _one(kind: str, asked: dict[str, Any]) -> Touched:
    table = asked["TableName"]
    if kind == "Put":
        return Touched(table, asked["Item"], put=True)
    return Touched(table, asked["Key"], deleted=kind == "Delete")


def _batch(asked: dict[str, Any], left_over: dict[str, Any]) -> Iterator[Touched]:
    for table, requests in asked.items():
        for request in requests:
            if request in left_over.get(table, []):
                continue
            if "PutRequest" in request:
                yield Touched(table, request["PutRequest"]["Item"], put=True)
            else:
                yield Touched(table, request["DeleteRequest"]["Key"], deleted=True)
