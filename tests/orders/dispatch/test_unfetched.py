"""Goods that were paid beforehand and that nobody fetches go back after their term, and so does the money."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.orders import (
    FETCH_DAYS,
    Order,
    fetch_until,
    hand_over,
    pack,
    remember_due,
    sweep_orders,
    was_not_fetched,
)
from chalicelib.orders.dispatch.unfetched import end_unfetched
from chalicelib.orders.due import due_after
from chalicelib.payments import PickupPoint, end_due_order
from chalicelib.store import Sweep
from tests.costs import assert_cost
from tests.goods import again, left
from tests.orders.doubts import in_doubt, out_of_doubt
from tests.payments.cash.test_points import hall, order_there
from tests.proof.wire import troubled
from tests.streams import hear, stream

__all__ = ["hall"]
HOUR = timedelta(hours=1)
TERM = timedelta(days=FETCH_DAYS) + HOUR  # rounded up to the hour


def paid_there(point: PickupPoint, form_key: str = "form-1") -> Order:
    """Paid beforehand, and the stream has told the job."""
    order = order_there(point, method="sandbox", form_key=form_key)
    payments.confirm(order.order_id, buyer_id=order.buyer, evidence="pay")
    paid = again(order)
    remember_due(f"shard#{paid.version}", [(order, paid)])
    return paid


def sweep(now: datetime) -> None:
    """What has become due within the last hours; all before it is done."""
    done = f"{now - 2 * HOUR:%Y-%m-%dT%H:%M}"
    Sweep("orders", begun=done, done=done).save()
    sweep_orders(now, end_due_order)


def test_what_nobody_fetches_goes_back_and_so_does_the_money(app: Any, hall: PickupPoint) -> None:
    paid = paid_there(hall)

    sweep(paid.paid_at + timedelta(days=FETCH_DAYS) - timedelta(minutes=1))
    early = again(paid).state
    for _ in range(2):
        sweep(paid.paid_at + TERM)
    hear(app, "send_money_back", stream((paid, again(paid))))

    now = again(paid)
    assert (early, now.state, now.refunded_fen) == ("confirmed", "cancelled", 1000)
    assert was_not_fetched(now)
    assert now.refunds[0].sent_at is not None
    assert left("pear") == 5


def test_the_term_begins_when_all_is_packed(hall: PickupPoint) -> None:
    paid = paid_there(hall)
    packed = pack(paid.order_id, seller_id="wu")
    packed.packed_at = paid.paid_at + timedelta(days=5)
    packed.save()
    remember_due("shard#packed", [(paid, packed)])

    sweep(paid.paid_at + TERM)
    after_payment = again(paid).state
    sweep(packed.packed_at + TERM)

    assert (after_payment, again(paid).state) == ("packed", "cancelled")


def test_what_was_fetched_stays_fetched(hall: PickupPoint) -> None:
    paid = paid_there(hall)

    with troubled() as way:
        way.before_a_write = lambda: hand_over(
            paid.order_id, point_id=hall.point_id, code=paid.pickup_code
        )
        end_unfetched(paid, paid.paid_at + TERM)

    assert again(paid).state == "delivered"
    assert again(paid).refunds is None
    assert left("pear") == 3


def test_only_what_is_paid_for_and_fetched_has_a_term(hall: PickupPoint) -> None:
    unpaid = order_there(hall)
    payments.not_fetched(unpaid.order_id, point_id=hall.point_id)
    paid = paid_there(hall, "form-2")
    shipped = Order.from_raw_data(paid.serialize())
    shipped.spot = None

    terms = [fetch_until(order) for order in (unpaid, again(unpaid), shipped)]

    assert terms == [None, None, None]
    assert list(due_after(None, unpaid)) == []
    assert list(due_after(paid, paid)) == []
    assert list(due_after(None, paid)) == [fetch_until(paid)]


def test_goods_whose_payment_is_in_doubt_lie_until_it_is_settled(hall: PickupPoint) -> None:
    paid = paid_there(hall)
    waiting = in_doubt(paid)

    end_unfetched(waiting, paid.paid_at + TERM)
    after = out_of_doubt(paid)

    assert again(paid).state == "confirmed"
    assert list(due_after(paid, waiting)) == []
    assert list(due_after(waiting, after)) == [fetch_until(after)]


@pytest.mark.parametrize("late", [False, True])
def test_to_look_costs_nothing_and_to_end_what_a_cancellation_costs(
    hall: PickupPoint, *, late: bool
) -> None:
    paid = paid_there(hall)
    now = paid.paid_at + TERM if late else clock.now()

    with assert_cost(writes=6 * late, reads=late):  # the order comes to two KB with its refund
        end_unfetched(paid, now)
