"""Another way to pay: the old one is closed first, and no fen comes in on both."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import orders, payments
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.orders import Order, WantedLine, expire_order
from chalicelib.payments import Quarantine, ReceivedPayment
from chalicelib.payments.cash.models import CashBuyer
from tests.costs import assert_cost
from tests.goods import again, buy, held_pears, left, pears, stocked
from tests.people import MEI


def change(order: Order, method: str) -> Order:
    return payments.change_way(order.order_id, buyer_id=MEI, method=method)


def test_after_a_refused_payment_the_order_is_paid_in_cash(held: Order) -> None:
    payments.confirm(held.order_id, buyer_id=MEI, evidence="refuse")

    change(held, "cod")
    change(held, "cod")

    now = again(held)
    assert (now.state, now.payment_method) == ("confirmed", "cod")
    assert now.paid_at is None
    assert [part.state for part in now.sub_orders] == ["confirmed"]
    assert len(CashBuyer.find(MEI).open) == 1
    assert left("pear") == 1


def test_a_bank_transfer_of_what_is_scarce_gives_a_day_and_going_back_half_an_hour(
    held: Order,
) -> None:
    by_bank = change(held, "bank")
    longest = again(by_bank).expires_at - held.placed_at
    change(held, "sandbox")
    back = again(held).expires_at - held.placed_at

    assert timedelta(days=1) - longest < timedelta(seconds=1)
    assert timedelta(minutes=30) <= back < timedelta(minutes=31)


def test_no_change_makes_a_hold_longer_than_three_days() -> None:
    held = held_pears(left=99)
    for method in ("bank", "sandbox", "bank"):
        change(held, method)

    assert again(held).expires_at <= held.placed_at + timedelta(days=3)


@pytest.mark.parametrize("method", ["pickup", "shells", ""])
def test_a_way_that_this_order_does_not_have_is_refused(held: Order, method: str) -> None:
    with pytest.raises(Invalid):
        change(held, method)

    assert again(held).payment_method == "sandbox"


def test_an_order_that_is_paid_or_over_keeps_its_way(held: Order) -> None:
    payments.take(held.order_id, ReceivedPayment("p1", 1000, "CNY"))
    other = buy(pears(1), form_key="form-2", method="sandbox")
    expire_order(other.order_id, now=other.placed_at + timedelta(hours=1))

    for order in (held, other):
        with pytest.raises(Refused, match="way-is-fixed"):
            change(order, "cod")
        with pytest.raises(Refused, match="way-is-fixed"):  # also just before the write
            orders.change_way(order.order_id, buyer_id=MEI, method="cod")


def test_nobody_changes_somebody_elses_way(held: Order) -> None:
    with pytest.raises(NotFound):
        payments.change_way(held.order_id, buyer_id="gwang", method="cod")


def test_paying_and_changing_at_once_end_with_one_way_and_every_fen_in_one_place() -> None:
    stocked("tea", left=50)
    for number in range(8):
        order = buy(
            WantedLine("tea", 1, 500),
            form_key=f"form-{number}",
            buyer_id=f"g{number}",
            method="sandbox",
        )
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda what, order=order: _either(order, what), (0, 1)))
        now, kept_out = again(order), Quarantine.find_or_none(f"p-{order.order_id}")
        assert now.state == "confirmed"
        assert (now.paid_at is None) == (now.payment_method == "cod")
        assert (kept_out is not None) == (now.paid_at is None)
        assert kept_out is None or kept_out.sent_back_at is not None


def _either(order: Order, what: int) -> None:
    try:
        if what:
            received = ReceivedPayment(f"p-{order.order_id}", 500, "CNY", "sandbox")
            payments.take(order.order_id, received)
        else:
            payments.change_way(order.order_id, buyer_id=order.buyer_id, method="cod")
    except Refused:
        pass


def test_a_change_costs_one_unit(held: Order) -> None:
    with assert_cost(
        writes=1, reads=3.5
    ):  # the order twice, what the sandbox has open, and the stock
        change(held, "bank")


def test_money_of_the_old_way_that_comes_after_all_goes_back_on_it(held: Order) -> None:
    change(held, "bank")  # while a page of the old way was being opened

    taken = payments.take(held.order_id, ReceivedPayment("pi_1", 1000, "CNY", "sandbox"))

    (errand,) = payments.errands().items  # the sandbox knows of no such payment
    assert not taken
    assert (Quarantine.find("pi_1").method, errand.method) == ("sandbox", "sandbox")
    assert (again(held).state, again(held).payment_method) == ("held", "bank")


def test_money_of_the_old_way_does_not_take_the_goods_of_an_expired_order_again(
    held: Order,
) -> None:
    change(held, "bank")
    expire_order(held.order_id, now=held.placed_at + timedelta(days=4))

    assert not payments.take(held.order_id, ReceivedPayment("pi_1", 1000, "CNY", "sandbox"))
    assert again(held).state == "expired"
    assert left("pear") == 3
