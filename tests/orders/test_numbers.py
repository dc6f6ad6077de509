"""The number of an order: the same for everybody, found however it is typed, and by nobody whom it does not concern."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders import (
    codes_in,
    number_of,
    orders_numbered,
    project_order,
    register_number,
)
from chalicelib.orders.models import OrderNumber
from chalicelib.orders.numbers import CLEAR, code_of
from tests.costs import assert_cost
from tests.goods import buy, paid_for, pears, stocked

words = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(order_id=words)
def test_a_code_is_found_however_a_bank_prints_it(order_id: str) -> None:
    code = code_of(order_id)

    assert codes_in(f"货款{number_of(order_id)}谢谢") == [code]
    assert codes_in(f"cf {code[:3].lower()} {code[3:].lower()}") == [code]


@given(order_id=words, place=st.integers(0, 7), other=st.sampled_from(CLEAR))
def test_a_code_with_one_mistake_is_no_code(order_id: str, place: int, other: str) -> None:
    code = code_of(order_id)
    wrong = code[:place] + other + code[place + 1 :]

    assert codes_in("CF" + wrong) == ([code] if wrong == code else [])


@given(order_id=words, place=st.integers(0, 6))
def test_a_code_with_two_neighbours_swapped_is_no_code(order_id: str, place: int) -> None:
    code = code_of(order_id)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert codes_in("CF" + swapped) == ([code] if swapped == code else [])


def test_an_order_is_found_by_its_number_however_it_is_typed() -> None:
    stocked("pear")
    order = buy(pears(1))
    number = number_of(order.order_id)
    register_number(order.order_id)

    for typed in (
        number,
        number.lower(),
        number.removeprefix("CF-"),
        f" {number[3:7]} {number[8:]}",
        f"订单{number}",
    ):
        assert orders_numbered(typed) == [order.order_id]
    assert orders_numbered("CF-7K3P-Q8MX") == []
    assert orders_numbered("") == []


def test_a_number_is_registered_once_and_two_orders_may_share_it() -> None:
    register_number("gmei.1")
    with assert_cost(writes=1, reads=1):
        register_number("gmei.1")
    OrderNumber(code_of("gmei.1")).update(actions=[OrderNumber.order_ids.add({"gli.2"})])

    assert orders_numbered(number_of("gmei.1")) == ["gli.2", "gmei.1"]


def test_an_order_so_new_that_no_job_has_heard_of_it_is_found_among_ones_own() -> None:
    assert orders_numbered(number_of("gmei.1"), ["gmei.1", "gmei.2"]) == ["gmei.1"]


def test_the_code_of_a_transfer_of_former_times_is_still_known() -> None:
    OrderNumber(code_of("gmei.1"), order_id="gmei.1").save()

    assert orders_numbered(number_of("gmei.1")) == ["gmei.1"]


def test_the_sellers_hear_of_an_order_and_its_number_is_known() -> None:
    stocked("pear")
    order = buy(pears(1), method="sandbox")
    project_order(None, order, "1")
    assert orders_numbered(number_of(order.order_id)) == []

    paid = paid_for(order)
    with assert_cost(writes=2, reads=0):
        project_order(order, paid, "2")

    assert orders_numbered(number_of(order.order_id)) == [order.order_id]
