"""Orders that come to nothing give their goods back exactly once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    WantedLine,
    cancel_order,
    expire_order,
    mark_paid,
    pack,
)
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, shipped, stocked, tea_of_li
from tests.people import MEI


def test_a_cancelled_order_gives_its_goods_back() -> None:
    stocked("pear", left=5)
    order = buy(pears(2))

    cancelled = cancel_order(order.order_id, buyer_id=MEI)

    assert cancelled.state == "cancelled"
    assert cancelled.sub_orders[0].state == "cancelled"
    assert cancelled.lines[0].cancelled_fen == 1000
    assert left("pear") == 5


def test_cancelling_twice_or_eight_times_at_once_gives_back_once() -> None:
    stocked("pear", left=5)
    order = buy(pears(2))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cancel_order(order.order_id, buyer_id=MEI), range(8)))

    assert left("pear") == 5


def test_a_packed_order_can_still_be_cancelled() -> None:
    stocked("pear", left=5)
    order = buy(pears(2))
    pack(order.order_id, seller_id="wu")

    cancel_order(order.order_id, buyer_id=MEI)

    assert left("pear") == 5


def test_an_order_is_too_late_to_cancel_once_one_parcel_is_on_its_way() -> None:
    stocked("pear")
    tea_of_li()
    order = buy(pears(1), WantedLine("tea", 1, 500))
    shipped(order, "li")

    with pytest.raises(Refused, match="too-late-to-cancel"):
        cancel_order(order.order_id, buyer_id=MEI)

    assert left("pear") == 9


def test_nobody_cancels_another_persons_order() -> None:
    stocked("pear")
    order = buy(pears(1))

    with pytest.raises(NotFound):
        cancel_order(order.order_id, buyer_id="gwang")

    assert again(order).state == "confirmed"


def test_a_held_order_expires_after_thirty_minutes_and_not_before() -> None:
    stocked("pear", left=5)
    order = buy(pears(2), method="sandbox")

    early = expire_order(order.order_id, now=order.placed_at + timedelta(minutes=29))
    late = expire_order(order.order_id, now=order.placed_at + timedelta(minutes=30))
    repeated = expire_order(order.order_id, now=order.placed_at + timedelta(minutes=31))

    assert (early, late, repeated) == (False, True, False)
    assert again(order).state == "expired"
    assert left("pear") == 5


def test_an_expired_order_cannot_be_cancelled_into_giving_back_twice() -> None:
    stocked("pear", left=5)
    order = buy(pears(2), method="sandbox")
    expire_order(order.order_id, now=order.placed_at + timedelta(minutes=31))

    with pytest.raises(Refused, match="order-has-expired"):
        cancel_order(order.order_id, buyer_id=MEI)

    assert left("pear") == 5


def test_a_paid_order_never_expires() -> None:
    stocked("pear", left=5)
    order = buy(pears(2), method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=1000)

    expire_order(order.order_id, now=order.placed_at + timedelta(days=1))

    assert again(order).state == "confirmed"
    assert left("pear") == 3


def test_paying_cancelling_and_expiring_at_once_leave_one_outcome() -> None:
    stocked("pear", left=50)
    late = timedelta(minutes=31)
    for i in range(10):
        order = buy(pears(1), form_key=f"form-{i}", method="sandbox")

        def attempt(what: int, order_id: str = order.order_id, due: timedelta = late) -> None:
            try:
                if what == 0:
                    mark_paid(order_id, payment_id="p1", fen=500)
                elif what == 1:
                    cancel_order(order_id, buyer_id=MEI)
                else:
                    expire_order(order_id, now=order.placed_at + due)  # noqa: B023 - joined below
            except Refused:
                pass

        before = left("pear")
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(attempt, (0, 1, 2)))
        is_sold = again(order).state == "confirmed"
        assert left("pear") == (before if is_sold else before + 1)


def test_cancelling_and_expiring_cost_what_the_design_says() -> None:
    stocked("pear")
    order = buy(pears(1))
    two = buy(pears(1), form_key="form-2", method="sandbox")

    with assert_cost(writes=2 * (1 + 1), reads=2):
        cancel_order(order.order_id, buyer_id=MEI)
    with assert_cost(writes=2 * (1 + 1), reads=1):
        expire_order(two.order_id, now=two.placed_at + timedelta(minutes=31))
