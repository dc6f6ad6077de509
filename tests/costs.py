"""Asserts what an operation costs, in DynamoDB's read and write units."""

from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.store import meter


@contextmanager
def assert_cost(*, writes: float = 0, reads: float = 0) -> Iterator[None]:
    """The block spends exactly these units; a failure lists every call with its own."""
    with meter() as cost:
        yield
    assert (cost.writes, cost.reads) == (writes, reads), cost.calls
