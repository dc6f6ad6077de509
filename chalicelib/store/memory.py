"""What was read a moment ago: public records that many people look at, kept in this process for two seconds.

Nothing is sold by it: what is taken and paid stands under conditions of the write (docs/stock.md)."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pynamodb.models import Model

RECENT_SECONDS = 2
MOST_AT_ONCE = 100  # DynamoDB's limit for one BatchGet
MOST_KEPT = 5_000
M = TypeVar("M", bound=Model)
Item = Mapping[str, Mapping[str, Any]]

ABSENT = "absent"
# By table and hash key: since when it counts, and the record, or that there is none; None where it was written since it
# was last read.
_kept: dict[tuple[str, str], tuple[float, Model | str | None]] = {}
_hash_names: dict[str, str] = {}  # of the tables that are remembered
_memories: list[dict[Any, Any]] = [_kept]


def recent(kind: type[M], keys: Iterable[str]) -> dict[str, M]:
    """Up to 100 records by their hash key, as they were two seconds ago or later and not before this process last
    wrote them; what does not exist is left out, and that is remembered too. Half a read unit for each that is not
    remembered. Others are given the same objects, so nobody may change them."""
    ids, began, table = sorted(set(keys)), time.monotonic(), str(kind.Meta.table_name)
    assert len(ids) <= MOST_AT_ONCE
    name = _hash_names.setdefault(table, kind._hash_keyname or "")  # noqa: SLF001 - no public name
    records = {key: record for key in ids if (record := _remembered(kind, (table, key), began))}
    unknown = [key for key in ids if key not in records and not _is_absent((table, key), began)]
    records |= {getattr(it, name): it for it in (kind.batch_get(unknown) if unknown else ())}
    for key in unknown:
        _remember((table, key), began, records.get(key, ABSENT))
    return records


def forget_written(operation: str, request: Mapping[str, Any]) -> None:
    """Look again for what a call of DynamoDB has written, also when nobody knows whether it did."""
    for table, item in written_by(operation, request):
        if name := _hash_names.get(table):
            _kept[table, item[name]["S"]] = time.monotonic(), None


def written_by(operation: str, request: Mapping[str, Any]) -> list[tuple[str, Item]]:
    """The table and the key, or the item that holds the key, of everything that a call writes."""
    if operation in {"PutItem", "UpdateItem", "DeleteItem"}:
        return [(request["TableName"], request.get("Key") or request["Item"])]
    if operation == "TransactWriteItems":
        parts = [part for item in request["TransactItems"] for part in item.values()]
        return [(part["TableName"], part.get("Key") or part["Item"]) for part in parts]
    if operation == "BatchWriteItem":
        return [
            (name, (write.get("PutRequest", {}).get("Item") or write["DeleteRequest"]["Key"]))
            for name, requests in request["RequestItems"].items()
            for write in requests
        ]
    return []


def forget_recent(kind: type[Model], key: str) -> None:
    """Look again for one record: a write has just found that it moved."""
    _kept.pop((str(kind.Meta.table_name), key), None)


def own_memory() -> dict[str, Any]:
    """A memory for what is no record: whoever asks for it keeps it in order, and `forget_all` empties it too."""
    _memories.append({})
    return _memories[-1]


def forget_all() -> None:
    """Everything was changed by somebody else."""
    for memory in _memories:
        memory.clear()


def _remembered(kind: type[M], key: tuple[str, str], now: float) -> M | None:
    since, record = _kept.get(key, (0.0, None))
    if now - since > RECENT_SECONDS:
        return None
    return record if isinstance(record, kind) else None


def _is_absent(key: tuple[str, str], now: float) -> bool:
    since, record = _kept.get(key, (0.0, None))
    return record == ABSENT and now - since <= RECENT_SECONDS


def _remember(key: tuple[str, str], began: float, record: Model | str) -> None:
    """Keep what was asked for at this moment, unless it was written meanwhile."""
    if len(_kept) > MOST_KEPT:
        _kept.clear()
    if began > _kept.get(key, (0.0, None))[0]:
        _kept[key] = began, record
