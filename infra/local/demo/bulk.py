"""Many records at once: as few requests as DynamoDB allows, from a few threads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from chalicelib.store import Record, connection

AT_ONCE = 100  # what one transaction takes
WRITERS = 4
Item = Mapping[str, Any]


def write_all(records: Iterable[Record]) -> None:
    """Put records of any kinds, whatever stood there before."""
    for kind, some in groupby(sorted(records, key=_name), key=type):
        write_items(kind, [record.serialize() for record in some])


def write_items(kind: type[Record], items: Sequence[Item]) -> None:
    """Put items of one kind about in their order, so that the stream is about in order too."""
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(lambda page: _write(str(kind.Meta.table_name), page), _pages(items)))


def item_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Plain facts as DynamoDB writes them: ten times quicker than a model would, and tested to be the same."""
    return {name: _typed(value) for name, value in facts.items()}


def _typed(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case datetime():
            return {"S": value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f%z")}
        case list():
            return {"L": [_typed(item) for item in value]}
        case dict():
            return {"M": item_of(value)}
        case _:
            assert isinstance(value, str)
            return {"S": value}


def _write(table: str, items: Sequence[Item]) -> None:
    writes = [{"Put": {"TableName": table, "Item": item}} for item in items]
    connection().dispatch("TransactWriteItems", {"TransactItems": writes})


def _pages(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[at : at + AT_ONCE] for at in range(0, len(items), AT_ONCE))


def _name(record: Record) -> str:
    return type(record).__name__
