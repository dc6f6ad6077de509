"""Counts the units of every call of DynamoDB that a thread makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import get_ident
from typing import Any

from chalicelib.store import on_call
from chalicelib.store.memory import written_by
from chalicelib.store.wire.calls import Wire
from tests.costs.units import READS, Ask, Item, Params, units_read, units_written


@dataclass
class Cost:
    """Units so far, and the calls that made them: (operation, table, units)."""

    reads: float = 0
    writes: float = 0
    calls: list[tuple[str, str, float]] = field(default_factory=list)


@contextmanager
def meter() -> Iterator[Cost]:
    """Count the units of every call of this thread inside the block; what is refused is paid for too."""
    cost, thread = Cost(), get_ident()

    def counted(ask: Ask, operation: str, asked: Params) -> dict[str, Any]:
        if get_ident() != thread:
            return ask(operation, asked)
        targets = written_by(operation, asked)
        before = [_image(*target) for target in targets]
        told: dict[str, Any] = {}
        try:
            told = ask(operation, asked)
        finally:
            if operation in READS:
                _add_reads(cost, operation, asked, told)
            for (name, item), was in zip(targets, before, strict=True):
                _add_write(cost, operation, name, was, _image(name, item))
        return told

    leave = on_call(counted)
    try:
        yield cost
    finally:
        leave()


def _add_reads(cost: Cost, operation: str, asked: Params, told: Params) -> None:
    for name, units in units_read(operation, asked, told):
        cost.reads += units
        cost.calls.append((operation, name, units))


def _add_write(
    cost: Cost, operation: str, name: str, before: Item | None, after: Item | None
) -> None:
    units = units_written(operation, _described(name), before, after)
    cost.writes += units
    cost.calls.append((operation, name, units))


def _image(name: str, item: Item) -> Item | None:
    """The item as it is stored now, read on the side so that nobody counts the reading."""
    keys = [part["AttributeName"] for part in _described(name)["KeySchema"]]
    key = {part: item[part] for part in keys}
    asked = {"TableName": name, "Key": key, "ConsistentRead": True}
    found: Item | None = _side().ask("GetItem", asked).get("Item")
    return found


@cache
def _described(name: str) -> Any:
    return _side().ask("DescribeTable", {"TableName": name})["Table"]


@cache
def _side() -> Wire:
    """A wire of the meter's own, which no hook hears."""
    return Wire()
