"""What jobs do with the payment service when the page that should have done it died: the sweeper, and the stream."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.orders import Order, cancel_order
from chalicelib.payments.sandbox.world import buyer_pays
from tests.goods import again, left
from tests.payments.stripe.fair import (
    held_order,
    no_troubles,
    refunded_at_stripe,
    session_of,
    stripe_fair,
)
from tests.people import MEI
from tests.store.past import was_due
from tests.streams import hear, stream

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

HOUR = timedelta(hours=1)


@pytest.fixture
def late() -> Order:
    """Held an hour ago; its page is open to this minute."""
    order = held_order()
    order.placed_at -= HOUR
    order.expires_at = order.placed_at + timedelta(minutes=30)
    order.save()
    was_due("orders", clock.now() - timedelta(minutes=31), order.order_id)
    return order


def sweep(app: Any) -> None:
    from infra.local.delivery.sources import scheduled_event

    app.handler_map["sweep_orders"](scheduled_event("sweep_orders"), None)


def test_the_sweeper_closes_the_page_before_it_gives_the_goods_back(app: Any, late: Order) -> None:
    sweep(app)

    assert again(late).state == "expired"
    assert session_of(late).status == "expired"
    assert left("pear") == 9


def test_the_sweeper_takes_what_was_paid_in_the_last_moment(app: Any, late: Order) -> None:
    buyer_pays(session_of(late).id)

    sweep(app)

    assert again(late).state == "confirmed"
    assert left("pear") == 7


def test_a_crash_after_a_cancellation_closes_the_page_all_the_same(app: Any) -> None:
    order = held_order()
    cancelled = cancel_order(order.order_id, buyer_id=MEI)

    for _ in range(2):
        hear(app, "send_money_back", stream((order, cancelled)))

    assert session_of(order).status == "expired"
    assert refunded_at_stripe() == []


def test_a_crash_after_a_cancellation_sends_the_money_back_once(app: Any) -> None:
    order = held_order()
    buyer_pays(session_of(order).id)
    payments.confirm(order.order_id, buyer_id=MEI, evidence="")
    paid = again(order)
    cancelled = cancel_order(order.order_id, buyer_id=MEI)

    for _ in range(2):
        hear(app, "send_money_back", stream((paid, cancelled)))

    assert refunded_at_stripe() == [1000]
    assert again(order).refunds[0].sent_at is not None


def test_a_payment_in_the_moment_of_the_cancellation_goes_back(app: Any) -> None:
    order = held_order()
    session_id = session_of(order).id
    buyer_pays(session_id)
    cancelled = cancel_order(order.order_id, buyer_id=MEI)

    for _ in range(2):
        hear(app, "send_money_back", stream((order, cancelled)))

    (kept_out,) = payments.Quarantine.scan()
    assert kept_out.sent_back_at is not None
    assert refunded_at_stripe() == [1000]
    assert clock.now() - kept_out.at < HOUR
