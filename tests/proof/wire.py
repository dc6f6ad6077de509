"""Trouble on the way to the engine, at the moment that a test chooses: answers that get lost, and others who come
between what an operation has read and what it writes."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from chalicelib.store import connection
from chalicelib.store.wire.http_post import Answer, Broken, Poster

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")


class Troubled(Poster):
    """The way to the engine, with what goes wrong on it."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint)
        self.before_a_write: Callable[[], object] | None = None
        self.which_write = b""  # a word in the write before which they come
        self.kept_answers = 0
        self.lost_answers = 0
        self.fault: BaseException | None = None  # of the others

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        if not headers["x-amz-target"].endswith(WRITES):
            return super().post(headers, body)
        if self.which_write in body:
            self._let_others_in()
        answer = super().post(headers, body)
        self._maybe_lose()
        return answer

    def _let_others_in(self) -> None:
        others, self.before_a_write = self.before_a_write, None
        if others:
            with ThreadPoolExecutor(1) as elsewhere:
                self.fault = elsewhere.submit(others).exception()

    def _maybe_lose(self) -> None:
        if self.kept_answers:
            self.kept_answers -= 1
        elif self.lost_answers:
            self.lost_answers -= 1
            raise Broken("the answer got lost")


@contextmanager
def troubled() -> Iterator[Troubled]:
    """All calls of DynamoDB in the block may meet trouble."""
    way = Troubled(os.environ["AWS_ENDPOINT_URL"])
    with on_this_way(way):
        yield way
    if way.fault:
        raise way.fault


@contextmanager
def on_this_way(way: Poster) -> Iterator[None]:
    """All calls of DynamoDB in the block go this way."""
    wire = connection()._wire  # noqa: SLF001 - the edge of the process, where trouble begins
    usual, wire._poster = wire._poster, way  # noqa: SLF001
    try:
        yield
    finally:
        wire._poster = usual  # noqa: SLF001
        way.close()
