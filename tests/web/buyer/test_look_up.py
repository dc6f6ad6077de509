"""An order placed without an account opens on another device, by its number, its phone and its code."""

from typing import Any

import pytest

from chalicelib.orders import Order, look_up_code, number_of, register_number
from tests.client import Answer, Client
from tests.costs import assert_cost
from tests.goods import buy, pears, stocked
from tests.guests import ADDRESS
from tests.people import GUEST

OTHERS = "There is no order with this number, phone number and code."


@pytest.fixture
def order() -> Order:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)
    register_number(order.order_id)
    return order


@pytest.fixture
def elsewhere(app: Any) -> Client:
    return Client(app)


def looked_up(device: Client, order: Order, **otherwise: str) -> Answer:
    fields = {
        "number": number_of(order.order_id),
        "phone": ADDRESS["phone"],
        "code": look_up_code(order.order_id),
    }
    return device.post("/orders/look-up", **{**fields, **otherwise})


def test_the_page_of_a_guests_order_shows_its_code(buyer: Client, order: Order) -> None:
    assert look_up_code(order.order_id) in buyer.get(f"/orders/{order.order_id}").body


def test_whoever_knows_number_phone_and_code_opens_the_order(
    elsewhere: Client, order: Order
) -> None:
    assert elsewhere.get(f"/orders/{order.order_id}").status_code == 404

    page = elsewhere.follow(looked_up(elsewhere, order))

    assert number_of(order.order_id) in page.body
    assert elsewhere.post(f"/orders/{order.order_id}/cancel").status_code == 303
    assert "This order was cancelled" in elsewhere.get(f"/orders/{order.order_id}").body


def test_spaces_small_letters_and_full_width_do_not_matter(elsewhere: Client, order: Order) -> None:
    code = look_up_code(order.order_id).lower()
    number = number_of(order.order_id).replace("-", " ").removeprefix("CF")

    answer = looked_up(
        elsewhere,
        order,
        number=number,
        phone="+86 138 0013 8000",
        code=f"{code[:3]} {code[3:]}".translate({ord("2"): "２"}),
    )

    assert answer.location == f"/orders/{order.order_id}"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"code": "AAAAAA"},
        {"code": "é"},
        {"phone": "13800138001"},
        {"number": "CF-2222-2222"},
        {"number": "()" * 20},
    ],
)
def test_one_wrong_thing_opens_nothing_and_comes_back_as_typed(
    elsewhere: Client, order: Order, otherwise: dict[str, str]
) -> None:
    answer = looked_up(elsewhere, order, **otherwise)

    assert answer.status_code == 409
    assert OTHERS in answer.body
    assert f'value="{next(iter(otherwise.values()))}"' in answer.body
    assert elsewhere.get(f"/orders/{order.order_id}").status_code == 404


def test_what_is_left_empty_is_named(elsewhere: Client, order: Order) -> None:
    answer = looked_up(elsewhere, order, number="", phone="", code=" ")

    assert answer.status_code == 422
    assert "Please enter the order code." in answer.body


def test_a_network_tries_twenty_times_an_hour(elsewhere: Client, order: Order) -> None:
    for _ in range(20):
        assert OTHERS in looked_up(elsewhere, order, code="222222").body

    answer = looked_up(elsewhere, order)

    assert answer.status_code == 409
    assert "Please try again in" in answer.body


def test_a_household_of_ipv6_is_one_network(elsewhere: Client, order: Order) -> None:
    for last in range(20):
        elsewhere.address = f"2001:db8::{last:x}"
        looked_up(elsewhere, order, code="222222")

    elsewhere.address = "2001:db8::ffff"
    assert "Please try again in" in looked_up(elsewhere, order).body


def test_a_forged_word_opens_nothing(app: Any, order: Order) -> None:
    for word in (f"{order.order_id}:{'0' * 32}", f"{order.order_id}:é", ":", "~~", "é"):
        forger = Client(app, cookies={"orders": word})
        assert forger.get(f"/orders/{order.order_id}").status_code == 404


def test_the_code_of_one_order_opens_no_other(elsewhere: Client, order: Order) -> None:
    second = buy(pears(1), buyer_id=GUEST, form_key="form-2")
    elsewhere.follow(looked_up(elsewhere, order))

    assert elsewhere.get(f"/orders/{second.order_id}").status_code == 404


def test_looking_up_costs_three_reads_and_the_counted_try(elsewhere: Client, order: Order) -> None:
    with assert_cost(reads=3, writes=2):
        looked_up(elsewhere, order)
