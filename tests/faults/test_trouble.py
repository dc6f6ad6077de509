"""Trouble before the engine, at every step that moves goods or money: nothing is sold twice, no fen is lost, and
whoever tries again succeeds."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
from pynamodb.exceptions import PynamoDBException

from chalicelib.orders import some_orders
from chalicelib.store.wire.http_post import Answer, Poster
from tests.faults.microburst import Proxy, Rule
from tests.proof.calendar import Calendar
from tests.proof.deeds import Market
from tests.proof.promises import check_books, check_shop
from tests.proof.streams import Streams
from tests.proof.wire import WRITES, on_this_way

TRIES_OF_THE_WIRE = 4
REASONS = [{"Code": "TransactionConflict", "Message": "in use"}, {"Code": "None"}]


def on_every_write(fault: Rule, times: int) -> list[Rule]:
    return [{"operation": operation, **fault, "times": times} for operation in WRITES]


THROTTLED: Rule = {"error": {"code": "ProvisionedThroughputExceededException"}}
RESET: Rule = {"reset": True}
LOST: Rule = {"response": {"abort_bytes": 0}}  # carried out, and the answer dropped
IN_USE: Rule = {"error": {"code": "TransactionConflictException"}}
CANCELED: Rule = {
    "operation": "TransactWriteItems",
    "error": {
        "code": "TransactionCanceledException",
        "status": 400,
        "fields": {"CancellationReasons": REASONS},
    },
    "times": 2,
}
TROUBLE: dict[str, list[Rule]] = {
    "throttled": on_every_write(THROTTLED, TRIES_OF_THE_WIRE + 1),
    "in use by another transaction": [CANCELED, *on_every_write(IN_USE, 1)],
    "slow": on_every_write({"latency": 150}, 2),
    "reset": on_every_write(RESET, TRIES_OF_THE_WIRE),
    "answer lost": on_every_write(LOST, 1),
    "answers lost for good": on_every_write(LOST, TRIES_OF_THE_WIRE),
}
BEFORE = (("buy", 0, 8), ("hold", 1, 7), ("settle", 1, 0), ("buy", 2, 0))
STEPS = {
    "hold": ("hold", 2, 8),
    "hold in a drop": ("hold", 1, 5),
    "pay": ("pay", 1, 0),
    "cancel": ("cancel", 0, 0),
    "refund": ("refund", 0, 2),
    "refund after settlement": ("refund", 2, 0),
    "payout": ("pay_out", 0, 0),
    "fold": ("hear", 100, 0),
}


@pytest.fixture(scope="module")
def proxy(engine: None) -> Iterator[Proxy]:
    running = Proxy(os.environ["AWS_ENDPOINT_URL"])
    yield running
    running.stop()


@pytest.fixture
def market(app: Any) -> Iterator[Market]:
    """Some orders: one is settled, one paid, one still held."""
    calendar = Calendar()
    with calendar.counts():
        opened = Market(Streams(app), calendar)
        for said in BEFORE:
            deed = opened.decide(*said)
            assert deed
            deed()
        yield opened


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("step", STEPS)
def test_whoever_tries_again_succeeds_and_nothing_counts_twice(
    proxy: Proxy, market: Market, step: str, trouble: str
) -> None:
    kind, *numbers = STEPS[step]
    deed = market.decide(kind, *numbers)
    assert deed

    with proxy.failing(*TROUBLE[trouble]), on_this_way(Poster(proxy.address)):
        with suppress(PynamoDBException):
            deed()
        assert set(proxy.fired()) & set(WRITES)
    market.done.clear()
    deed()

    assert market.done[kind] == 1, market.done
    market.streams.hear_all()
    check_shop(market)
    check_books(market)


def test_what_a_batch_left_over_is_asked_for_again(market: Market) -> None:
    """microburst answers for the whole of a call or not at all; this way answers for one key at a time."""
    market.decide("hold", 0, 0)()  # type: ignore[misc]
    way = OneAtATime(os.environ["AWS_ENDPOINT_URL"])

    with on_this_way(way):
        found = {order.order_id for order in some_orders(market.order_ids)}

    assert found == set(market.order_ids)
    assert way.left_over > 3


class OneAtATime(Poster):
    """Answers for the first key of a batch, and leaves the others over, as DynamoDB does when it is busy."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint)
        self.left_over = 0

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        if not headers["x-amz-target"].endswith("BatchGetItem"):
            return super().post(headers, body)
        ((table, asked),) = json.loads(body)["RequestItems"].items()
        first, others = asked["Keys"][:1], asked["Keys"][1:]
        self.left_over += len(others)
        now = {"RequestItems": {table: {**asked, "Keys": first}}}
        status, _, said = super().post(headers, json.dumps(now).encode())
        later = {table: {**asked, "Keys": others}} if others else {}
        answer = json.dumps({**json.loads(said), "UnprocessedKeys": later}).encode()
        return status, {}, answer
