"""Baskets: small, kept apart, and never torn by two hands at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    Order,
    TypedAddress,
    WantedLine,
    Wish,
    accept_price,
    change_quantity,
    check_out,
    look_into_basket,
    new_sortable_key,
    put_in_basket,
    take_out,
)
from tests.costs import assert_cost, assert_warm_cost
from tests.goods import left, pears, stocked
from tests.people import HOME, MEI, seller


def test_two_hands_at_once_lose_nothing() -> None:
    for i in range(4):
        stocked(f"sku{i}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda i: put_in_basket(MEI, WantedLine(f"sku{i}", 1, 500)), range(4)))

    assert len(look_into_basket(MEI).lines) == 4


def test_the_shipping_of_each_seller_is_counted_once() -> None:
    seller("wu", 800)
    seller("li", 500)
    for sku_id, seller_id in (("pear", "wu"), ("apple", "wu"), ("tea", "li")):
        stocked(sku_id, seller_id=seller_id)
        put_in_basket(MEI, WantedLine(sku_id, 1, 500))

    basket = look_into_basket(MEI)

    assert basket.shipping_fen == {"wu": 800, "li": 500}
    assert basket.total_fen == 3 * 500 + 1_300


def test_goods_with_trouble_are_not_in_the_sums() -> None:
    stocked("pear")
    stocked("tea", left=0)
    put_in_basket(MEI, pears(1))
    put_in_basket(MEI, WantedLine("tea", 1, 500))

    basket = look_into_basket(MEI)

    assert basket.total_fen == 500
    assert not basket.is_in_order


def test_what_is_not_in_the_basket_is_not_changed() -> None:
    stocked("pear")

    with pytest.raises(NotFound):
        put_in_basket(MEI, WantedLine("nothing", 1, 500))
    with pytest.raises(NotFound):
        change_quantity(MEI, "pear", 2)
    with pytest.raises(NotFound):
        accept_price(MEI, "pear", 2)
    take_out(MEI, "pear")

    assert look_into_basket(MEI).lines == []


def test_nobody_sees_another_persons_basket_or_address() -> None:
    stocked("pear")
    _put_and_check_out(MEI)
    put_in_basket(MEI, pears(1))

    other = look_into_basket("gwang")
    nobody = look_into_basket("")

    assert (other.lines, other.address, nobody.lines) == ([], None, [])


def test_check_out_remembers_the_address_and_empties_the_basket() -> None:
    stocked("pear")

    order = _put_and_check_out(MEI)

    basket = look_into_basket(MEI)
    assert order.state == "confirmed"
    assert basket.lines == []
    assert basket.address is not None
    assert basket.address.street == HOME.street
    assert basket.payment_method == "cod"


def test_the_same_checkout_from_eight_hands_is_one_order() -> None:
    stocked("pear")
    put_in_basket(MEI, pears(1))

    with ThreadPoolExecutor(8) as pool:
        orders = list(pool.map(lambda _: _check_out(MEI, "form-1", 1, HOME), range(8)))

    assert len({order.order_id for order in orders}) == 1
    assert left("pear") == 9


def test_two_checkout_forms_of_one_basket_are_one_order() -> None:
    stocked("pear")
    put_in_basket(MEI, pears(1))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: _try(f"form-{i}"), range(8)))

    assert sorted(answers) == ["basket-was-ordered"] * 7 + ["confirmed"]
    assert len(list(Order.scan())) == 1
    assert left("pear") == 9


def test_what_is_bought_at_once_leaves_the_basket_alone() -> None:
    stocked("pear")
    stocked("tea")
    put_in_basket(MEI, WantedLine("tea", 2, 500))
    wish = Wish("form-1", HOME, "cod", (pears(3),), total_fen=1_500)

    with assert_cost(writes=4 + 1, reads=1 + 1):
        order = check_out(MEI, wish)

    assert [line.sku_id for line in order.lines] == ["pear"]
    assert [line.choice.sku_id for line in look_into_basket(MEI).lines] == ["tea"]
    assert look_into_basket(MEI).address is not None


def test_a_basket_that_changed_is_not_ordered_unseen() -> None:
    stocked("pear")
    stocked("tea")
    put_in_basket(MEI, pears(1))
    put_in_basket(MEI, WantedLine("tea", 1, 500))

    with pytest.raises(Refused, match="basket-changed"):
        _check_out(MEI, "form-1", 1, HOME)

    assert list(Order.scan()) == []


def test_form_keys_are_new_each_time_and_sort_by_time() -> None:
    keys = [new_sortable_key() for _ in range(50)]

    assert len(set(keys)) == 50
    assert [key[:9] for key in keys] == sorted(key[:9] for key in keys)


def test_the_whole_way_of_a_guest_costs_what_the_design_says() -> None:
    seller("wu", 800)
    stocked("pear")

    with assert_cost(writes=1, reads=1.5):
        put_in_basket(MEI, pears(1))
    with assert_cost(writes=0, reads=2):
        look_into_basket(MEI)
    with assert_cost(writes=4 + 2, reads=1 + 1):
        _check_out(MEI, "form-1", 1, HOME, total_fen=1_300)


def test_where_goods_and_seller_are_remembered_only_the_basket_is_read() -> None:
    seller("wu", 800)
    stocked("pear")
    put_in_basket("gli", pears(1))
    look_into_basket("gli")

    with assert_warm_cost(writes=1, reads=1):
        put_in_basket(MEI, pears(1))
    with assert_warm_cost(writes=0, reads=1):
        look_into_basket(MEI)
    with assert_warm_cost(writes=4 + 2, reads=1):
        _check_out(MEI, "form-1", 1, HOME, total_fen=1_300)


def _try(form_key: str) -> str:
    try:
        return _check_out(MEI, form_key, 1, HOME).state
    except Refused as refusal:
        return refusal.message_id


def _put_and_check_out(buyer_id: str) -> Order:
    put_in_basket(buyer_id, pears(1))
    return _check_out(buyer_id, "form-1", 1, HOME)


def _check_out(
    buyer_id: str, form_key: str, version: int, to: TypedAddress, total_fen: int = 500
) -> Order:
    return check_out(buyer_id, Wish(form_key, to, "cod", version=version, total_fen=total_fen))
