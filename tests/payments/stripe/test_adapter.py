"""Stripe as a way to pay: one page for an order, closed before the hold ends, and each refund sent once."""

import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import orders, payments
from chalicelib.errors import Refused
from chalicelib.orders import Order
from chalicelib.payments.sandbox.http import BREAK, LOSE_ANSWER, LOSE_REQUEST
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.secrets import SANDBOX_KEY
from chalicelib.payments.sandbox.world import (
    bank_keeps_the_promise,
    buyer_disputes,
    buyer_pays,
    buyer_promises,
)
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import HostedSession
from chalicelib.payments.stripe.settings import stripe_settings
from chalicelib.settings import WrongSetting, settings
from tests.goods import again, left
from tests.payments.stripe.fair import (
    WALLET,
    held_order,
    hours_pass,
    no_troubles,
    refunded_at_stripe,
    session_of,
    stripe_fair,
    troubles,
)
from tests.people import MEI

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

PART, REST = 300, 700


def late(order: Order) -> Any:
    return order.placed_at + timedelta(minutes=31)


def look(order: Order) -> str:
    """The buyer comes back from the hosted page."""
    return payments.confirm(order.order_id, buyer_id=MEI, evidence="")


def paid_order(*, wallet: bool = False) -> Order:
    order = held_order()
    buyer_pays(session_of(order).id, wallet=wallet)
    look(order)
    return again(order)


def sent(order: Order) -> list[int]:
    """What the sandbox has really sent back, in fen."""
    return sorted(refunded_at_stripe())


def test_a_buyer_is_led_to_the_hosted_page() -> None:
    order = held_order()

    way = payments.begin(order)

    assert way.path == f"/pay/{order.order_id}"
    assert way.url == session_of(order).url


def test_the_page_asks_for_the_orders_total_in_its_currency_and_for_nothing_else() -> None:
    session = session_of(held_order())

    assert (session.amount_total, session.currency) == (1000, "cny")


def test_the_page_outlives_the_hold_and_no_day() -> None:
    order = held_order()

    open_for = session_of(order).expires_at - order.expires_at.timestamp()

    assert 30 * 60 <= open_for <= 32 * 60


def test_the_same_order_has_one_page_however_often_it_is_opened() -> None:
    order = held_order()
    HostedSession(f"stripe.{order.order_id}").delete()

    with ThreadPoolExecutor(4) as pool:
        pages = set(pool.map(lambda _: payments.begin(order).url, range(4)))

    assert len(pages) == 1


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK])
def test_a_lost_answer_opens_no_second_page(trouble: str) -> None:
    order = held_order()
    HostedSession(f"stripe.{order.order_id}").delete()
    troubles().append(trouble)

    payments.begin(order)

    assert SandboxObject.count() == 1


def test_a_service_that_is_away_is_a_sentence_and_no_fault() -> None:
    order = held_order()
    troubles().extend([LOSE_REQUEST] * 2)

    with pytest.raises(Refused, match="payment-away"):
        look(order)

    assert again(order).state == "held"


def test_the_buyers_word_is_no_payment() -> None:
    order = held_order()

    assert payments.confirm(order.order_id, buyer_id=MEI, evidence="pay") == "refused"
    assert again(order).state == "held"


def test_what_was_paid_is_known_when_the_buyer_comes_back() -> None:
    order = paid_order()

    assert order.state == "confirmed"
    assert str(order.payment_id).startswith("pi_")
    assert order.payment_id == session_of(order).payment_intent.id


def test_the_page_is_closed_before_the_goods_go_back() -> None:
    order = held_order()

    ended = payments.end_due_order(order.order_id, late(order))

    assert ended
    assert session_of(order).status == "expired"
    assert left("pear") == 9
    with pytest.raises(Refused, match="payment-is-over"):
        buyer_pays(session_of(order).id)


def test_what_turned_out_to_be_paid_is_taken_and_the_goods_stay() -> None:
    order = held_order()
    buyer_pays(session_of(order).id)

    ended = payments.end_due_order(order.order_id, late(order))

    assert not ended
    assert again(order).state == "confirmed"
    assert left("pear") == 7


def test_a_hold_stays_while_nobody_knows_whether_it_is_paid() -> None:
    order = held_order()
    troubles().extend([LOSE_ANSWER] * 2)

    with pytest.raises(Refused, match="payment-away"):
        payments.end_due_order(order.order_id, late(order))
    payments.end_due_order(order.order_id, late(order))

    assert again(order).state == "expired"
    assert left("pear") == 9


def test_a_hold_stays_while_a_bank_has_yet_to_say_whether_it_pays() -> None:
    order = held_order()
    session_id = session_of(order).id
    buyer_promises(session_id)

    with pytest.raises(Refused, match="payment-under-way"):
        payments.end_due_order(order.order_id, late(order))
    still = again(order).state
    bank_keeps_the_promise(session_id)
    payments.end_due_order(order.order_id, late(order))

    assert (still, again(order).state) == ("held", "confirmed")
    assert left("pear") == 7


def test_paying_and_ending_at_once_leave_every_fen_in_one_place() -> None:
    for i in range(5):
        order = held_order(f"form-{i}")
        session_id = session_of(order).id

        def pay(session_id: str = session_id) -> None:
            try:
                buyer_pays(session_id)
            except Refused:
                return

        with ThreadPoolExecutor(2) as pool:
            pool.submit(pay)
            pool.submit(payments.end_due_order, order.order_id, late(order))
        look(order)
        is_paid = session_of(order).payment_status == "paid"

        assert again(order).state == ("confirmed" if is_paid else "expired")


def test_who_changes_the_way_of_paying_and_comes_back_gets_a_new_page() -> None:
    order = held_order()
    first = session_of(order).id

    payments.change_way(order.order_id, buyer_id=MEI, method="cod")
    closed = session_of(order).status
    second = Stripe().begin(order).url

    assert closed == "expired"
    assert second == session_of(order).url
    assert session_of(order).id != first


def test_two_pages_for_one_order_are_one_payment_and_one_quarantine() -> None:
    order = held_order()
    first = session_of(order)
    HostedSession(f"stripe.{order.order_id}", attempt=1, session_id="lost", closed_at=late(order)).save()  # fmt: skip
    payments.begin(order)
    for session in (first, session_of(order)):
        buyer_pays(session.id)

    look(order)
    payments.post_webhooks()

    (kept_out,) = payments.Quarantine.scan()
    assert kept_out.payment_id != again(order).payment_id
    assert kept_out.sent_back_at is not None
    assert sent(order) == [1000]


def test_calling_off_sends_everything_back_once() -> None:
    order = paid_order()

    payments.call_off(order.order_id, buyer_id=MEI)
    payments.call_off(order.order_id, buyer_id=MEI)

    assert again(order).refunds[0].sent_at is not None
    assert sent(order) == [1000]


def owe(order: Order, refund_id: str = "claim-1", fen: int = PART) -> Order:
    orders.record_refund(order.order_id, refund_id=refund_id, lines={0: fen}, reason="damaged")
    return payments.send_refunds(again(order))


def test_a_refund_is_sent_once_however_long_ago_it_was_first_tried() -> None:
    order = paid_order()
    owe(order)

    states = []
    for hours in (0, 25, 50):
        hours_pass(hours)
        states.append(Stripe().refund(order, "claim-1", PART, payment_id=str(order.payment_id)))

    assert states == ["sent"] * 3
    assert sent(order) == [PART]


def test_a_refund_that_the_page_and_a_job_send_at_once_is_one() -> None:
    order = paid_order()

    def send(_: int) -> str:
        return Stripe().refund(order, "claim-1", PART, payment_id=str(order.payment_id))

    with ThreadPoolExecutor(6) as pool:
        states = list(pool.map(send, range(6)))

    assert states == ["sent"] * 6
    assert sent(order) == [PART]


def test_two_refunds_of_one_order_are_two() -> None:
    order = paid_order()

    owe(order)
    owe(order, "claim-2", REST)

    assert sent(order) == [PART, REST]


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK])
def test_a_refund_whose_answer_is_lost_is_no_second_refund(trouble: str) -> None:
    order = paid_order()
    troubles().extend(["", trouble])  # the list arrives, the refund does not

    owe(order)

    assert sent(order) == [PART]
    assert again(order).refunds[0].sent_at is not None


def test_a_refund_that_could_not_be_asked_for_is_asked_for_again() -> None:
    order = paid_order()
    troubles().extend(["", LOSE_ANSWER, LOSE_ANSWER])
    with pytest.raises(Refused, match="payment-away"):
        owe(order)
    before = again(order).refunds[0].sent_at

    payments.send_refunds(again(order))

    assert before is None
    assert again(order).refunds[0].sent_at is not None
    assert sent(order) == [PART]


def test_a_wallets_refund_is_under_way_until_it_has_arrived() -> None:
    order = paid_order(wallet=WALLET)

    owed = owe(order)

    assert owed.refunds[0].sent_at is None
    assert sent(order) == [PART]


def test_what_stripe_will_not_send_a_person_sends(caplog: pytest.LogCaptureFixture) -> None:
    order = paid_order()
    buyer_disputes(session_of(order).id)

    owed = owe(order)

    alarms = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert owed.refunds[0].sent_at is None
    assert "refund goes by hand" in alarms
    assert sent(order) == []


@pytest.mark.parametrize(
    ("key", "webhook", "missing"),
    [
        (SANDBOX_KEY, "", "WEBHOOK is missing"),
        ("", "whsec_x", "KEY is missing"),
        ("pk_test_x", "whsec_x", "no secret key"),
        (SANDBOX_KEY, "secret", "no webhook secret"),
        ("sk_live_x", "whsec_x", "live key belongs to production"),
    ],
)
def test_half_a_configuration_does_not_start_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, key: str, webhook: str, missing: str
) -> None:
    monkeypatch.setenv("FAIR_SECRET_STRIPE_KEY", key)
    monkeypatch.setenv("FAIR_SECRET_STRIPE_WEBHOOK", webhook)

    with pytest.raises(WrongSetting, match=missing):
        payments.check_stripe()


def starting(**given: str) -> "subprocess.CompletedProcess[str]":
    """The fair starts in a process of its own, and says whether it has loaded Stripe's library."""
    asked = "import app, sys; print({'stripe', 'requests'} & set(sys.modules))"
    known = {name: text for name, text in os.environ.items() if "STRIPE" not in name}
    command = [sys.executable, "-c", asked]
    return subprocess.run(command, env=known | given, capture_output=True, text=True, check=False)  # noqa: S603 - our own words


def test_the_fair_starts_without_loading_the_library() -> None:
    both = {"FAIR_SECRET_STRIPE_KEY": SANDBOX_KEY, "FAIR_SECRET_STRIPE_WEBHOOK": "whsec_x"}

    assert starting(**both).stdout == "set()\n"


def test_the_fair_does_not_start_with_half_of_the_settings() -> None:
    done = starting(FAIR_SECRET_STRIPE_KEY=SANDBOX_KEY)

    assert done.returncode != 0
    assert "FAIR_SECRET_STRIPE_WEBHOOK is missing" in done.stderr


def test_production_takes_no_test_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()
    try:
        with pytest.raises(WrongSetting, match="live key"):
            payments.check_stripe()
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_nothing_given_is_no_stripe_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIR_SECRET_STRIPE_KEY")
    monkeypatch.delenv("FAIR_SECRET_STRIPE_WEBHOOK")

    assert stripe_settings() is None
    assert "stripe" not in payments.methods()


def test_with_stripe_it_is_offered() -> None:
    assert "stripe" in payments.methods()
