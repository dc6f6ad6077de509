"""Records of different kinds in one read."""

from typing import TypeVar

from chalicelib.store.records import Record, connection

A = TypeVar("A", bound=Record)
B = TypeVar("B", bound=Record)


def find_both(left: A, right: B) -> tuple[A | None, B | None]:
    """What is stored under the keys of two records of different tables, read consistently in one call; None for what
    does not exist."""
    asked = [type(each).get_operation_kwargs_from_class(*each.key()) for each in (left, right)]
    wanted = {each["TableName"]: {"Keys": [each["Key"]], "ConsistentRead": True} for each in asked}
    assert len(wanted) == len(asked)
    said = connection().dispatch("BatchGetItem", {"RequestItems": wanted})
    return _found(left, said), _found(right, said)


def _found(record: A, said: dict[str, dict[str, list[dict[str, dict[str, object]]]]]) -> A | None:
    table = str(record.Meta.table_name)
    if table in said.get("UnprocessedKeys", {}):
        return type(record).find_or_none(*record.key())
    items = said["Responses"].get(table, [])
    return type(record).from_raw_data(items[0]) if items else None
