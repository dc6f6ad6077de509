"""The seller's inbox follows the orders' stream: each change once, in its order, and nothing personal."""

from itertools import pairwise, permutations

import pytest

from chalicelib.orders import (
    WantedLine,
    cancel_order,
    confirm_cash,
    inbox_of,
    mark_paid,
    pack,
    project_order,
    ship,
)
from chalicelib.orders.models import Inbox
from tests.costs import assert_cost
from tests.goods import again, buy, pears, shipped, stocked, tea_of_li
from tests.people import MEI, seller


def test_an_order_lies_in_the_inbox_of_each_of_its_sellers() -> None:
    seller("wu", 800)
    stocked("pear")
    tea_of_li()
    order = buy(pears(2), WantedLine("tea", 1, 500))

    project_order(None, order, "1")

    (mine,) = inbox_of("wu").items
    (theirs,) = inbox_of("li").items
    assert (mine.title, mine.pieces, mine.total_fen) == ("Pear", 2, 1_800)
    assert (theirs.title, theirs.pieces, theirs.total_fen) == ("Tea", 1, 500)
    assert "文三路" not in str(mine.serialize())


def test_held_and_expired_orders_are_not_the_sellers_business() -> None:
    stocked("pear")
    held = buy(pears(1), method="sandbox")

    project_order(None, held, "1")
    before = list(inbox_of("wu").items)
    project_order(held, mark_paid(held.order_id, payment_id="p1", fen=500), "2")

    assert before == []
    assert [entry.state for entry in inbox_of("wu").items] == ["confirmed"]


def test_any_order_of_delivery_with_repeats_ends_at_the_latest_state() -> None:
    stocked("pear", left=50)
    for number, delivery in enumerate(permutations([0, 1, 2, 1])):
        placed = buy(pears(1), form_key=f"form-{number}")
        packed = pack(placed.order_id, seller_id="wu")
        shipped = ship(placed.order_id, seller_id="wu", carrier="SF", tracking="SF123456")
        changes = list(pairwise([None, placed, packed, shipped]))

        for i in delivery:
            old, new = changes[i]
            project_order(old, new, str(9 + i))  # "9" < "10" only as numbers

        entry = next(entry for entry in inbox_of("wu").items if entry.order_id == placed.order_id)
        assert entry.state == "shipped"


def test_what_waits_for_the_seller_stands_apart() -> None:
    stocked("pear")
    orders = [buy(pears(1), form_key=f"form-{i}") for i in range(3)]
    cancel_order(orders[0].order_id, buyer_id=MEI)
    shipped(orders[1])
    for order in orders:
        project_order(None, again(order), "1")

    to_do = {entry.order_id for entry in inbox_of("wu", to_do=True).items}
    confirm_cash(orders[1].order_id, seller_id="wu")
    project_order(None, again(orders[1]), "2")
    later = {entry.order_id for entry in inbox_of("wu", to_do=True).items}

    assert to_do == {orders[1].order_id, orders[2].order_id}
    assert later == {orders[2].order_id}
    assert len(inbox_of("wu").items) == 3


def test_the_inbox_pages_by_cursor_newest_first() -> None:
    stocked("pear", left=50)
    for i in range(5):
        project_order(None, buy(pears(1), form_key=f"form-{i}"), "1")

    first = inbox_of("wu", limit=3)
    second = inbox_of("wu", first.cursor, limit=3)

    seen = [order.order_id for order in [*first.items, *second.items]]
    assert seen == [f"{MEI}.form-{i}" for i in (4, 3, 2, 1, 0)]
    assert second.cursor == ""


def test_a_change_that_a_seller_does_not_see_is_not_written() -> None:
    stocked("pear")
    placed = buy(pears(1))
    project_order(None, placed, "1")
    moved = again(placed)
    moved.version = int(moved.version) + 1

    with assert_cost(writes=0):
        project_order(placed, moved, "2")
    with assert_cost(writes=0):
        project_order(placed, None, "3")


def test_the_inbox_costs_one_unit_a_seller_and_the_number_one_an_order() -> None:
    stocked("pear")
    placed = buy(pears(1))

    with assert_cost(writes=1 + 1):
        project_order(None, placed, "1")


def test_demonstration_orders_lie_in_no_inbox() -> None:
    stocked("pear")
    placed = buy(pears(1))
    placed.demo = True

    project_order(None, placed, "1")

    assert list(Inbox.scan()) == []


@pytest.mark.parametrize("seller_id", ["wu", "nobody"])
def test_an_empty_inbox_is_empty(seller_id: str) -> None:
    assert list(inbox_of(seller_id, to_do=True).items) == []
