"""Asserts what an operation costs, in DynamoDB's read and write units."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.store import forget_all, on_call
from tests.costs.meter import Cost, meter
from tests.costs.units import Ask

__all__ = ["Cost", "assert_cost", "assert_warm_cost", "calls_sent", "meter"]


@contextmanager
def assert_cost(*, writes: float = 0, reads: float = 0) -> Iterator[None]:
    """The block spends exactly these units in a process that has just started and remembers nothing."""
    forget_all()
    with assert_warm_cost(writes=writes, reads=reads):
        yield


@contextmanager
def assert_warm_cost(*, writes: float = 0, reads: float = 0) -> Iterator[None]:
    """The block spends exactly these units in a process that remembers what it did before; a failure lists every
    call with its own."""
    with meter() as cost:
        yield
    assert (cost.writes, cost.reads) == (writes, reads), cost.calls


@contextmanager
def calls_sent() -> Iterator[list[str]]:
    """The operations that the block sends to DynamoDB."""
    sent: list[str] = []

    def noted(ask: Ask, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        sent.append(operation)
        return ask(operation, asked)

    leave = on_call(noted)
    try:
        yield sent
    finally:
        leave()
