"""The bell: whoever waits for a table's news hears of it at once, and many who wait ask once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import urllib3

from infra.local.delivery.bell import LONGEST_WAIT_SECONDS, Bell
from infra.local.engine.process import Engine
from tests.local.goods import events, market, put

TABLE = "fair-goods"
PATIENCE = 20


class Counting(urllib3.PoolManager):
    """Counts what is asked."""

    requests = 0

    def request(self, *arguments: Any, **more: Any) -> Any:
        self.requests += 1
        return super().request(*arguments, **more)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Engine]]:
    with market(Path(tmp_path_factory.mktemp("shared"))) as pair:
        yield pair


def test_whoever_waits_hears_of_a_change_and_only_of_their_table(
    shared: tuple[Any, Engine],
) -> None:
    client, engine = shared
    put(client, "pear", left=5)
    bell = Bell(engine.endpoint, Counting())
    offset = int(events(engine)[-1]["dynamodb"]["SequenceNumber"])

    with ThreadPoolExecutor(2) as waiters:
        mine = waiters.submit(bell.quiet_until, TABLE, offset, PATIENCE)
        other = waiters.submit(bell.quiet_until, "fair-other", 0, 2)
        time.sleep(0.3)
        assert not mine.done()
        put(client, "pear", left=4)

        assert mine.result() is None
        assert (other.result() or 0) > offset


def test_what_lies_there_already_is_heard_at_once(shared: tuple[Any, Engine]) -> None:
    client, engine = shared
    put(client, "tea", left=time.time_ns() % 1_000_000)

    assert Bell(engine.endpoint, Counting()).quiet_until(TABLE, 0, PATIENCE) is None


def test_many_who_wait_ask_once(shared: tuple[Any, Engine]) -> None:
    client, engine = shared
    put(client, "rice", left=1)
    last = int(events(engine)[-1]["dynamodb"]["SequenceNumber"])
    http = Counting()
    bell = Bell(engine.endpoint, http)

    began = time.monotonic()
    with ThreadPoolExecutor(20) as waiters:
        quiet = [waiters.submit(bell.quiet_until, TABLE, last, 2) for _ in range(20)]
        assert {waiter.result() for waiter in quiet} == {last}

    assert http.requests <= 3 + (time.monotonic() - began) / LONGEST_WAIT_SECONDS
