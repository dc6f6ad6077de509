"""Cash: how much of it the fair lets itself be owed, and what becomes of goods that nobody took."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import clock, payments
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.ledger import sold_of
from chalicelib.orders import (
    Basket,
    Order,
    WantedLine,
    Wish,
    cancel_order,
    look_into_basket,
    mark_paid,
    new_sortable_key,
    not_taken,
    pack,
    put_in_basket,
)
from chalicelib.payments.cash.limits import give_room_back, make_room, note_cash_order
from chalicelib.payments.cash.models import CashBuyer
from chalicelib.settings import settings
from chalicelib.stock import Stock, make_drop
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, shipped, stocked, tea_of_li
from tests.people import HOME, MEI, seller
from tests.streams import hear, stream


def check_out(
    form_key: str = "",
    method: str = "cod",
    sku_id: str = "pear",
    buyer_id: str = MEI,
    also: Sequence[str] = (),
) -> Order:
    """Mei buys one piece through the checkout."""
    if sku_id not in [line.choice.sku_id for line in look_into_basket(buyer_id).lines]:
        put_in_basket(buyer_id, WantedLine(sku_id, 1, 500))
    return payments.check_out(
        buyer_id,
        Wish(
            form_key or new_sortable_key(),
            HOME,
            method,
            version=int(Basket.find(buyer_id).version),
            total_fen=500,
            also=also,
        ),
    )


@pytest.fixture(autouse=True)
def shelf() -> None:
    stocked("pear", left=20)


def test_three_orders_wait_for_cash_and_no_fourth() -> None:
    for _ in range(3):
        check_out()

    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out()

    assert left("pear") == 17
    assert check_out(method="sandbox").state == "held"


def test_the_same_form_is_counted_once() -> None:
    orders = {check_out("form-1").order_id for _ in range(4)}

    assert len(orders) == 1
    assert len(CashBuyer.find(MEI).open) == 1


@pytest.mark.parametrize("how", ["paid", "cancelled"])
def test_an_order_that_is_over_makes_room(how: str) -> None:
    orders = [check_out() for _ in range(3)]
    if how == "cancelled":
        cancel_order(orders[0].order_id, buyer_id=MEI)
    else:
        shipped(orders[0])
        payments.receive_cash(orders[0].order_id, seller_id="wu")

    assert check_out().state == "confirmed"
    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out()


def test_an_order_that_was_not_placed_keeps_no_room() -> None:
    stocked("tea", left=0)
    put_in_basket(MEI, WantedLine("tea", 1, 500))

    with pytest.raises(Refused, match="sold-out"):
        check_out()

    assert CashBuyer.find(MEI).open == []


def test_many_forms_at_once_are_three_orders() -> None:
    put_in_basket(MEI, pears(1))
    version = int(Basket.find(MEI).version)

    def place(number: int) -> bool:
        try:
            wish = Wish(f"form-{number}", HOME, "cod", version=version, total_fen=500)
            payments.check_out(MEI, wish)
        except (Refused, Invalid):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(place, range(8)))

    assert len(list(Order.query(MEI))) <= 3
    assert len(CashBuyer.find(MEI).open) <= 3


def test_a_crash_before_the_order_keeps_the_room_for_minutes_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        make_room(MEI, f"never-placed-{number}")
    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out()

    _later(monkeypatch, timedelta(minutes=11))

    assert check_out().state == "confirmed"


def test_cash_on_delivery_has_a_limit() -> None:
    stocked("jade", price_fen=200_001)
    put_in_basket(MEI, WantedLine("jade", 1, 200_001))

    with pytest.raises(Refused, match="cash-too-large"):
        payments.check_out(MEI, Wish("f", HOME, "cod", version=1, total_fen=200_001))

    assert payments.ways_for(200_000, is_fetched=False)[0] == "cod"
    assert "cod" not in payments.ways_for(200_001, is_fetched=False)
    assert settings().cash_limit_fen == 200_000


def test_a_parcel_that_was_not_taken_goes_back_and_counts_for_90_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = [check_out() for _ in range(3)]
    for order in orders:
        shipped(order)
        not_taken(order.order_id, seller_id="wu")
        not_taken(order.order_id, seller_id="wu")

    assert {again(order).state for order in orders} == {"cancelled"}
    assert left("pear") == 20
    for days in (0, 89):
        _later(monkeypatch, timedelta(days=days))
        with pytest.raises(Refused, match="too-many-cash-orders"):
            check_out()
    _later(monkeypatch, timedelta(days=2))
    assert check_out().state == "confirmed"


def test_a_parcel_that_is_paid_or_not_yet_sent_cannot_come_back() -> None:
    order = check_out()
    with pytest.raises(Refused, match="not-on-its-way"):
        not_taken(order.order_id, seller_id="wu")
    shipped(order)
    payments.receive_cash(order.order_id, seller_id="wu")

    with pytest.raises(Refused, match="cash-is-here"):
        not_taken(order.order_id, seller_id="wu")
    with pytest.raises(NotFound):
        not_taken(order.order_id, seller_id="li")

    assert left("pear") == 19


def test_a_paid_order_is_not_sent_back_as_cash() -> None:
    order = buy(pears(1), method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=500)
    shipped(order)

    with pytest.raises(Refused, match="not-cash"):
        not_taken(order.order_id, seller_id="wu")


@pytest.mark.parametrize("first", ["cash", "refusal"])
def test_of_two_parcels_one_is_taken_and_one_is_not(first: str) -> None:
    seller("li", shipping_fee_fen=300)
    tea_of_li(left=5)
    order = buy(pears(2), WantedLine("tea", 1, 500))
    shipped(order)
    shipped(order, seller_id="li")

    steps = [
        lambda: payments.receive_cash(order.order_id, seller_id="wu"),
        lambda: not_taken(order.order_id, seller_id="li"),
    ]
    for step in steps if first == "cash" else reversed(steps):
        step()

    now = again(order)
    sold = sold_of(now.serialize())
    assert (now.state, [part.state for part in now.sub_orders]) == (
        "shipped",
        ["shipped", "cancelled"],
    )
    assert now.paid_at is not None
    assert (left("pear"), left("tea")) == (18, 5)
    assert sold is not None
    assert (sold.total_fen, [line.value_fen for line in sold.lines]) == (1000, [1000, 0])


def test_cash_and_refusal_at_once_are_one_of_them() -> None:
    for number in range(5):
        order = shipped(buy(pears(1), form_key=f"form-{number}"))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda what, order=order: _either(order, what), (0, 1)))
        now = again(order)
        assert (now.paid_at is None) == (now.state == "cancelled")

    unpaid = [order for order in Order.query(MEI) if order.paid_at is None]
    assert left("pear") == 15 + len(unpaid)


def _either(order: Order, what: int) -> None:
    try:
        if what:
            payments.receive_cash(order.order_id, seller_id="wu")
        else:
            not_taken(order.order_id, seller_id="wu")
    except Refused:
        pass


@pytest.mark.parametrize("receipt", ["abc", "号码一二三四", "-SF123456"])
def test_a_receipt_is_typed_as_it_stands_on_it(receipt: str) -> None:
    order = shipped(check_out())

    with pytest.raises(Invalid):
        payments.receive_cash(order.order_id, seller_id="wu", receipt=receipt)

    assert again(order).paid_at is None


def test_cash_is_paid_when_all_parcels_are() -> None:
    order = check_out()
    pack(order.order_id, seller_id="wu")
    shipped(order)

    for _ in range(2):
        payments.receive_cash(order.order_id, seller_id="wu", receipt="SF-COD-1122")

    sub_order = again(order).sub_orders[0]
    assert (sub_order.cash_receipt, again(order).paid_at) == ("SF-COD-1122", sub_order.cash_at)


def test_a_cash_order_costs_one_unit_more_than_its_order() -> None:
    put_in_basket(MEI, pears(1))

    with assert_cost(writes=1, reads=1):
        make_room(MEI, "form-1")


def _later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    now = clock.now()

    def later() -> datetime:
        return now + by

    monkeypatch.setattr(clock, "now", later)


def drop_orders(app: Any, count: int = 3) -> list[Order]:
    """Mei buys pieces of a drop for cash; the pages die before her basket knows, and the stream hears of all."""
    stocked("cup", left=9, on_sale=False)
    make_drop("cup", 9, producer_id="wu")
    Stock("cup").update(actions=[Stock.on_sale.set(True)])
    placed = []
    for number in range(count):
        make_room(MEI, f"form-{number}")
        placed.append(buy(WantedLine("cup", 1, 500), form_key=f"form-{number}"))
    for _ in range(2):
        hear(app, "list_cash", stream(*((None, record) for record in placed)))
    return placed


def test_orders_from_a_drop_count_as_long_as_others(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = drop_orders(app)

    _later(monkeypatch, timedelta(days=60))
    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out()
    cancel_order(orders[0].order_id, buyer_id=MEI)

    assert all(order.taking for order in orders)
    assert check_out().state == "confirmed"
    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out()


def test_a_piece_of_a_drop_is_noted_once(app: Any) -> None:
    (order,) = drop_orders(app, 1)

    with assert_cost():
        note_cash_order(order, order)
    with assert_cost(reads=1):
        note_cash_order(None, order)

    assert [waiting.order_id for waiting in CashBuyer.find(MEI).open] == [order.order_id]


def test_an_order_that_was_placed_all_the_same_keeps_its_room() -> None:
    order = check_out("form-1")

    give_room_back(MEI, "form-1")

    assert [waiting.order_key for waiting in CashBuyer.find(MEI).open] == [order.order_key]


def test_what_a_guest_owes_counts_for_the_person_who_signs_in() -> None:
    orders = [check_out() for _ in range(3)]

    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out(buyer_id="pmei", also=[MEI])
    cancel_order(orders[0].order_id, buyer_id=MEI)

    assert check_out(buyer_id="pmei", also=[MEI]).state == "confirmed"
    with pytest.raises(Refused, match="too-many-cash-orders"):
        check_out(buyer_id="pmei", also=[MEI])


def test_looking_at_what_a_guest_owes_costs_two_units() -> None:
    check_out()

    with assert_cost(writes=1, reads=3):
        make_room("pmei", "form-9", [MEI])
