"""The way to the hosted page and back, as a buyer sees it."""

import pytest

from chalicelib import payments
from chalicelib.orders import Order
from tests.client import Client
from tests.goods import again, buy, pears, stocked
from tests.payments.stripe.fair import (
    no_troubles,
    pay_at_stripe,
    session_of,
    session_runs_out,
    stripe_fair,
    stripe_loses,
)
from tests.people import GUEST
from tests.web.buyer.test_basket import order, put

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")


@pytest.fixture
def held() -> Order:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST, method="stripe")
    payments.begin(order)
    return order


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Go to the payment page"), ("zh-Hans", "去付款")]
)
def test_a_buyer_is_led_to_the_payment_page(
    buyer: Client, held: Order, lang: str, said: str
) -> None:
    buyer.lang = lang

    page = buyer.get(f"/pay/{held.order_id}")

    assert said in page.body
    assert f'href="{session_of(held).url}"' in page.body


def test_who_comes_back_from_paying_lands_on_the_order(buyer: Client, held: Order) -> None:
    pay_at_stripe(held)

    answer = buyer.get(f"/pay/{held.order_id}")

    assert answer.location == f"/orders/{held.order_id}"
    assert again(held).state == "confirmed"


def test_a_service_that_is_away_is_told_on_the_page_with_the_other_ways(
    buyer: Client, held: Order
) -> None:
    stripe_loses(2)

    page = buyer.get(f"/pay/{held.order_id}")

    assert page.status_code == 409
    assert "The payment service is not answering" in page.body
    assert "Cash on delivery" in page.body


def test_an_order_that_cannot_be_paid_yet_leads_to_its_page_to_pay(buyer: Client) -> None:
    stocked("pear")
    put(buyer)
    stripe_loses(4)

    answer = order(buyer, method="stripe")
    page = buyer.get(answer.location)

    assert answer.location.startswith("/pay/")
    assert page.status_code == 409
    assert "The payment service is not answering" in page.body


def test_a_page_that_ran_out_is_followed_by_a_new_one(buyer: Client, held: Order) -> None:
    first = session_of(held)
    session_runs_out(first.id)

    page = buyer.get(f"/pay/{held.order_id}")

    assert session_of(held).id != first.id
    assert f'href="{session_of(held).url}"' in page.body


def test_nobody_answers_for_a_bank_on_our_page(buyer: Client, held: Order) -> None:
    assert buyer.post(f"/pay/{held.order_id}", answer="pay").status_code == 404
    assert again(held).state == "held"


def test_somebody_elses_payment_is_not_there(visitor: Client, held: Order) -> None:
    visitor.cookies["device"] = "gwang"

    assert visitor.get(f"/pay/{held.order_id}").status_code == 404


def test_who_pays_cash_instead_cannot_be_charged_any_more(buyer: Client, held: Order) -> None:
    buyer.post(f"/pay/{held.order_id}/way", method="cod")

    assert again(held).state == "confirmed"
    assert session_of(held).status == "expired"
