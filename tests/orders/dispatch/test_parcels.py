"""Parcels go their way: each seller moves their own, and the order follows the slowest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    cancel_order,
    confirm_cash,
    confirm_delivery,
    mark_paid,
    pack,
    ship,
    sub_order_of,
)
from tests.costs import assert_cost
from tests.goods import again, buy, pears, shipped, stocked, tea_of_li
from tests.people import MEI, seller


@pytest.fixture
def order() -> Order:
    """Pears from Wu and tea from Li, cash on delivery."""
    seller("wu", 800)
    stocked("pear")
    tea_of_li(price_fen=2_000)
    return buy(pears(1), WantedLine("tea", 1, 2_000))


def test_an_order_is_as_far_as_its_slowest_parcel(order: Order) -> None:
    after = [
        pack(order.order_id, seller_id="wu"),
        pack(order.order_id, seller_id="li"),
        shipped(order, "wu"),
        shipped(order, "li"),
        confirm_delivery(order.order_id, buyer_id=MEI),
    ]

    states = [part.state for part in after]

    assert states == ["confirmed", "packed", "packed", "shipped", "delivered"]
    assert again(order).delivered_at is not None


def test_two_sellers_at_once_do_not_lose_each_others_step(order: Order) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: shipped(order, who), ("wu", "li")))

    assert again(order).state == "shipped"


def test_every_step_twice_is_no_news(order: Order) -> None:
    steps = [
        lambda: pack(order.order_id, seller_id="wu"),
        lambda: shipped(order, "wu"),
        lambda: shipped(order, "li"),
        lambda: confirm_delivery(order.order_id, buyer_id=MEI),
        lambda: confirm_cash(order.order_id, seller_id="wu"),
    ]

    for step in steps:
        first, second = step(), step()

        assert first.version == second.version


def test_a_step_back_or_out_of_turn_is_refused(order: Order) -> None:
    with pytest.raises(Refused, match="not-on-its-way"):
        confirm_delivery(order.order_id, buyer_id=MEI)
    with pytest.raises(Refused, match="not-on-its-way"):
        confirm_cash(order.order_id, seller_id="wu")
    shipped(order, "wu")
    with pytest.raises(Refused, match="already-on-its-way"):
        pack(order.order_id, seller_id="wu")
    with pytest.raises(Refused, match="already-on-its-way"):
        ship(order.order_id, seller_id="wu", carrier="SF", tracking="OTHER99")


def test_a_cancelled_order_is_not_packed(order: Order) -> None:
    cancel_order(order.order_id, buyer_id=MEI)

    with pytest.raises(Refused, match="order-was-cancelled"):
        pack(order.order_id, seller_id="wu")


def test_a_seller_touches_and_sees_only_their_own(order: Order) -> None:
    with pytest.raises(NotFound):
        pack(order.order_id, seller_id="zhao")
    with pytest.raises(NotFound):
        sub_order_of(order.order_id, ["zhao"])

    mine = sub_order_of(order.order_id, ["wu"])

    assert [line.title for line in mine.lines] == ["Pear"]
    assert (mine.goods_fen, mine.total_fen) == (500, 1_300)


def test_a_held_order_is_not_the_sellers_business_yet() -> None:
    stocked("pear")
    order = buy(pears(1), method="sandbox")

    with pytest.raises(NotFound):
        sub_order_of(order.order_id, ["wu"])
    with pytest.raises(NotFound):
        pack(order.order_id, seller_id="wu")


@pytest.mark.parametrize(
    ("carrier", "tracking", "field"),
    [
        ("", "SF123456", "carrier"),
        ("x" * 31, "SF123456", "carrier"),
        ("SF", "", "tracking"),
        ("SF", "<b>", "tracking"),
        ("SF", "9" * 41, "tracking"),
    ],
)
def test_a_parcel_needs_a_carrier_and_a_number(
    order: Order, carrier: str, tracking: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ship(order.order_id, seller_id="wu", carrier=carrier, tracking=tracking)

    assert set(refused.value.problems) == {field}


def test_cash_makes_an_order_paid_when_all_of_it_has_come(order: Order) -> None:
    shipped(order, "wu")
    shipped(order, "li")

    first = confirm_cash(order.order_id, seller_id="wu")
    second = confirm_cash(order.order_id, seller_id="li")

    assert first.paid_at is None
    assert second.paid_at is not None


def test_two_sellers_with_cash_at_once_make_the_order_paid(order: Order) -> None:
    shipped(order, "wu")
    shipped(order, "li")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: confirm_cash(order.order_id, seller_id=who), ("wu", "li")))

    assert again(order).paid_at is not None


def test_no_cash_is_taken_for_an_order_paid_otherwise() -> None:
    stocked("pear")
    order = buy(pears(1), method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=500)
    shipped(order, "wu")

    with pytest.raises(Refused, match="not-cash"):
        confirm_cash(order.order_id, seller_id="wu")


def test_the_address_is_the_sellers_until_a_week_after_delivery(order: Order) -> None:
    shipped(order, "wu")
    shipped(order, "li")
    confirm_delivery(order.order_id, buyer_id=MEI)
    assert sub_order_of(order.order_id, ["wu"]).address is not None

    stale = again(order)
    for sub_order in stale.sub_orders:
        sub_order.delivered_at = clock.now() - timedelta(days=8)
    stale.save()

    assert sub_order_of(order.order_id, ["wu"]).address is None


def test_the_address_of_a_cancelled_order_is_nobodys(order: Order) -> None:
    cancel_order(order.order_id, buyer_id=MEI)

    assert sub_order_of(order.order_id, ["wu"]).address is None


def test_a_step_of_a_parcel_costs_one_unit_a_kilobyte() -> None:
    stocked("pear")
    order = buy(pears(1))

    with assert_cost(writes=1, reads=1):
        pack(order.order_id, seller_id="wu")
    with assert_cost(writes=1, reads=1):
        shipped(order, "wu")
    with assert_cost(writes=1, reads=1):
        confirm_cash(order.order_id, seller_id="wu")
