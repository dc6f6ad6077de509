"""Guests, for whom nobody vouches, keep little from others: by browser, phone, home and network."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, orders, payments
from chalicelib.errors import Refused
from chalicelib.orders import Order, TypedAddress, WantedLine, Wish, confirm_cash, mark_paid
from chalicelib.orders.checkout.place import place_order
from chalicelib.settings import settings
from tests.costs import assert_cost, calls_sent
from tests.goods import drop, left, pears, shipped, stocked
from tests.people import HOME, MEI, WU, seller

NETWORK = "203.0.113.7"
TILE = 1_000  # units of a SKU: a fiftieth of them are 20


@pytest.fixture
def without_messages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fair that can ask no phone who it is."""
    monkeypatch.setenv("FAIR_STAGE", "production")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def somebody(i: int) -> TypedAddress:
    """A name, a phone and a street that nobody has had before."""
    return replace(HOME, phone=f"1390000{i:04}", street=f"文三路 {i} 号")


def ordered(
    quantity: int = 1,
    *,
    guest: int = 0,
    form: int = 0,
    method: str = "cod",
    to: TypedAddress = HOME,
    network: str | None = NETWORK,
) -> Order:
    wish = Wish(f"form-{form}", to, method, [pears(quantity)], network=network)
    return place_order(f"g{guest}", wish)


def taken_by(wishes: Iterator[dict[str, Any]]) -> int:
    """How many pears an attack takes, whose orders are refused or not."""
    before = left("pear")
    for wish in wishes:
        with suppress(Refused):
            ordered(**wish)
    return before - left("pear")


MOST = {20: 1, TILE: 20}  # a fiftieth, or one unit


@pytest.mark.usefixtures("without_messages")
@pytest.mark.parametrize("in_stock", MOST)
def test_one_guest_with_25_transfers_takes_a_fiftieth(in_stock: int) -> None:
    stocked("pear", left=in_stock)
    attack = (
        {"quantity": quantity, "form": 25 * quantity + form, "method": "bank"}
        for quantity in (in_stock - 1, 22, 20, 7, 1)
        for form in range(25)
    )

    assert 0 < taken_by(attack) <= MOST[in_stock]


@pytest.mark.usefixtures("without_messages")
@pytest.mark.parametrize("in_stock", MOST)
def test_nine_fresh_guests_with_one_phone_take_a_fiftieth(in_stock: int) -> None:
    stocked("pear", left=in_stock)
    attack = (
        {"quantity": quantity, "guest": guest}
        for quantity in (16, MOST[in_stock])
        for guest in range(9)
    )

    assert 0 < taken_by(attack) <= MOST[in_stock]


@pytest.mark.usefixtures("without_messages")
def test_nine_people_whom_one_network_made_up_take_a_fiftieth() -> None:
    stocked("pear", left=TILE)
    attack = (
        {"quantity": quantity, "guest": guest, "to": somebody(guest), "method": method}
        for method in ("bank", "cod")
        for quantity in (20, 1)
        for guest in range(9)
    )

    assert 0 < taken_by(attack) <= MOST[TILE]


def test_five_guests_with_one_phone_have_one_cap() -> None:
    stocked("pear", cap=1)
    for guest in range(5):
        home = replace(HOME, phone=f"+86 138-0013-8000 {'' if guest else ' '}")
        if guest == 0:
            ordered(guest=guest, to=home)
        else:
            with pytest.raises(Refused, match="at-most-each"):
                ordered(guest=guest, to=replace(home, name=f"Mei {guest}"))

    assert left("pear") == 9


def test_a_cap_is_free_again_for_the_phone_when_the_order_is_cancelled() -> None:
    stocked("pear", cap=1)
    first = ordered(guest=1)

    orders.cancel_order(first.order_id, buyer_id="g1")

    assert ordered(guest=2).state == "confirmed"


@pytest.mark.usefixtures("without_messages")
def test_what_is_paid_cancelled_or_over_makes_room() -> None:
    seller(WU)
    stocked("pear", left=TILE)
    first = ordered(form=1)
    with pytest.raises(Refused, match="guest-has-open-order"):
        ordered(form=2)
    shipped(first)
    confirm_cash(first.order_id, seller_id=WU)

    second = ordered(form=2, method="sandbox")
    mark_paid(second.order_id, payment_id="p1", fen=int(second.total_fen))
    third = ordered(form=3)
    orders.cancel_order(third.order_id, buyer_id="g0")

    assert ordered(form=4).state == "confirmed"


@pytest.mark.usefixtures("without_messages")
def test_a_hold_that_nobody_swept_yet_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    stocked("pear", left=TILE)
    ordered(form=1, method="sandbox")
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert ordered(form=2).state == "confirmed"


def test_a_village_behind_one_address_may_order_by_and_by() -> None:
    stocked("pear", left=TILE)
    for guest in range(19):
        ordered(guest=guest, to=somebody(guest))
    with pytest.raises(Refused, match="network-crowded"):
        ordered(guest=20, to=somebody(20))

    assert ordered(guest=20, to=somebody(20), network="203.0.113.8").state == "confirmed"
    assert ordered(guest=21, to=somebody(21), network="127.0.0.1").state == "confirmed"
    assert ordered(guest=22, to=somebody(22), method="sandbox").state == "held"


def test_an_operators_network_of_ipv6_is_counted_by_household() -> None:
    stocked("pear", left=20)
    for guest in range(5):
        ordered(guest=guest, to=somebody(guest), network=f"2001:db8:1:2::{guest}")
    with pytest.raises(Refused, match="network-crowded"):
        ordered(guest=5, to=somebody(5), network="2001:db8:1:2::5")

    assert ordered(guest=5, to=somebody(5), network="2001:db8:1:3::5").state == "confirmed"


def test_a_network_is_served_again_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    stocked("pear", left=20)
    for guest in range(5):
        ordered(guest=guest, to=somebody(guest))
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert ordered(guest=5, to=somebody(5)).state == "confirmed"


def test_who_pays_now_may_have_a_fifth_and_at_least_five() -> None:
    stocked("pear", left=20)

    with pytest.raises(Refused, match="guests-at-most"):
        ordered(6, method="sandbox")
    held = ordered(5, method="sandbox")

    with pytest.raises(Refused, match="guests-at-most-unpaid"):
        orders.change_way(held.order_id, buyer_id="g0", method="bank", network=NETWORK)


def test_a_village_address_without_numbers_is_not_one_household() -> None:
    stocked("pear", left=TILE)

    for guest in range(9):
        home = TypedAddress(f"王{guest}", f"1390000000{guest}", "浙江省淳安县枫树岭镇", "下姜村")
        assert ordered(guest=guest, to=home).state == "confirmed"


@pytest.mark.usefixtures("without_messages")
def test_a_piece_of_a_drop_counts_for_its_guest() -> None:
    drop(pieces=3)
    cup = [WantedLine("cup", 1, 6_000)]
    place_order("g1", Wish("form-1", HOME, "cod", cup, network=NETWORK))

    with pytest.raises(Refused, match="guest-has-open-order"):
        place_order("g2", Wish("form-2", HOME, "cod", cup, network=NETWORK))


@pytest.mark.usefixtures("without_messages")
def test_a_guest_pays_300_yuan_in_cash_and_a_known_person_2000() -> None:
    assert payments.ways_for(30_000, is_fetched=False, is_guest=True)[0] == "cod"
    assert "cod" not in payments.ways_for(30_001, is_fetched=False, is_guest=True)
    assert "pickup" not in payments.ways_for(30_001, is_fetched=True, is_guest=True)
    assert payments.ways_for(200_000, is_fetched=False)[0] == "cod"
    with pytest.raises(Refused, match="guests-cash-too-large"):
        payments.check_out(MEI, Wish("f", HOME, "cod", total_fen=30_001, network=NETWORK))


def test_a_transfer_has_one_day_where_little_is_left() -> None:
    stocked("pear", left=12)
    for form, days in ((1, 3), (2, 3), (3, 1)):
        order = ordered(form=form, method="bank", network=None)
        assert order.expires_at - order.placed_at == timedelta(days=days)


def test_a_guest_and_the_person_they_are_have_one_allowance_for_cash() -> None:
    seller(WU)
    stocked("pear", left=TILE)
    for form in range(3):
        ordered(form=form, guest=1)
    wish = Wish("form-9", HOME, "cod", [pears(1)], also=["g1"])

    with pytest.raises(Refused, match="too-many-cash-orders"):
        payments.check_out("pmei", wish)


def test_what_an_order_of_a_guest_costs() -> None:
    stocked("pear", left=TILE)
    seller(WU)

    with assert_cost(writes=14, reads=1), calls_sent() as calls:
        ordered()

    assert calls == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]


def test_who_is_signed_in_pays_nothing_for_it() -> None:
    stocked("pear", left=TILE)
    seller(WU)

    with assert_cost(writes=4, reads=1):
        ordered(network=None)
