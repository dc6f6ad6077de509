"""Attacks on goods and money that no other part of the tests makes. docs/money.md names the test of each attack."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.ledger import Balance, JournalEntry
from chalicelib.orders import Order, any_order
from infra.local.delivery.sources import SHARD
from tests.client import Client
from tests.goods import again, buy, left, pears, stocked
from tests.people import GUEST, HOME
from tests.proof.calendar import Calendar
from tests.proof.deeds import Market
from tests.proof.promises import check_books, check_shop
from tests.proof.stored import stored
from tests.proof.streams import Streams

ROOT = Path(__file__).resolve().parents[2]
OF_ORDERS = ("remember_due", "send_money_back", "post_orders", "fold_orders", "fill_inboxes")


@pytest.fixture
def market(app: Any) -> Iterator[Market]:
    calendar = Calendar()
    with calendar.counts():
        yield Market(Streams(app), calendar)


def do(market: Market, *deeds: tuple[str, int, int]) -> None:
    for said in deeds:
        deed = market.decide(*said)
        assert deed, said
        deed()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fee_fen", "0"),
        ("commission_fen", "99999"),
        ("currency", "USD"),
        ("state", "confirmed"),
        ("payment_id", "p1"),
        ("paid_at", "2026-11-22"),
        ("shipping_fen", "0"),
        ("buyer_id", "gsomebody"),
    ],
)
def test_a_field_that_no_form_of_ours_has_changes_nothing(
    buyer: Client, field: str, value: str
) -> None:
    stocked("pear", price_fen=500)
    facts = {"sku_id": "pear", "quantity": "1", "price_fen": "500"}
    buyer.post("/basket/lines", **facts)
    to = {"name": HOME.name, "phone": HOME.phone, "region": HOME.region, "street": HOME.street}
    form = {"form_key": "form-1", "version": "1", "total_fen": "500", "method": "sandbox"}

    buyer.post("/orders", **to, **form, **{field: value})

    order = Order.find(GUEST, "form-1")
    assert (order.state, order.currency, order.total_fen) == ("held", "CNY", 500)
    assert not {"payment_id", "paid_at"} & {*order.serialize()}
    assert order.lines[0].fee_fen == 10
    assert order.lines[0].commissions is None


def test_an_order_that_dynamodb_forgets_is_no_cancellation(app: Any, market: Market) -> None:
    """A record that its time to live removes comes through the stream as well."""
    do(market, ("buy", 0, 0))
    market.streams.hear_all()
    order = any_order(market.order_ids[0])
    before = left("pear"), len(stored(JournalEntry))
    gone = {**_record(order), "eventName": "REMOVE", "userIdentity": {"type": "Service"}}
    gone["dynamodb"]["OldImage"] = order.serialize()

    for name in OF_ORDERS:
        app.handler_map[name]({"Records": [gone], "shardId": SHARD}, None)

    market.streams.hear_all()
    assert (left("pear"), len(stored(JournalEntry))) == before
    assert again(order).refunds is None


@pytest.mark.parametrize("job", OF_ORDERS)
@pytest.mark.parametrize(
    "poison",
    [{"state": {"S": "cancelled"}, "placed_at": {"S": "never"}}, {"placed_at": {"N": "x"}}],
)
def test_a_poisoned_record_is_refused_whole_and_moves_nothing(
    app: Any, market: Market, job: str, poison: dict[str, Any]
) -> None:
    order = buy(pears(1), method="sandbox")
    record, before = _record(order), stored(JournalEntry)
    record["dynamodb"]["NewImage"] = {**poison, "paid_at": {"S": "never"}, "lines": {"S": "all"}}

    try:
        answer = app.handler_map[job]({"Records": [record], "shardId": SHARD}, None)
    except Exception:  # noqa: BLE001 - Lambda tries again, and then puts it aside
        answer = {"batchItemFailures": [{"itemIdentifier": "1"}]}

    assert answer["batchItemFailures"] == [{"itemIdentifier": "1"}]
    assert stored(JournalEntry) == before
    assert again(order).state == "held"
    check_shop_of_pears(market)


def test_a_refund_after_the_payout_is_paid_by_the_fair_and_by_nobody_twice(market: Market) -> None:
    do(market, ("buy", 0, 0), ("settle", 0, 0), ("pay_out", 0, 0), ("end_payout", 0, 0))
    market.streams.hear_all()

    do(market, ("refund", 0, 2), ("hear", 100, 0), ("hear", 100, 0), ("hear_again", 0, 100))

    market.streams.hear_all()
    check_shop(market)
    check_books(market)
    paid_out = next(
        balance for balance in stored(Balance) if balance["account"] == "producer:wu:payable"
    )
    platform = next(balance for balance in stored(Balance) if balance["account"] == "platform:fee")
    assert paid_out["balance_fen"] == 0
    assert platform["balance_fen"] > 0  # it has paid more than it earned


def test_every_test_that_the_pages_name_is_there() -> None:
    for page in ("money", "stock"):
        text = (ROOT / f"docs/{page}.md").read_text()
        for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", text):
            assert not name or f"def {name}(" in (ROOT / file).read_text(), (file, name)
            assert (ROOT / file).exists(), file


def check_shop_of_pears(market: Market) -> None:
    """One pear is held, and all others are where they were."""
    assert left("pear") == market.put_in["pear"] - 1


def _record(order: Order) -> dict[str, Any]:
    return {
        "eventID": "1",
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/fair-orders/stream/now",
        "dynamodb": {
            "Keys": {"buyer_id": {"S": order.buyer_id}, "order_key": {"S": order.order_key}},
            "SequenceNumber": "1",
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "ApproximateCreationDateTime": 0,
        },
    }
