"""What the jobs mend: crashes between two writes, streams heard twice, and holds past their time."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.orders import Order, cancel_order, inbox_of, record_refund
from chalicelib.payments import Quarantine, ReceivedPayment, end_due_order
from tests.goods import again, buy, left, pears, stocked
from tests.people import MEI
from tests.streams import hear, stream

LATER = timedelta(minutes=31)
MONEY = ReceivedPayment("p1", 1000, "CNY")


def test_orders_reach_the_inbox_from_the_stream(app: Any) -> None:
    stocked("pear")
    order = buy(pears(1))

    for _ in range(2):
        answer = hear(app, "fill_inboxes", stream((None, order)))

    assert answer == {"batchItemFailures": []}
    assert [entry.order_id for entry in inbox_of("wu").items] == [order.order_id]


def test_a_record_that_fails_is_named_and_those_after_it_wait(app: Any) -> None:
    stocked("pear")
    good = buy(pears(1))
    last = buy(pears(1), form_key="form-2")
    event = stream((None, good), (None, good), (None, last))
    event["Records"][1]["dynamodb"]["NewImage"] = {"placed_at": {"S": "never"}}

    answer = hear(app, "fill_inboxes", event)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert [entry.order_id for entry in inbox_of("wu").items] == [good.order_id]


def test_a_crash_after_the_cancellation_still_sends_the_money_back(app: Any, held: Order) -> None:
    payments.take(held.order_id, MONEY)
    before = again(held)
    after = cancel_order(held.order_id, buyer_id=MEI)  # and here the page died

    for _ in range(2):
        hear(app, "send_money_back", stream((before, after)))

    assert again(held).refunded_fen == 1000
    assert [refund.sent_at is not None for refund in again(held).refunds] == [True]


def test_a_crash_after_a_refund_was_recorded_still_sends_it(app: Any, held: Order) -> None:
    payments.take(held.order_id, MONEY)
    before = again(held)
    after = record_refund(held.order_id, refund_id="r1", lines={0: 300}, reason="damaged")

    for _ in range(2):
        hear(app, "send_money_back", stream((before, after)))

    assert [refund.sent_at is not None for refund in again(held).refunds] == [True]


@pytest.mark.parametrize("verdict", [None, "kept-out"])
def test_a_crash_within_a_quarantine_still_sends_the_money_back(
    app: Any, held: Order, verdict: str | None
) -> None:
    payments.take(held.order_id, MONEY)
    judged = Quarantine(
        "p2",
        order_id=held.order_id,
        method="sandbox",
        fen=1000,
        currency="CNY",
        reason="payment-does-not-fit",
        at=clock.now(),
        verdict=verdict,
    )
    judged.save()  # and here the page died

    for _ in range(2):
        answer = hear(app, "mend_quarantine", stream((None, judged)))

    assert answer == {"batchItemFailures": []}
    assert Quarantine.find("p2").sent_back_at is not None
    assert again(held).payment_id == "p1"


def test_a_quarantine_that_lost_against_the_order_itself_sends_nothing_back(
    app: Any, held: Order
) -> None:
    payments.take(held.order_id, MONEY)
    judged = Quarantine(
        "p1",
        order_id=held.order_id,
        method="sandbox",
        fen=1000,
        currency="CNY",
        reason="sold-out",
        at=clock.now(),
    )
    judged.save()

    hear(app, "mend_quarantine", stream((None, judged)))

    assert Quarantine.find("p1").verdict == "taken"
    assert Quarantine.find("p1").sent_back_at is None
    assert again(held).state == "confirmed"


def test_other_changes_are_none_of_the_jobs_business(app: Any, held: Order) -> None:
    hear(app, "send_money_back", stream((None, held), (held, None)))
    hear(app, "mend_quarantine", stream((held, None)))

    assert again(held).state == "held"


def test_a_hold_past_its_time_gives_the_goods_back_and_no_other(held: Order) -> None:
    early = end_due_order(held.order_id, held.placed_at + timedelta(minutes=29))
    ended = end_due_order(held.order_id, held.placed_at + LATER)
    repeated = end_due_order(held.order_id, held.placed_at + LATER)

    assert (early, ended, repeated) == (False, True, False)
    assert again(held).state == "expired"
    assert left("pear") == 3


def test_a_hold_that_was_paid_in_time_is_not_ended(held: Order) -> None:
    payments.take(held.order_id, MONEY)

    assert not end_due_order(held.order_id, held.placed_at + LATER)
    assert again(held).state == "confirmed"


def test_a_way_of_paying_that_never_was_keeps_no_stock(held: Order) -> None:
    held.payment_method = "shells"
    held.save()

    assert end_due_order(held.order_id, held.placed_at + LATER)
    assert left("pear") == 3
