"""Records: PynamoDB models that share one connection, and the description of a table."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Self, TypeVar, cast

from pynamodb.attributes import AttributeContainer, ListAttribute, MapAttribute
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.constants import NULL
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from chalicelib.errors import NotFound
from chalicelib.settings import settings
from chalicelib.store.memory import forget_written
from chalicelib.store.wire.calls import Wire

MOST_HASH_BYTES, MOST_RANGE_BYTES = 2_048, 1_024  # DynamoDB's limits
Stored = dict[str, dict[str, Any]]  # in DynamoDB's own notation


class WireConnection(Connection):
    """PynamoDB's connection, which sends what PynamoDB asks by our own wire instead of botocore's client."""

    def __init__(self) -> None:
        super().__init__()
        self._wire = Wire()

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            return self._wire.call(operation_name, operation_kwargs)
        finally:
            forget_written(operation_name, operation_kwargs)


@cache
def connection() -> WireConnection:
    """The one connection of this process, made at first use."""
    return WireConnection()


def table(name: str, *, stream: bool = False) -> Any:
    """The Meta of a record that is kept in the table of this short name.

    With `stream`, every change is delivered with the images before and after it.
    """

    class Meta:
        short_name = name
        table_name = settings().table_prefix + name
        billing_mode = "PAY_PER_REQUEST"
        has_stream = stream

    return Meta


class Part(MapAttribute[str, Any]):
    """A map of named values within a record."""

    @classmethod
    def _instantiate(cls, attribute_values: Stored) -> Self:
        return _read(cls, attribute_values)


class Record(Model):
    """What is kept. A field that is not set is not stored."""

    @classmethod
    def _instantiate(cls, attribute_values: Stored) -> Self:
        return _read(cls, attribute_values)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            own = super()._get_connection()
            shared = connection()
            name = own.table_name
            with suppress(ValueError):  # another kind of record in the same table was first
                shared.add_meta_table(own.connection.get_meta_table(name))
            own.connection = shared
        assert cls._connection is not None
        return cls._connection

    def key(self) -> tuple[Any, Any]:
        """The hash key and the range key (None where there is none)."""
        names = self._hash_keyname, self._range_keyname
        return getattr(self, names[0] or ""), getattr(self, names[1]) if names[1] else None

    @classmethod
    def find(cls, hash_key: str, range_key: str | int | None = None) -> Self:
        """The record under this key, read consistently. Raises NotFound, also for what can be no key."""
        there = cls.find_or_none(hash_key, range_key)
        if there is None:
            raise NotFound("not-found")
        return there

    @classmethod
    def find_or_none(cls, hash_key: str, range_key: str | int | None = None) -> Self | None:
        """The record under this key, read consistently, or None; what can be no key is not asked for."""
        if not (_is_key(hash_key, MOST_HASH_BYTES) and _is_key(range_key, MOST_RANGE_BYTES)):
            return None
        try:
            return cls.get(hash_key, range_key, consistent_read=True)
        except DoesNotExist:
            return None


C = TypeVar("C", bound=AttributeContainer)


def _read(kind: type[C], stored: Stored) -> C:
    """What PynamoDB's own does, which sets defaults twice and each value by way of its field: a fifth of a list."""
    container, values = kind.__new__(kind), {}
    for name, attribute in kind.get_attributes().items():
        notation = stored.get(attribute.attr_name)
        if notation and NULL not in notation:
            value = attribute.deserialize(attribute.get_value(notation))
        else:
            value = attribute.default() if callable(attribute.default) else attribute.default
        if value is not None:
            values[name] = value
    container.attribute_values = values
    return container


M = TypeVar("M", bound=Part)


class ListOf(ListAttribute[M]):
    """A list of maps of one kind. PynamoDB's own copies all attributes of the kind at each reading, to name them in
    errors; that took a twelfth of the time of a page."""

    def deserialize(self, values: Sequence[dict[str, Any]]) -> list[M]:
        kind = cast("type[M]", self.element_type)
        return [_read(kind, value["M"]) for value in values]


A = TypeVar("A", bound=Record)
B = TypeVar("B", bound=Record)


def find_both(left: A, right: B) -> tuple[A | None, B | None]:
    """What is stored under the keys of two records of different tables, read consistently in one call; None for what
    does not exist."""
    requests = [type(each).get_operation_kwargs_from_class(*each.key()) for each in (left, right)]
    tables = {
        each["TableName"]: {"Keys": [each["Key"]], "ConsistentRead": True} for each in requests
    }
    assert len(tables) == len(requests)
    answer = connection().dispatch("BatchGetItem", {"RequestItems": tables})
    return _found(left, answer), _found(right, answer)


def _found(record: A, answer: dict[str, dict[str, list[dict[str, dict[str, object]]]]]) -> A | None:
    table = str(record.Meta.table_name)
    if table in answer.get("UnprocessedKeys", {}):
        return type(record).find_or_none(*record.key())
    items = answer["Responses"].get(table, [])
    return type(record).from_raw_data(items[0]) if items else None


def _is_key(part: str | int | None, most: int) -> bool:
    """Whether DynamoDB could hold this part of a key: it takes no empty ones."""
    return not isinstance(part, str) or 0 < len(part.encode(errors="replace")) <= most
