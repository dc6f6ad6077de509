"""Items as DynamoDB and its streams write them, as plain values."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from chalicelib.store.records import Record, connection
from chalicelib.store.writes import patiently


def plain(value: Mapping[str, Any]) -> Any:
    """The value of one attribute: {"L": [{"N": "3"}]} is [3]. Whole numbers are int, others Decimal."""
    ((kind, content),) = value.items()
    if kind == "M":
        return {name: plain(part) for name, part in content.items()}
    if kind == "L":
        return [plain(part) for part in content]
    if kind == "N":
        number = Decimal(content)
        return int(number) if number == number.to_integral_value() else number
    return None if kind == "NULL" else content


def images_of(kind: type[Record], *names: str) -> Iterator[Mapping[str, Any]]:
    """Every item of a table in DynamoDB's own notation, with the attributes of these names, read consistently.
    It reads all there is: for jobs only."""
    projection = {
        "ProjectionExpression": ", ".join(f"#{at}" for at in range(len(names))),
        "ExpressionAttributeNames": {f"#{at}": name for at, name in enumerate(names)},
    }
    start: dict[str, Any] = {}
    while True:
        request = {
            "TableName": str(kind.Meta.table_name),
            "ConsistentRead": True,
            **projection,
            **start,
        }
        answer = patiently(partial(connection().dispatch, "Scan", request))
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}
