"""Reads that the journal answers by itself, from items that lie in the order in which they are asked for.

The engine sorts and checks a whole partition for each query. What the fair asks for all the time is answered here, by
binary search; whatever else a request says, or says wrongly, is the engine's to judge."""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.journal.mirror import Mirror
from infra.local.journal.shelf import Item, Order, Place, Shelf, Value, json_of, value

Request = Mapping[str, Any]
MOST_BYTES = 1024 * 1024  # of one page; as JSON an item is never smaller than as DynamoDB counts it
MOST_KEYS = 100
CONDITION = re.compile(
    r"\(?(#\w+) = (:\w+)"
    r"(?: AND (?:(#\w+) (BETWEEN) (:\w+) AND (:\w+)|(begins_with) \((#\w+), (:\w+)\)|(#\w+) ([<>]=?|=) (:\w+)))?\)?"
)
NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,8})?")
QUERY = {
    "TableName",
    "IndexName",
    "KeyConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ConsistentRead",
    "Limit",
    "ScanIndexForward",
    "ExclusiveStartKey",
}


class ForTheEngine(Exception):
    """This is not among what is answered here."""


def answer_of_own(mirror: Mirror, operation: str, request: Request) -> bytes | None:
    """The body of the answer; None for what the engine has to be asked."""
    reader = READERS.get(operation)
    try:
        return reader(mirror, request) if reader else None
    except (ForTheEngine, KeyError, TypeError, AttributeError):
        return None  # also of what is no request at all


def _get(mirror: Mirror, request: Request) -> bytes:
    _check(request.keys() <= {"TableName", "Key", "ConsistentRead"})
    text = _text(_shelf(mirror, request), request.get("Key"))
    return b"{}" if text is None else b'{"Item":%b}' % text


def _transact_get(mirror: Mirror, request: Request) -> bytes:
    gets = request["TransactItems"]
    _check(request.keys() == {"TransactItems"} and 0 < len(gets) <= MOST_KEYS)
    texts = []
    for get in gets:
        _check(get.keys() == {"Get"} and get["Get"].keys() == {"TableName", "Key"})
        texts.append(_text(_shelf(mirror, get["Get"]), get["Get"]["Key"]))
    _check_once(json.dumps(get, sort_keys=True) for get in gets)
    return b'{"Responses":%b}' % _list(
        [b"{}" if text is None else b'{"Item":%b}' % text for text in texts]
    )


def _batch_get(mirror: Mirror, request: Request) -> bytes:
    _check(request.keys() == {"RequestItems"})
    tables = request["RequestItems"]
    _check(0 < sum(len(lookup.get("Keys", ())) for lookup in tables.values()) <= MOST_KEYS)
    parts = []
    for table, lookup in tables.items():
        _check(lookup.keys() <= {"Keys", "ConsistentRead"} and lookup["Keys"])
        _check_once(json.dumps(key, sort_keys=True) for key in lookup["Keys"])
        shelf = _shelf(mirror, {"TableName": table})
        texts = [text for key in lookup["Keys"] if (text := _text(shelf, key)) is not None]
        parts.append(b"%b:%b" % (json.dumps(table).encode(), _list(texts)))
    return b'{"Responses":{%b},"UnprocessedKeys":{}}' % b",".join(parts)


def _query(mirror: Mirror, request: Request) -> bytes:
    _check(request.keys() <= QUERY)
    shelf, index = _shelf(mirror, request), request.get("IndexName", "")
    order = shelf.orders.get(index)
    limit, is_forward = request.get("Limit"), request.get("ScanIndexForward", True)
    _check(limit is None or (type(limit) is int and limit > 0))
    if order is None or not order.is_whole or (index and request.get("ConsistentRead")):
        raise ForTheEngine
    hashed, span = _conditions(shelf, order, request)
    places = order.partition(hashed)
    low, high = span.ends(places)
    if "ExclusiveStartKey" in request:
        last = _last(shelf, order, request["ExclusiveStartKey"])
        _check(last.hashed == hashed and span.holds(last.place[0]))
        if is_forward:
            low = max(low, bisect_right(places, last.place))
        else:
            high = min(high, bisect_left(places, last.place))
    if limit is not None:
        low, high = (low, min(high, low + limit)) if is_forward else (max(low, high - limit), high)
    texts = [
        shelf.at(key) for _, key in (places[low:high] if is_forward else reversed(places[low:high]))
    ]
    more = b""
    if len(texts) == limit:
        more = b',"LastEvaluatedKey":' + _key_text(shelf, order, texts[-1])
    return b'{"Items":%b,"Count":%d,"ScannedCount":%d%b}' % (
        _list(texts),
        len(texts),
        len(texts),
        more,
    )


@dataclass(frozen=True, slots=True)
class Span:
    """What a condition on the sort key takes of a partition: all that is not before it and not beyond it."""

    is_before: Callable[[Value], bool] = lambda _: False
    is_beyond: Callable[[Value], bool] = lambda _: False

    def ends(self, places: Sequence[Place]) -> tuple[int, int]:
        low = bisect_left(places, True, key=lambda place: not self.is_before(place[0]))  # noqa: FBT003
        return low, bisect_left(places, True, key=lambda place: self.is_beyond(place[0]))  # noqa: FBT003

    def holds(self, sort_value: Value) -> bool:
        return not self.is_before(sort_value) and not self.is_beyond(sort_value)


SPANS: dict[str, Callable[[Value], Span]] = {
    "=": lambda bound: Span(lambda own: own < bound, lambda own: own > bound),
    "<": lambda bound: Span(is_beyond=lambda own: own >= bound),
    "<=": lambda bound: Span(is_beyond=lambda own: own > bound),
    ">": lambda bound: Span(lambda own: own <= bound),
    ">=": lambda bound: Span(lambda own: own < bound),
    "begins_with": lambda start: Span(
        lambda own: own < start, lambda own: own[: len(start)] > start
    ),
}


def _conditions(shelf: Shelf, order: Order, request: Request) -> tuple[Value, Span]:
    """The partition that is asked for, and which part of it."""
    names, values = (
        request.get("ExpressionAttributeNames", {}),
        request["ExpressionAttributeValues"],
    )
    parts = CONDITION.fullmatch(request["KeyConditionExpression"])
    if parts is None:
        raise ForTheEngine
    name, bound, *more = (part for part in parts.groups() if part)
    _check(names[name] == order.hash_name)
    hashed = _value(shelf, order.hash_name, values[bound])
    if not more:
        _check(len(names) == len(values) == 1)
        return hashed, Span()
    sort_name = next(part for part in more if part.startswith("#"))
    word = next(part for part in more if part[0] not in "#:")
    bounds = [part for part in more if part.startswith(":")]
    _check(names[sort_name] == order.range_name and len(names) == len({name, sort_name}))
    _check(values.keys() == {bound, *bounds} and len(values) == 1 + len(bounds))
    return hashed, _span(word, [_value(shelf, names[sort_name], values[each]) for each in bounds])


def _span(word: str, bounds: list[Value]) -> Span:
    if word == "BETWEEN":
        low, high = bounds
        _check(low <= high)
        return Span(lambda own: own < low, lambda own: own > high)
    _check(word != "begins_with" or isinstance(bounds[0], str))
    return SPANS[word](bounds[0])


@dataclass(frozen=True, slots=True)
class Last:
    """Where the page before ended."""

    hashed: Value
    place: Place


def _last(shelf: Shelf, order: Order, cursor: Any) -> Last:
    _check(isinstance(cursor, dict) and cursor.keys() == {*shelf.key_names, *order.names})
    values = {name: _value(shelf, name, cursor[name]) for name in cursor}
    key = tuple(values[name] for name in shelf.key_names)
    return Last(values[order.hash_name], (values.get(order.range_name, ""), key))


def _key_text(shelf: Shelf, order: Order, text: bytes) -> bytes:
    item: Item = json.loads(text)
    return json_of({name: item[name] for name in {*shelf.key_names, *order.names}})


def _shelf(mirror: Mirror, request: Request) -> Shelf:
    shelf = mirror.shelves.get(request.get("TableName", ""))
    if shelf is None:
        raise ForTheEngine
    return shelf


def _text(shelf: Shelf, key: Any) -> bytes | None:
    _check(isinstance(key, dict) and key.keys() == set(shelf.key_names))
    return shelf.text(tuple(_value(shelf, name, key[name]) for name in shelf.key_names))


def _value(shelf: Shelf, name: str, attribute: Any) -> Value:
    """A value of a key as the table has it: of the right kind, and not empty."""
    kind = shelf.kinds[name]
    _check(isinstance(attribute, dict) and attribute.keys() == {kind})
    text = attribute[kind]
    _check(isinstance(text, str) and text and (kind == "S" or NUMBER.fullmatch(text)))
    return value(attribute)


def _list(texts: Sequence[bytes]) -> bytes:
    _check(sum(map(len, texts)) < MOST_BYTES)
    return b"[%b]" % b",".join(texts)


def _check_once(things: Iterable[str]) -> None:
    every = list(things)
    _check(len(set(every)) == len(every))


def _check(is_ours: Any) -> None:
    if not is_ours:
        raise ForTheEngine


READERS: dict[str, Callable[[Mirror, Request], bytes]] = {
    "GetItem": _get,
    "BatchGetItem": _batch_get,
    "TransactGetItems": _transact_get,
    "Query": _query,
}
