"""Money that must go back while the payment service is away: the stream goes on, and nothing is sent twice."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.ledger import CASH_BANK, ENTRY_SENT, entries_of, sold_of, two_postings
from chalicelib.orders import Order, cancel_order, record_refund
from chalicelib.payments import Quarantine, ReceivedPayment
from chalicelib.payments.quarantine import keep_out
from chalicelib.payments.refunds import leave_to_person
from chalicelib.payments.sandbox.http import LOSE_ANSWER, LOSE_REQUEST
from chalicelib.payments.send_back import QUEUE, WAITS, send_back, sweep_money_back
from chalicelib.store import Due
from infra.local.delivery.sources import scheduled_event
from tests.costs import assert_cost
from tests.goods import again
from tests.payments.stripe.fair import (
    no_troubles,
    paid_at_stripe,
    refunded_at_stripe,
    stripe_fair,
    troubles,
)
from tests.people import MEI
from tests.proof.wire import troubled
from tests.streams import hear, stream

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

AWAY = [LOSE_REQUEST] * 2  # the SDK asks twice


def paid_order(form_key: str = "form-1") -> Order:
    order = paid_at_stripe(form_key)
    payments.confirm(order.order_id, buyer_id=MEI, evidence="")
    return again(order)


def cancelled_while_away(app: Any) -> Order:
    """A paid order is cancelled, and the stream hears of it while the payment service is away."""
    paid = paid_order()
    cancelled = cancel_order(paid.order_id, buyer_id=MEI)
    troubles().extend(AWAY)
    answer = hear(app, "send_money_back", stream((paid, cancelled)))
    assert answer == {"batchItemFailures": []}
    return again(paid)


def waiting() -> list[str]:
    return [id_ for bucket in Due.scan(Due.minute.startswith(QUEUE)) for id_ in bucket.ids]


def days_away(since: datetime) -> datetime:
    """The payment service stays away until the fair gives up; the moment of the last try."""
    now = since
    for wait in WAITS:
        now += wait + timedelta(minutes=1)
        troubles().extend(AWAY)
        for _ in range(2):  # a sweep does a day of minutes
            sweep_money_back(now)
        assert not troubles()
    return now


def test_the_stream_goes_on_and_the_money_goes_when_the_service_is_back(app: Any) -> None:
    order = cancelled_while_away(app)
    early = waiting()
    later = clock.now() + WAITS[0] + timedelta(minutes=1)

    for _ in range(2):
        sweep_money_back(later)

    assert early == [f"1 {order.order_id}"]
    assert again(order).refunds[0].sent_at is not None
    assert refunded_at_stripe() == [1000]


def test_the_job_takes_what_is_due(app: Any) -> None:
    order = cancelled_while_away(app)
    (bucket,) = Due.scan(Due.minute.startswith(QUEUE))
    before = f"{QUEUE} {clock.now() - timedelta(minutes=2):%Y-%m-%dT%H:%M}"
    Due(before, "p", ids=list(bucket.ids), forget_after=clock.now()).save()

    app.handler_map["send_money_later"](scheduled_event("send_money_later"), None)

    assert again(order).refunds[0].sent_at is not None


def test_an_answer_that_got_lost_is_no_second_refund(app: Any) -> None:
    paid = paid_order()
    owing = record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason="damaged")
    troubles().extend(["", LOSE_ANSWER, LOSE_ANSWER])  # it was looked for, and made

    hear(app, "send_money_back", stream((paid, owing)))
    unsent = again(paid).refunds[0].sent_at
    sweep_money_back(clock.now() + WAITS[0] + timedelta(minutes=1))

    assert unsent is None
    assert again(paid).refunds[0].sent_at is not None
    assert refunded_at_stripe() == [300]


def test_each_wait_is_longer_and_the_last_makes_an_errand_with_an_alarm(
    app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    begun = clock.now()
    cancelled_while_away(app)

    with caplog.at_level(logging.ERROR):
        last = days_away(begun)
    sweep_money_back(last + timedelta(days=3))

    assert sorted(WAITS) == list(WAITS)
    assert last - begun > timedelta(days=1)
    alarms = [line.getMessage() for line in caplog.records if line.levelno == logging.ERROR]
    assert alarms == ["refund goes by hand"]
    assert [int(errand.fen) for errand in payments.errands().items] == [1000]
    assert refunded_at_stripe() == []


def test_what_a_person_sends_no_machine_sends_any_more(app: Any) -> None:
    order = cancelled_while_away(app)
    days_away(clock.now())

    payments.send_refunds(again(order))
    (errand,) = payments.errands().items
    payments.sent_by_hand(errand.errand_key)
    leave_to_person(order)

    assert refunded_at_stripe() == []
    assert payments.errands().items == []
    assert again(order).refunds[0].sent_at is not None
    (went,) = [
        entry for entry in entries_of(sold_of(again(order).serialize())) if ENTRY_SENT in entry.name
    ]
    assert went.postings == two_postings("refunds_clearing", CASH_BANK, 1000)


@pytest.mark.parametrize("job", ["send_money_back", "send_money_later"])
def test_a_refund_that_goes_while_it_is_given_up_is_no_errand(app: Any, job: str) -> None:
    paid = paid_order()
    cancelled = cancel_order(paid.order_id, buyer_id=MEI)
    send_back(cancelled.order_id, clock.now())
    order = again(paid)
    order.refunds[0].sent_at = None
    order.save()  # a job that knows of no answer yet
    minute = f"{QUEUE} {clock.now() - timedelta(minutes=2):%Y-%m-%dT%H:%M}"
    Due(minute, "p", ids=[f"1 {order.order_id}"], forget_after=clock.now()).save()
    event = scheduled_event(job) if job == "send_money_later" else stream((paid, order))

    with troubled() as way:
        way.which_write = b"sent_at"
        way.before_a_write = lambda: leave_to_person(again(order))
        app.handler_map[job](event, None)

    assert payments.errands().items == []
    assert again(order).refunds[0].sent_at is not None


def test_a_refused_payment_goes_back_later_too(app: Any) -> None:
    paid = paid_order()
    second = ReceivedPayment(str(paid.payment_id) + "-2", 1000, "CNY", "stripe")
    Quarantine(
        second.payment_id,
        order_id=paid.order_id,
        method="stripe",
        fen=1000,
        currency="CNY",
        reason="payment-does-not-fit",
        at=clock.now(),
    ).save()
    quarantine = Quarantine.find(second.payment_id)
    troubles().extend(AWAY)

    answer = hear(app, "mend_quarantine", stream((None, quarantine)))
    days_away(clock.now())
    (errand,) = payments.errands().items
    keep_out(paid.order_id, second, reason="payment-does-not-fit")
    payments.sent_by_hand(errand.errand_key)
    hear(app, "mend_quarantine", stream((None, Quarantine.find(quarantine.payment_id))))

    assert answer == {"batchItemFailures": []}
    assert Quarantine.find(quarantine.payment_id).sent_back_at is not None
    assert Quarantine.find(quarantine.payment_id).from_bank
    assert payments.errands().items == []


def test_to_remember_costs_a_unit(app: Any) -> None:
    order = cancelled_while_away(app)
    troubles().extend(AWAY)

    with assert_cost(writes=1, reads=3):  # the order, its page, how far the sweep is
        send_back(order.order_id, clock.now())
