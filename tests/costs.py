"""Asserts what an operation costs, in DynamoDB's read and write units."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.store import connection, meter


@contextmanager
def assert_cost(*, writes: float = 0, reads: float = 0) -> Iterator[None]:
    """The block spends exactly these units; a failure lists every call with its own."""
    with meter() as cost:
        yield
    assert (cost.writes, cost.reads) == (writes, reads), cost.calls


@contextmanager
def calls_sent() -> Iterator[list[str]]:
    """The operations that the block sends to DynamoDB."""
    sent: list[str] = []
    wire = connection()._wire  # noqa: SLF001 - the one place where all calls pass
    call = wire.call

    def noted(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        sent.append(operation)
        return call(operation, asked)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wire, "call", noted)
        yield sent
