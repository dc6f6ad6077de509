"""Items as DynamoDB and its streams write them, as plain values."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from chalicelib.store.records import Record, connection
from chalicelib.store.writes import patiently


def plain(value: Mapping[str, Any]) -> Any:
    """The value of one attribute: {"L": [{"N": "3"}]} is [3]. Whole numbers are int, others Decimal."""
    ((kind, held),) = value.items()
    if kind == "M":
        return {name: plain(part) for name, part in held.items()}
    if kind == "L":
        return [plain(part) for part in held]
    if kind == "N":
        number = Decimal(held)
        return int(number) if number == number.to_integral_value() else number
    return None if kind == "NULL" else held


def images_of(kind: type[Record], *names: str) -> Iterator[Mapping[str, Any]]:
    """Every item of a table in DynamoDB's own notation, with the attributes of these names, read consistently.
    It reads all there is: for jobs only."""
    wanted = {
        "ProjectionExpression": ", ".join(f"#{at}" for at in range(len(names))),
        "ExpressionAttributeNames": {f"#{at}": name for at, name in enumerate(names)},
    }
    begun: dict[str, Any] = {}
    while True:
        asked = {"TableName": str(kind.Meta.table_name), "ConsistentRead": True, **wanted, **begun}
        answer = patiently(partial(connection().dispatch, "Scan", asked))
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        begun = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
