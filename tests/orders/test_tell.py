"""What becomes of an order is told to its buyer and its sellers, each thing once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.notices import notices_of
from chalicelib.orders import Order, cancel_order, expire_order, sweep_orders
from chalicelib.orders.tell import news_of, reminder_at
from infra.local.delivery.sources import scheduled_event
from tests.costs import assert_cost
from tests.goods import again, cup, drop, held_pears, paid_for, pears_and_tea, shipped
from tests.people import LI, MEI, WU
from tests.store.past import was_due
from tests.streams import hear, stream


def kinds(whose: str) -> list[str]:
    return [notice.kind for notice in notices_of((whose,)).items]


def told(app: Any, *steps: Order) -> None:
    """The stream tells of an order as it went from step to step, each twice."""
    for _ in range(2):
        for before, after in zip((None, *steps), steps, strict=False):
            answer = hear(app, "tell_of_orders", stream((before, after)))
            assert answer == {"batchItemFailures": []}


def test_an_order_is_told_of_as_it_is_paid_and_sent_by_each_seller(app: Any) -> None:
    placed = pears_and_tea()
    paid = paid_for(placed)
    half = shipped(paid, WU)

    told(app, placed, paid, half, shipped(half, LI))

    assert kinds(MEI) == ["order-sent", "order-sent", "order-paid"]
    assert kinds(f"producer:{WU}") == kinds(f"producer:{LI}") == ["order-new"]
    first = notices_of((MEI,)).items[1]
    assert (first.texts["title"], first.texts["tracking"]) == ("Pear", "SF123456")


def test_a_seller_hears_of_an_order_that_is_called_off_and_a_buyer_of_the_refund(app: Any) -> None:
    placed = pears_and_tea()
    paid = paid_for(placed)
    off = cancel_order(paid.order_id, buyer_id=MEI)
    back = again(off)
    back.refunds[0].sent_at = clock.now()

    told(app, paid, off, back)

    assert kinds(f"producer:{WU}") == ["order-taken-back", "order-new"]
    assert kinds(MEI) == ["refund-sent"]


def test_who_does_not_pay_is_reminded_in_time_and_told_of_the_end(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = held_pears()
    reminds = reminder_at(order)
    assert order.expires_at is not None
    assert reminds == order.expires_at - timedelta(minutes=10)
    later = order.expires_at - timedelta(minutes=9)
    was_due("orders", reminds, order.order_id)
    monkeypatch.setattr(clock, "now", lambda: later)

    for _ in range(2):
        app.handler_map["sweep_orders"](scheduled_event("sweep_orders"), None)

    assert kinds(MEI) == ["payment-missing"]
    expire_order(order.order_id, now=order.expires_at)
    told(app, order, again(order))
    assert kinds(MEI) == ["order-expired", "payment-missing"]


def test_whoever_has_paid_is_not_reminded() -> None:
    order = held_pears()
    reminds = reminder_at(order)
    assert reminds is not None
    was_due("orders", reminds, order.order_id)

    paid = paid_for(order)
    sweep_orders(reminds + timedelta(minutes=1), lambda *_: None)

    assert reminder_at(paid) is None
    assert kinds(MEI) == []


def test_another_taking_of_a_slot_is_told_as_another_order() -> None:
    drop(pieces=1)
    first = cup()
    expired = again(first)
    other = Order.from_raw_data(first.serialize())
    other.taking, other.taken_by, other.state = 2, "gli", "expired"

    assert [kind_of for _, kind_of in names(first, other)] == []
    assert expired.order_id != other.order_id


def names(old: Order | None, new: Order) -> Iterator[tuple[str, str]]:
    return ((whose, news.kind) for whose, news in news_of(old, new))


def test_what_telling_costs(app: Any) -> None:
    placed = pears_and_tea()
    paid = paid_for(placed)
    event = stream((placed, paid))

    with assert_cost(writes=3):  # the buyer and both sellers
        hear(app, "tell_of_orders", event)
