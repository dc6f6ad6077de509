"""An order goes elsewhere until something of it is packed, and never for another fee."""

import threading
from dataclasses import replace

import pytest

from chalicelib.accounts import SignedInPerson
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.notices import boxes_of, notices_of
from chalicelib.orders import Order, change_address, pack
from chalicelib.producers import Rates, Zone, set_rates
from tests.costs import assert_cost
from tests.goods import again, buy, held_pears, pears, stocked
from tests.people import HOME, MEI, WU, seller

LANE = replace(HOME, street="新街 9 号")
SOUTH = replace(HOME, region="海南省三亚市")


@pytest.fixture
def order() -> Order:
    seller(WU)
    stocked("pear", seller_id=WU)
    return buy(pears(1))


def news_of(seller_id: str) -> list[str]:
    person = SignedInPerson("p1", "Wu", (f"producer:{seller_id}",), "d1")
    return [
        notice.about
        for notice in notices_of(boxes_of(person)).items
        if notice.kind == "address-changed"
    ]


def test_the_new_address_stands_and_the_shop_is_told_once(order: Order) -> None:
    for _ in range(2):
        change_address(order.order_id, LANE, buyer_id=MEI)

    assert again(order).address.street == "新街 9 号"
    assert news_of(order.sub_orders[0].seller_id) == [order.order_id]


def test_what_is_packed_keeps_its_address(order: Order) -> None:
    pack(order.order_id, seller_id=order.sub_orders[0].seller_id)

    with pytest.raises(Refused, match="too-late-for-address"):
        change_address(order.order_id, LANE, buyer_id=MEI)
    assert again(order).address.street == HOME.street


def test_another_province_with_another_fee_is_refused(order: Order) -> None:
    seller_id = order.sub_orders[0].seller_id
    set_rates(seller_id, Rates((Zone((), 0, 0), Zone(("海南",), 3_000, 0))))

    with pytest.raises(Refused, match="address-changes-fee") as refusal:
        change_address(order.order_id, SOUTH, buyer_id=MEI)
    assert (refusal.value.values["was"], refusal.value.values["now"]) == (0, 30)


def test_another_province_with_the_same_fee_is_fine(order: Order) -> None:
    assert change_address(order.order_id, SOUTH, buyer_id=MEI).address.region == SOUTH.region


def test_an_order_that_waits_for_money_changes_without_telling_a_shop() -> None:
    order = held_pears()

    change_address(order.order_id, LANE, buyer_id=order.buyer)

    assert again(order).address.street == LANE.street
    assert news_of(order.sub_orders[0].seller_id) == []


def test_nobody_else_changes_it_and_nonsense_is_named(order: Order) -> None:
    with pytest.raises(NotFound):
        change_address(order.order_id, LANE, buyer_id="somebody")
    with pytest.raises(Invalid):
        change_address(order.order_id, replace(LANE, phone="12"), buyer_id=MEI)


def test_packing_at_the_same_moment_wins_or_sees_the_new_address(order: Order) -> None:
    seller_id, outcomes = order.sub_orders[0].seller_id, []

    def change() -> None:
        try:
            change_address(order.order_id, LANE, buyer_id=MEI)
            outcomes.append("changed")
        except Refused as refusal:
            outcomes.append(refusal.message_id)

    threads = [
        threading.Thread(target=change),
        threading.Thread(target=lambda: pack(order.order_id, seller_id=seller_id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    street = again(order).address.street
    assert (outcomes, street) in (
        (["changed"], LANE.street),
        (["too-late-for-address"], HOME.street),
    )
    assert again(order).sub_orders[0].state == "packed"


def test_a_change_costs_two_items_and_two_reads(order: Order) -> None:
    with assert_cost(writes=4, reads=2):
        change_address(order.order_id, LANE, buyer_id=MEI)
