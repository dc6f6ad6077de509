"""Money and orders: paid once, and never kept for goods that are gone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    Order,
    cancel_order,
    expire_order,
    mark_paid,
    quarantine_payment,
)
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, shipped
from tests.people import MEI


def test_a_payment_confirms_the_order_and_leaves_the_stock_alone(held: Order) -> None:
    paid = mark_paid(held.order_id, payment_id="p1", fen=1000)

    assert (paid.state, paid.payment_id) == ("confirmed", "p1")
    assert paid.paid_at is not None
    assert left("pear") == 1


def test_the_same_payment_again_is_no_news_even_after_shipping(held: Order) -> None:
    first = mark_paid(held.order_id, payment_id="p1", fen=1000)
    shipped(held)

    mark_paid(held.order_id, payment_id="p1", fen=1000)

    assert again(held).state == "shipped"
    assert again(held).paid_at == first.paid_at


@pytest.mark.parametrize(
    ("payment_id", "fen", "currency"),
    [("p1", 999, "CNY"), ("p1", 1001, "CNY"), ("p1", 0, "CNY"), ("p1", 1000, "USD")],
)
def test_money_that_does_not_fit_is_refused(
    held: Order, payment_id: str, fen: int, currency: str
) -> None:
    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id=payment_id, fen=fen, currency=currency)

    assert again(held).state == "held"


def test_a_second_payment_for_one_order_is_refused(held: Order) -> None:
    mark_paid(held.order_id, payment_id="p1", fen=1000)

    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id="p2", fen=1000)

    assert again(held).payment_id == "p1"


def test_two_payments_at_once_are_one_payment(held: Order) -> None:
    def pay(payment_id: str) -> bool:
        try:
            mark_paid(held.order_id, payment_id=payment_id, fen=1000)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(pay, [f"p{i}" for i in range(8)]))

    assert taken.count(True) == 1


def test_money_for_an_order_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        mark_paid("gmei.none", payment_id="p1", fen=1000)
    with pytest.raises(NotFound):
        mark_paid("", payment_id="p1", fen=1000)


def test_money_for_an_expired_order_takes_the_goods_again(held: Order) -> None:
    expire_order(held.order_id, now=held.placed_at + timedelta(minutes=31))
    assert left("pear") == 3

    paid = mark_paid(held.order_id, payment_id="p1", fen=1000)

    assert paid.state == "confirmed"
    assert paid.sub_orders[0].state == "confirmed"
    assert left("pear") == 1


def test_the_same_money_for_an_expired_order_takes_the_goods_once(held: Order) -> None:
    expire_order(held.order_id, now=held.placed_at + timedelta(minutes=31))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: mark_paid(held.order_id, payment_id="p1", fen=1000), range(8)))

    assert left("pear") == 1


def test_money_for_an_expired_order_whose_goods_are_gone_is_refused(held: Order) -> None:
    expire_order(held.order_id, now=held.placed_at + timedelta(minutes=31))
    buy(pears(2), form_key="form-2", buyer_id="gwang")

    with pytest.raises(Refused, match="sold-out"):
        mark_paid(held.order_id, payment_id="p1", fen=1000)

    assert again(held).state == "expired"
    assert left("pear") == 1


def test_the_wrong_money_does_not_wake_an_expired_order(held: Order) -> None:
    expire_order(held.order_id, now=held.placed_at + timedelta(minutes=31))

    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id="p1", fen=1)

    assert left("pear") == 3


def test_money_for_a_cancelled_order_is_refused(held: Order) -> None:
    cancel_order(held.order_id, buyer_id=MEI)

    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id="p1", fen=1000)


def test_a_payment_in_quarantine_never_confirms_the_order(held: Order) -> None:
    for _ in range(2):
        quarantine_payment(held.order_id, payment_id="p1")

    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id="p1", fen=1000)
    paid = mark_paid(held.order_id, payment_id="p2", fen=1000)

    assert (paid.state, paid.payment_id) == ("confirmed", "p2")


def test_a_payment_in_quarantine_does_not_wake_an_expired_order(held: Order) -> None:
    expire_order(held.order_id, now=held.placed_at + timedelta(minutes=31))
    quarantine_payment(held.order_id, payment_id="p1")

    with pytest.raises(Refused, match="payment-does-not-fit"):
        mark_paid(held.order_id, payment_id="p1", fen=1000)

    assert left("pear") == 3


def test_a_payment_that_the_order_took_is_not_put_into_quarantine(held: Order) -> None:
    mark_paid(held.order_id, payment_id="p1", fen=1000)

    with pytest.raises(Refused, match="payment-was-taken"):
        quarantine_payment(held.order_id, payment_id="p1")
    with pytest.raises(NotFound):
        quarantine_payment("gmei.none", payment_id="p1")

    assert again(held).quarantined is None


def test_a_payment_is_either_taken_or_in_quarantine_when_both_come_at_once(held: Order) -> None:
    def attempt(way: Callable[..., object]) -> bool:
        facts = {"fen": 1000} if way is mark_paid else {}
        try:
            way(held.order_id, payment_id="p1", **facts)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, (mark_paid, quarantine_payment)))

    assert done.count(True) == 1
    assert (again(held).payment_id == "p1") == done[0]


def test_a_payment_costs_one_unit(held: Order) -> None:
    with assert_cost(writes=1, reads=1):
        mark_paid(held.order_id, payment_id="p1", fen=1000)
    with assert_cost(writes=0, reads=1):
        mark_paid(held.order_id, payment_id="p1", fen=1000)
    with assert_cost(writes=1, reads=1):
        quarantine_payment(held.order_id, payment_id="p2")
