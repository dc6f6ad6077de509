"""The items of one table as JSON, by key, and in the order of the table and of each index."""

import base64
import json
from bisect import bisect_left, insort
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

Item = dict[str, dict[str, Any]]
Value = Any  # str, Decimal or bytes: all of one attribute are of one kind
Key = tuple[Value, ...]
Place = tuple[
    Value, Key
]  # what stands next to each other in a partition: the sort key, then the key of the table


class Order:
    """Items by the hash key of a table or an index, those of one partition as their sort key has them."""

    def __init__(self, definition: dict[str, Any]) -> None:
        names = {key["KeyType"]: key["AttributeName"] for key in definition["KeySchema"]}
        self.hash_name: str = names["HASH"]
        self.range_name: str | None = names.get("RANGE")
        self.names = set(names.values())
        self.is_whole = definition.get("Projection", {}).get("ProjectionType", "ALL") == "ALL"
        self._partitions: dict[Value, list[Place]] = {}

    def add(self, item: Item, key: Key) -> None:
        if self.names <= item.keys():
            insort(
                self._partitions.setdefault(value(item[self.hash_name]), []), self.place(item, key)
            )

    def remove(self, item: Item, key: Key) -> None:
        if self.names <= item.keys():
            hashed = value(item[self.hash_name])
            places = self._partitions[hashed]
            del places[bisect_left(places, self.place(item, key))]
            if not places:
                del self._partitions[hashed]

    def place(self, item: Item, key: Key) -> Place:
        return (value(item[self.range_name]) if self.range_name else ""), key

    def partition(self, hashed: Value) -> list[Place]:
        return self._partitions.get(hashed, [])


class Shelf:
    """Items are replaced, never changed in place: what waits to be written stays what it was."""

    def __init__(self, definition: dict[str, Any]) -> None:
        self.key_names = [key["AttributeName"] for key in definition["KeySchema"]]
        self.kinds = {
            attribute["AttributeName"]: attribute["AttributeType"]
            for attribute in definition["AttributeDefinitions"]
        }
        indexes = definition.get("GlobalSecondaryIndexes") or []
        self.orders = {"": Order(definition)} | {
            index["IndexName"]: Order(index) for index in indexes
        }
        self._texts: dict[Key, bytes] = {}

    def __iter__(self) -> Iterator[bytes]:
        return iter(list(self._texts.values()))

    def __len__(self) -> int:
        return len(self._texts)

    def key(self, item: Item) -> Key:
        return tuple(value(item[name]) for name in self.key_names)

    def text(self, key: Key) -> bytes | None:
        return self._texts.get(key)

    def at(self, key: Key) -> bytes:
        return self._texts[key]

    def replace(
        self, key: Key, before: Item | None, after: Item | None, text: bytes | None
    ) -> None:
        """Let an item, or nothing, stand where another, or nothing, stood."""
        for order in self.orders.values():
            if before is not None:
                order.remove(before, key)
            if after is not None:
                order.add(after, key)
        if text is None:
            self._texts.pop(key, None)
        else:
            self._texts[key] = text


def value(attribute: dict[str, Any]) -> Value:
    """What an attribute of a key holds, in such a way that it is ordered as DynamoDB orders it."""
    ((kind, text),) = attribute.items()
    if kind == "N":
        return Decimal(text)
    return base64.b64decode(text) if kind == "B" else text


def json_of(item: Item) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
