"""Jobs on the stream of orders: who comes to a pick-up point, what couriers bring, and what a person must send."""

from typing import Any

from chalicelib import payments
from chalicelib.orders import Order, cancel_order, confirm_cash, hand_over
from tests.goods import again, buy, pears, shipped, stocked
from tests.jobs.test_bank import came, code, held, mend
from tests.payments.cash.test_points import hall, order_there
from tests.people import MEI
from tests.streams import hear, stream

__all__ = ["hall"]


def listed(app: Any, *changes: tuple[Order | None, Order]) -> None:
    assert hear(app, "list_cash", stream(*changes)) == {"batchItemFailures": []}


def test_a_point_lists_who_still_comes_also_when_old_news_comes_last(
    app: Any, hall: payments.PickupPoint
) -> None:
    order = order_there(hall)
    listed(app, (None, order))
    waiting = [order.order_id for order in payments.pickups_at(hall.point_id).items]
    handed_over = hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)

    listed(app, (order, handed_over), (None, order))

    assert waiting == [order.order_id]
    assert payments.pickups_at(hall.point_id).items == []


def test_a_couriers_batch_comes_to_the_bank_once_and_with_what_was_collected(app: Any) -> None:
    stocked("pear")
    order = buy(pears(2))
    shipped(order)
    collected = confirm_cash(order.order_id, seller_id="wu", receipt="SF-COD20261120")
    listed(app, *[(order, collected)] * 2)

    lines = [
        came(fen, "SF-COD20261120", line_id)
        for line_id, fen in (("less", 999), ("right", 1_000), ("again", 1_000))
    ]

    assert mend(app, *lines) == ["suspense", "remitted", "suspense"]


def test_a_crash_after_a_cancellation_still_asks_a_person_to_send_the_money(
    app: Any,
) -> None:
    order = held()
    mend(app, came(1_000, code(order)))
    paid = again(order)
    cancelled = cancel_order(order.order_id, buyer_id=MEI)  # and here the page died

    for _ in range(2):
        hear(app, "send_money_back", stream((paid, cancelled)))

    (errand,) = payments.errands().items
    assert (errand.order_id, int(errand.fen)) == (order.order_id, 1_000)
