"""What the jobs mend: crashes between two writes, streams heard twice, and holds past their time."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.orders import Order, Wanted, cancel_order, inbox_of
from chalicelib.payments import Payment, Sandbox, end_due_orders
from tests.orders.market import MEI, again, buy, left, stocked

LATER = timedelta(minutes=31)


@pytest.fixture
def held() -> Order:
    stocked("pear", left=3)
    return buy(Wanted("pear", 2, 500), method="sandbox")


def stream(*images: tuple[Any, Any]) -> dict[str, Any]:
    """A stream event of changes, each from an old record to a new one, numbered from 1."""
    return {"Records": [_record(str(i), *pair) for i, pair in enumerate(images, 1)]}


def _record(number: str, old: Any, new: Any) -> dict[str, Any]:
    images = {"OldImage": old, "NewImage": new}
    kept = {name: record.serialize() for name, record in images.items() if record}
    return {
        "eventID": number,
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/fair-orders/stream/now",
        "dynamodb": {
            "Keys": {},
            "SequenceNumber": number,
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "ApproximateCreationDateTime": 0,
            **kept,
        },
    }


def hear(app: Any, job: str, event: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = app.handler_map[job](event, None)
    return answer


def test_orders_reach_the_inbox_from_the_stream(app: Any) -> None:
    stocked("pear")
    order = buy(Wanted("pear", 1, 500))

    for _ in range(2):
        answer = hear(app, "fill_inboxes", stream((None, order)))

    assert answer == {"batchItemFailures": []}
    assert [one.order_id for one in inbox_of("wu").items] == [order.order_id]


def test_a_record_that_fails_is_named_and_those_after_it_wait(app: Any) -> None:
    stocked("pear")
    good = buy(Wanted("pear", 1, 500))
    last = buy(Wanted("pear", 1, 500), form_key="form-2")
    event = stream((None, good), (None, good), (None, last))
    event["Records"][1]["dynamodb"]["NewImage"] = {"state": {"S": "confirmed"}}

    answer = hear(app, "fill_inboxes", event)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert [one.order_id for one in inbox_of("wu").items] == [good.order_id]


def test_a_crash_after_the_cancellation_still_sends_the_money_back(app: Any, held: Order) -> None:
    payments.confirm(held.order_id, buyer_id=MEI, evidence="pay")
    before = again(held)
    after = cancel_order(held.order_id, buyer_id=MEI)  # and here the page died

    for _ in range(2):
        hear(app, "close_cancelled", stream((before, after)))

    assert again(held).refunded_fen == 1000
    assert Payment.find(str(after.payment_id)).state == "refunded"


def test_a_crash_after_the_payment_still_confirms_the_order(app: Any, held: Order) -> None:
    payment = Sandbox().confirm(held, "pay")  # and here the page died

    for _ in range(2):
        hear(app, "settle_payments", stream((None, payment)))

    assert again(held).state == "confirmed"


def test_a_crash_after_the_payment_of_a_cancelled_order_sends_it_back(
    app: Any, held: Order
) -> None:
    payment = Sandbox().confirm(held, "pay")
    cancel_order(held.order_id, buyer_id=MEI)

    hear(app, "settle_payments", stream((None, payment)))

    assert Payment.find(payment.payment_id).state == "refunded"
    assert left("pear") == 3


def test_other_changes_are_none_of_the_jobs_business(app: Any, held: Order) -> None:
    payments.begin(held)
    payment = Payment.find(f"sandbox.{held.order_id}")

    hear(app, "close_cancelled", stream((None, held), (held, None)))
    hear(app, "settle_payments", stream((None, payment), (payment, None)))

    assert again(held).state == "held"


def test_the_sweeper_gives_back_what_was_held_past_its_time(held: Order) -> None:
    payments.begin(held)

    early = end_due_orders(held.placed_at + timedelta(minutes=29))
    ended = end_due_orders(held.placed_at + LATER)
    repeated = end_due_orders(held.placed_at + LATER)

    assert (early, ended, repeated) == (0, 1, 0)
    assert again(held).state == "expired"
    assert Payment.find(f"sandbox.{held.order_id}").state == "cancelled"
    assert left("pear") == 3


def test_the_sweeper_finds_money_that_the_page_could_not_tell_the_order(held: Order) -> None:
    Sandbox().confirm(held, "pay")

    ended = end_due_orders(held.placed_at + LATER)

    assert ended == 0
    assert again(held).state == "confirmed"
    assert left("pear") == 1


def test_one_hold_that_cannot_end_does_not_keep_the_others(held: Order) -> None:
    stocked("tea", left=5)
    orders = [
        buy(Wanted("tea", 1, 500), form_key=f"form-{i}", method="sandbox") for i in range(2, 5)
    ]
    stuck = Sandbox().confirm(held, "pay")
    stuck.order_id = "gmei.never-was"  # so that its money finds no order
    stuck.save()

    ended = end_due_orders(held.placed_at + LATER * 2)

    assert ended == 3
    assert {again(order).state for order in orders} == {"expired"}
    assert left("tea") == 5


def test_a_way_of_paying_that_is_no_longer_offered_keeps_no_stock(held: Order) -> None:
    held.payment_method = "bank"
    held.save()

    assert end_due_orders(held.placed_at + LATER) == 1
    assert left("pear") == 3


def test_the_schedule_sweeps(app: Any, held: Order) -> None:
    held.expires_at = clock.now() - LATER
    held.save()

    hear(
        app,
        "sweep_orders",
        {
            "source": "aws.events",
            "account": "",
            "time": "",
            "region": "",
            "resources": [],
            "detail-type": "Scheduled Event",
            "detail": {},
            "version": "0",
            "id": "1",
        },
    )

    assert again(held).state == "expired"
