"""Pick-up points as pages: offered by an office or a shop, chosen at the checkout, and goods handed over there."""

import pytest

from chalicelib import payments
from chalicelib.orders import (
    Basket,
    Order,
    fetch_until,
    order_from_image,
    put_in_basket,
    sweep_orders,
)
from chalicelib.store import remember
from tests.client import Client
from tests.goods import again, left, pears, stocked
from tests.people import GUEST, HOME, SignIn, seller

HALL = {"name": "County hall", "address": "1 Main Street", "hours": "9 to 5"}


@pytest.fixture
def office(signed_in_as: SignIn) -> Client:
    return signed_in_as("official:c0001")


@pytest.fixture
def hall(office: Client) -> str:
    """The id of a point that the office has offered."""
    seller("wu", shipping_fee_fen=800)
    stocked("pear", left=300)
    office.post("/points", owner="county:c0001", form_key="k1", **HALL)
    return "county:c0001.k1"


def fetched(buyer: Client, point_id: str, **changed: str) -> Order:
    """The buyer orders two pears to be fetched there."""
    put_in_basket(GUEST, pears(2))
    typed = {
        "form_key": "form-1",
        "version": str(int(Basket.find(GUEST).version)),
        "total_fen": "1000",
        "method": "pickup",
        "point_id": point_id,
        "name": HOME.name,
        "phone": HOME.phone,
    }
    answer = buyer.post("/orders", **{**typed, **changed})
    assert answer.status_code == 303, answer.body
    order = Order.find(GUEST, "form-1")
    payments.project_pickup(order_from_image(order.serialize()))
    return order


def other_code(order: Order, by: int = 1) -> str:
    return f"{(int(order.pickup_code) + by) % 1_000_000:06}"


def test_an_office_offers_a_point_and_a_buyer_chooses_it(hall: str, buyer: Client) -> None:
    put_in_basket(GUEST, pears(2))

    choice = buyer.get("/checkout/points").body
    checkout = buyer.get(f"/checkout?point={hall}").body
    usual = buyer.get("/checkout").body

    assert "County hall" in choice
    assert 'name="total_fen" value="1000"' in checkout
    assert 'value="pickup"' in checkout
    assert 'value="cod"' not in checkout
    assert 'name="total_fen" value="1800"' in usual
    assert 'value="pickup"' not in usual


def test_the_buyer_sees_the_code_and_the_point_does_not(
    hall: str, buyer: Client, office: Client
) -> None:
    order = fetched(buyer, hall)

    own = buyer.get(f"/orders/{order.order_id}").body
    listed = office.get(f"/points/{hall}").body
    theirs = office.get(f"/points/{hall}/orders/{order.order_id}").body

    assert order.pickup_code in own
    assert "County hall" in own
    assert "¥10.00 due" in listed
    assert "¥10.00 in cash" in theirs
    assert order.pickup_code not in listed + theirs


def test_the_code_hands_over_and_a_wrong_one_is_said_so(
    hall: str, buyer: Client, office: Client
) -> None:
    order = fetched(buyer, hall)
    path = f"/points/{hall}/orders/{order.order_id}"

    none = office.post(f"{path}/hand-over", code="12")
    wrong = office.post(f"{path}/hand-over", code=other_code(order))
    right = office.post(
        f"{path}/hand-over", code=f" {order.pickup_code[:3]} {order.pickup_code[3:]}"
    )

    assert (none.status_code, wrong.status_code) == (422, 409)
    assert "six digits" in none.body
    assert 'value="12"' in none.body
    assert "Tries left: 4" in wrong.body
    assert right.location == f"/points/{hall}?done=handed"
    assert again(order).state == "delivered"


def test_who_said_five_wrong_codes_gets_a_new_one_from_the_buyer(
    hall: str, buyer: Client, office: Client
) -> None:
    order = fetched(buyer, hall)
    path = f"/points/{hall}/orders/{order.order_id}"
    for by in range(1, 6):
        office.post(f"{path}/hand-over", code=other_code(order, by))

    closed = office.post(f"{path}/hand-over", code=order.pickup_code)
    theirs, own = office.get(path).body, buyer.get(f"/orders/{order.order_id}").body
    renewed = buyer.post(f"/orders/{order.order_id}/code")
    code = again(order).pickup_code

    assert closed.status_code == 409
    assert "The buyer can get a new one" in theirs
    assert f'action="/orders/{order.order_id}/code"' in own
    assert order.pickup_code not in own
    assert renewed.location == f"/orders/{order.order_id}"
    assert code in buyer.get(f"/orders/{order.order_id}").body
    assert office.post(f"{path}/hand-over", code=code).status_code == 303


def test_the_last_code_is_said_to_be_the_last(hall: str, buyer: Client, office: Client) -> None:
    order = fetched(buyer, hall)
    order = again(order)
    order.new_codes = 3
    order.codes_tried = {other_code(order, by) for by in range(1, 6)}
    order.save()

    page = buyer.get(f"/orders/{order.order_id}").body
    answer = buyer.post(f"/orders/{order.order_id}/code")

    assert (
        "You have used all new codes. You can cancel the order, and what you paid is refunded."
        in page
    )
    assert f'action="/orders/{order.order_id}/code"' not in page
    assert answer.status_code == 409
    assert "You can cancel it" in answer.body


def test_who_paid_beforehand_sees_until_when_it_is_kept(
    hall: str, buyer: Client, office: Client
) -> None:
    order = fetched(buyer, hall, method="sandbox")
    payments.confirm(order.order_id, buyer_id=GUEST, evidence="pay")
    until = fetch_until(again(order))
    assert until

    own = buyer.get(f"/orders/{order.order_id}").body
    buyer.lang = "zh-Hans"
    theirs = office.get(f"/points/{hall}/orders/{order.order_id}").body
    remember("orders", "test", [(order.order_id, until)])
    sweep_orders(until, payments.end_due_order)
    over = buyer.get(f"/orders/{order.order_id}").body

    assert "Please collect it by" in own
    assert "Reserved until" in theirs
    assert over.count("14 天内没有人来取") == 1


def test_nobody_came(hall: str, buyer: Client, office: Client) -> None:
    order = fetched(buyer, hall)

    office.post(f"/points/{hall}/orders/{order.order_id}/not-fetched")

    assert again(order).state == "cancelled"
    assert left("pear") == 300


def test_a_point_that_closed_meanwhile_keeps_what_was_typed(
    hall: str, buyer: Client, office: Client
) -> None:
    office.post(f"/points/{hall}/close")
    put_in_basket(GUEST, pears(2))

    answer = buyer.post(
        "/orders", form_key="f", version="1", total_fen="1000", method="pickup",
        point_id=hall, name="Mei", phone=HOME.phone, region=HOME.region, street=HOME.street,
    )  # fmt: skip

    assert answer.status_code == 409
    assert "choose again" in answer.body
    assert 'value="Mei"' in answer.body


def test_points_and_orders_of_others_are_not_found(
    hall: str, buyer: Client, signed_in_as: SignIn
) -> None:
    order = fetched(buyer, hall)
    stranger = signed_in_as("official:c0002")

    for path in ("", f"/orders/{order.order_id}"):
        assert stranger.get(f"/points/{hall}{path}").status_code == 404
    for path in ("/close", f"/orders/{order.order_id}/hand-over"):
        assert stranger.post(f"/points/{hall}{path}", code=order.pickup_code).status_code == 404
    assert stranger.post("/points", owner="county:c0001", form_key="x", **HALL).status_code == 404
    assert again(order).state == "confirmed"


def test_a_shop_offers_a_point_of_its_own(signed_in_as: SignIn) -> None:
    shop = signed_in_as("producer:wu")

    answer = shop.post("/points", form_key="k2", **HALL)
    again_ = shop.post("/points", form_key="k2", **HALL)
    bad = shop.post("/points", form_key="k3", **{**HALL, "hours": ""})

    assert answer.location == again_.location == "/points?owner=producer:wu&done=opened"
    assert len(payments.points_of("producer:wu")) == 1
    assert bad.status_code == 422
    assert 'value="County hall"' in bad.body
