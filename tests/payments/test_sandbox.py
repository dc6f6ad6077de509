"""Payments: each fen is taken once, and money that no order can take goes back by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import payments
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import Order, Wanted, expire_order
from chalicelib.orders import ship as ship_parcel
from chalicelib.payments import PAY, REFUSE, Payment, Sandbox
from chalicelib.payments.rules import methods_of
from chalicelib.settings import settings
from tests.costs import assert_cost
from tests.orders.market import MEI, again, buy, left, stocked


@pytest.fixture
def held() -> Order:
    stocked("pear", left=3)
    return buy(Wanted("pear", 2, 500), method="sandbox")


def pay(order: Order, evidence: str = PAY) -> Payment:
    return payments.confirm(order.order_id, buyer_id=MEI, evidence=evidence)


def late(order: Order) -> bool:
    return expire_order(order.order_id, now=order.placed_at + timedelta(minutes=31))


def test_beginning_says_where_to_pay(held: Order) -> None:
    stocked("tea")
    cash = buy(Wanted("tea", 1, 500), form_key="form-2")

    assert payments.begin(held).path == f"/pay/{held.order_id}"
    assert payments.begin(held).path == f"/pay/{held.order_id}"
    assert payments.begin(cash).path == ""


def test_a_payment_confirms_its_order(held: Order) -> None:
    payment = pay(held)

    assert (payment.state, payment.fen) == ("paid", 1000)
    assert again(held).payment_id == payment.payment_id


def test_a_refused_payment_may_be_tried_again(held: Order) -> None:
    refused = pay(held, REFUSE).state
    paid = pay(held).state
    refused_too_late = pay(held, REFUSE).state

    assert (refused, paid, refused_too_late) == ("refused", "paid", "paid")
    assert again(held).state == "confirmed"


def test_eight_taps_at_once_are_one_payment(held: Order) -> None:
    with ThreadPoolExecutor(8) as pool:
        states = {payment.state for payment in pool.map(lambda _: pay(held), range(8))}

    assert states == {"paid"}
    assert left("pear") == 1


def test_money_for_an_expired_order_takes_the_goods_again(held: Order) -> None:
    late(held)

    payment = pay(held)

    assert payment.state == "paid"
    assert again(held).state == "confirmed"
    assert left("pear") == 1


def test_money_for_goods_that_are_gone_goes_back_by_itself(held: Order) -> None:
    late(held)
    buy(Wanted("pear", 3, 500), form_key="form-2", buyer_id="gwang")

    payment = pay(held)

    assert (payment.state, payment.refunded_fen, payment.reason) == ("refunded", 1000, "sold-out")
    assert again(held).paid_at is None
    assert left("pear") == 0


def test_nobody_pays_or_cancels_for_somebody_else(held: Order) -> None:
    with pytest.raises(NotFound):
        payments.confirm(held.order_id, buyer_id="gwang", evidence=PAY)
    with pytest.raises(NotFound):
        payments.call_off(held.order_id, buyer_id="gwang")


def test_a_cancelled_order_takes_no_money(held: Order) -> None:
    payments.begin(held)
    payments.call_off(held.order_id, buyer_id=MEI)

    with pytest.raises(Refused, match="payment-is-over"):
        pay(held)

    assert Payment.find(f"sandbox.{held.order_id}").state == "cancelled"


def test_calling_off_a_paid_order_sends_all_of_it_back_once(held: Order) -> None:
    pay(held)

    payments.call_off(held.order_id, buyer_id=MEI)
    payments.call_off(held.order_id, buyer_id=MEI)

    order = again(held)
    payment = Payment.find(str(order.payment_id))
    assert (order.state, order.refunded_fen) == ("cancelled", 1000)
    assert (payment.state, payment.refunded_fen) == ("refunded", 1000)
    assert left("pear") == 3


def test_calling_off_and_paying_at_once_leave_every_fen_in_one_place() -> None:
    stocked("pear", left=50)
    for i in range(10):
        order = buy(Wanted("pear", 1, 500), form_key=f"form-{i}", method="sandbox")
        _both(order)
        now, payment = again(order), Payment.find_or_none(f"sandbox.{order.order_id}")
        assert now.state == "cancelled"
        assert payment is None or payment.state in ("cancelled", "refunded")
        assert int(now.refunded_fen or 0) == (500 if now.paid_at else 0)

    assert left("pear") == 50


def _both(order: Order) -> None:
    def one(what: int) -> None:
        try:
            if what:
                pay(order)
            else:
                payments.call_off(order.order_id, buyer_id=MEI)
        except Refused:
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, (0, 1)))


def test_cash_for_a_delivered_order_is_recorded_once() -> None:
    stocked("pear")
    order = buy(Wanted("pear", 1, 500))
    ship_parcel(order.order_id, seller_id="wu", carrier="SF", tracking="SF123456")

    payments.receive_cash(order.order_id, seller_id="wu")
    payments.receive_cash(order.order_id, seller_id="wu")

    payment = Payment.find(f"cod.{order.order_id}")
    assert (payment.state, payment.fen, payment.reason) == ("paid", 500, "wu")
    assert again(order).paid_at is not None


def test_the_sandbox_does_not_start_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="production"):
            Sandbox()
        assert payments.methods() == ("cod",)
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_production_offers_no_sandbox() -> None:
    assert "sandbox" not in methods_of("production")
    assert methods_of("local")[0] == "cod"


def test_a_payment_costs_what_the_design_says(held: Order) -> None:
    with assert_cost(writes=1):
        payments.begin(held)
    with assert_cost(
        writes=1 + 2, reads=2
    ):  # the payment, the order and its place in the due index
        pay(held)
