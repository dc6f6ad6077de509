"""Money that comes in: each fen is taken once, and money that no order can take goes back by itself."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import payments
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import Order, WantedLine, expire_order
from chalicelib.payments import PAY, REFUSE, Quarantine, ReceivedPayment
from chalicelib.payments.stripe.sandbox_page import Sandbox
from chalicelib.payments.ways import methods_of
from chalicelib.settings import settings
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, stocked
from tests.people import MEI

MONEY = ReceivedPayment("p1", 1000, "CNY")


def pay(order: Order, evidence: str = PAY) -> str:
    return payments.confirm(order.order_id, buyer_id=MEI, evidence=evidence)


def late(order: Order) -> bool:
    return expire_order(order.order_id, now=order.placed_at + timedelta(minutes=31))


def test_beginning_says_where_to_pay(held: Order) -> None:
    stocked("tea")
    cash = buy(WantedLine("tea", 1, 500), form_key="form-2")

    assert payments.begin(held).path == f"/pay/{held.order_id}"
    assert payments.begin(held).path == f"/pay/{held.order_id}"
    assert payments.begin(cash).path == ""


def test_a_payment_confirms_its_order(held: Order) -> None:
    outcome = pay(held)

    assert outcome == "paid"
    assert again(held).state == "confirmed"
    assert again(held).payment_id


def test_a_refused_payment_may_be_tried_again(held: Order) -> None:
    refused = pay(held, REFUSE)
    paid = pay(held)
    refused_too_late = pay(held, REFUSE)

    assert (refused, paid, refused_too_late) == ("refused", "paid", "paid")
    assert again(held).state == "confirmed"


def test_eight_taps_at_once_are_one_payment(held: Order) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = set(pool.map(lambda _: pay(held), range(8)))

    assert outcomes == {"paid"}
    assert left("pear") == 1


def test_money_for_an_expired_order_takes_the_goods_again(held: Order) -> None:
    late(held)

    taken = payments.take(held.order_id, MONEY)

    assert taken
    assert again(held).state == "confirmed"
    assert left("pear") == 1


def test_money_for_goods_that_are_gone_goes_back_by_itself(
    held: Order, caplog: pytest.LogCaptureFixture
) -> None:
    late(held)
    buy(pears(3), form_key="form-2", buyer_id="gwang")

    taken = [payments.take(held.order_id, MONEY) for _ in range(3)]

    kept = Quarantine.find("p1")
    alarms = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert taken == [False] * 3
    assert (kept.fen, kept.reason, kept.verdict) == (1000, "sold-out", "kept-out")
    assert kept.sent_back_at is not None
    assert again(held).paid_at is None
    assert left("pear") == 0
    assert [alarm.message for alarm in alarms] == ["payment quarantined"]


def test_a_quarantined_payment_is_never_taken_even_when_the_goods_come_back(held: Order) -> None:
    late(held)
    other = buy(pears(3), form_key="form-2", buyer_id="gwang")
    payments.take(held.order_id, MONEY)
    payments.call_off(other.order_id, buyer_id="gwang")

    refused = payments.take(held.order_id, MONEY)
    another = payments.take(held.order_id, ReceivedPayment("p2", 1000, "CNY"))

    assert (refused, another) == (False, True)
    assert again(held).payment_id == "p2"


@pytest.mark.parametrize(("fen", "currency"), [(999, "CNY"), (1001, "CNY"), (1000, "USD")])
def test_money_that_does_not_fit_is_kept_out(held: Order, fen: int, currency: str) -> None:
    taken = payments.take(held.order_id, ReceivedPayment("p1", fen, currency))

    assert not taken
    assert again(held).state == "held"
    assert again(held).quarantined == {"p1"}


def test_a_second_payment_goes_back_and_the_first_stays(held: Order) -> None:
    payments.take(held.order_id, MONEY)

    taken = payments.take(held.order_id, ReceivedPayment("p2", 1000, "CNY"))

    assert not taken
    assert again(held).payment_id == "p1"
    assert Quarantine.find("p2").sent_back_at is not None


def test_two_payments_at_once_are_one_payment_and_one_quarantine(held: Order) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(
                lambda i: payments.take(held.order_id, ReceivedPayment(f"p{i % 2}", 1000, "CNY")),
                range(8),
            )
        )

    (kept_out,) = Quarantine.scan()
    assert taken.count(True) == 4
    assert kept_out.payment_id != again(held).payment_id
    assert kept_out.sent_back_at is not None


def test_money_for_no_order_of_ours_raises_the_alarm_and_waits_for_a_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken = payments.take("gmei.none", MONEY)

    kept = Quarantine.find("p1")
    assert not taken
    assert kept.verdict == "kept-out"
    assert kept.sent_back_at is None
    assert "payment quarantined" in caplog.text


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

    assert not payments.take(held.order_id, MONEY)
    assert Quarantine.find("p1").sent_back_at is not None


def test_calling_off_a_paid_order_sends_all_of_it_back_once(held: Order) -> None:
    pay(held)

    payments.call_off(held.order_id, buyer_id=MEI)
    payments.call_off(held.order_id, buyer_id=MEI)

    order = again(held)
    assert (order.state, order.refunded_fen) == ("cancelled", 1000)
    assert [(refund.refund_id, refund.fen) for refund in order.refunds] == [("cancelled", 1000)]
    assert order.refunds[0].sent_at is not None
    assert left("pear") == 3


def test_calling_off_and_paying_at_once_leave_every_fen_in_one_place() -> None:
    stocked("pear", left=50)
    for i in range(10):
        order = buy(pears(1), form_key=f"form-{i}", method="sandbox")
        _both(order)
        now = again(order)
        kept_out = Quarantine.find_or_none(f"sandbox.{order.order_id}")
        assert now.state == "cancelled"
        assert int(now.refunded_fen or 0) == (500 if now.paid_at else 0)
        assert kept_out is None or (now.paid_at is None and kept_out.sent_back_at is not None)

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


def test_the_sandbox_does_not_start_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()
    try:
        with pytest.raises(RuntimeError, match="production"):
            Sandbox()
        assert "sandbox" not in payments.methods()
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_production_offers_no_sandbox() -> None:
    assert "sandbox" not in methods_of("production")
    assert methods_of("local")[0] == "cod"


def test_taking_money_costs_one_unit(held: Order) -> None:
    with assert_cost(writes=1, reads=1):
        payments.take(held.order_id, MONEY)
    with assert_cost(writes=0, reads=1):
        payments.take(held.order_id, MONEY)
