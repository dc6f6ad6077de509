"""Pick-up: who may hand goods over, to whom, and what it costs the buyer."""

from dataclasses import replace

import pytest

from chalicelib import payments
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.orders import (
    Basket,
    Order,
    PickupSpot,
    WantedLine,
    Wish,
    codes_left,
    hand_over,
    is_closed,
    look_into_basket,
    order_at,
    order_from_image,
    put_in_basket,
    renew_code,
)
from chalicelib.payments import PickupPoint
from tests.costs import assert_cost
from tests.goods import again, left, pears, stocked, tea_of_li
from tests.people import HOME, MEI, seller
from tests.proof.wire import troubled

HALL = {"name": "便民服务大厅", "address": "人民路 1 号 102 室", "hours": "周一至周五 9:00–17:00"}


@pytest.fixture
def hall() -> PickupPoint:
    seller("wu", shipping_fee_fen=800)
    stocked("pear", left=5)
    return payments.open_point("county:c0001", "k1", **HALL, made_by="fang")


def order_there(point: PickupPoint, method: str = "pickup", form_key: str = "form-1") -> Order:
    put_in_basket(MEI, pears(2))
    spot = payments.spot_for(point.point_id, look_into_basket(MEI).sellers)
    return payments.check_out(
        MEI,
        Wish(
            form_key,
            replace(HOME, region=spot.name, street=spot.address),
            method,
            version=int(Basket.find(MEI).version),
            total_fen=1000,
            spot=spot,
        ),
    )


def wrong(order: Order, by: int = 1) -> str:
    return f"{(int(order.pickup_code) + by) % 1_000_000:06}"


def say_wrong(order: Order, point: PickupPoint, *ways: int) -> None:
    """Somebody says codes that are wrong, each by so much."""
    for by in ways:
        with pytest.raises(Refused, match="wrong-code"):
            hand_over(order.order_id, point_id=point.point_id, code=wrong(order, by))


def test_who_fetches_pays_no_shipping_and_gets_a_code(hall: PickupPoint) -> None:
    order = order_there(hall)

    assert (order.state, order.total_fen, order.shipping_fen) == ("confirmed", 1000, 0)
    assert order.spot.name == HALL["name"]
    assert len(order.pickup_code) == 6
    assert Basket.find(MEI).address is None


def test_the_code_hands_the_goods_over_and_the_cash_is_paid(hall: PickupPoint) -> None:
    order = order_there(hall)

    for _ in range(2):
        hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)

    now = again(order)
    assert (now.state, now.sub_orders[0].delivered_by) == ("delivered", "buyer")
    assert now.paid_at == now.sub_orders[0].cash_at
    assert now.sub_orders[0].window_ends_at > now.paid_at


def test_what_was_paid_beforehand_is_handed_over_without_cash(hall: PickupPoint) -> None:
    order = order_there(hall, method="sandbox")
    with pytest.raises(NotFound):
        hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)
    payments.confirm(order.order_id, buyer_id=MEI, evidence="pay")
    paid_at = again(order).paid_at

    hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)

    now = again(order)
    assert (now.state, now.paid_at) == ("delivered", paid_at)
    assert now.sub_orders[0].cash_at is None


def test_five_wrong_codes_close_the_order_even_to_the_right_one(hall: PickupPoint) -> None:
    order = order_there(hall)
    say_wrong(order, hall, 1, 2, 3, 4, 5)

    with pytest.raises(Refused, match="too-many-wrong-codes"):
        hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)

    assert again(order).state == "confirmed"


def test_a_wrong_code_counts_once_however_often_it_is_said(hall: PickupPoint) -> None:
    order = order_there(hall)
    code = wrong(order)

    with troubled() as way:
        way.lost_answers = 1
        say_wrong(order, hall, 1)
    with assert_cost(reads=1):
        say_wrong(order, hall, 1)
    with assert_cost(reads=1, writes=1):
        say_wrong(order, hall, 2)

    assert again(order).codes_tried == {code, wrong(order, 2)}


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "12 456"])
def test_what_is_no_code_counts_as_no_try(hall: PickupPoint, code: str) -> None:
    order = order_there(hall)

    with pytest.raises(Invalid) as caught:
        hand_over(order.order_id, point_id=hall.point_id, code=code)

    assert set(caught.value.problems) == {"code"}
    assert again(order).codes_tried is None


def test_a_buyer_gets_a_new_code_and_the_tries_begin_anew(hall: PickupPoint) -> None:
    order = order_there(hall)
    assert renew_code(order.order_id, buyer_id=MEI).pickup_code == order.pickup_code
    say_wrong(order, hall, 1, 2, 3, 4, 5)

    with assert_cost(reads=1, writes=1):
        renewed = renew_code(order.order_id, buyer_id=MEI)
    repeated = renew_code(order.order_id, buyer_id=MEI)
    with pytest.raises(NotFound):
        renew_code(order.order_id, buyer_id="gli")

    assert renewed.pickup_code == repeated.pickup_code
    assert not is_closed(renewed)
    hand_over(order.order_id, point_id=hall.point_id, code=renewed.pickup_code)
    assert again(order).state == "delivered"


def test_an_answer_that_got_lost_is_one_new_code(hall: PickupPoint) -> None:
    order = order_there(hall)
    say_wrong(order, hall, 1, 2, 3, 4, 5)

    with troubled() as way:
        way.lost_answers = 1
        renewed = renew_code(order.order_id, buyer_id=MEI)

    assert codes_left(again(order)) == 2
    assert renewed.pickup_code == again(order).pickup_code


def test_new_codes_come_to_an_end_and_the_buyer_may_cancel(hall: PickupPoint) -> None:
    order = order_there(hall)
    for _ in range(3):
        say_wrong(again(order), hall, 1, 2, 3, 4, 5)
        renew_code(order.order_id, buyer_id=MEI)
    say_wrong(again(order), hall, 1, 2, 3, 4, 5)

    with pytest.raises(Refused, match="no-more-codes"):
        renew_code(order.order_id, buyer_id=MEI)

    assert payments.call_off(order.order_id, buyer_id=MEI).state == "cancelled"
    assert left("pear") == 5


def test_another_point_cannot_hand_it_over(hall: PickupPoint) -> None:
    other = payments.open_point("producer:wu", "k2", **HALL, made_by="wu")
    order = order_there(hall)

    with pytest.raises(NotFound):
        hand_over(order.order_id, point_id=other.point_id, code=order.pickup_code)
    with pytest.raises(NotFound):
        order_at("gmei.none", hall.point_id)


def test_nobody_came_so_the_goods_go_back(hall: PickupPoint) -> None:
    order = order_there(hall)

    for _ in range(2):
        payments.not_fetched(order.order_id, point_id=hall.point_id)

    assert again(order).state == "cancelled"
    assert left("pear") == 5
    with pytest.raises(Refused, match="not-to-fetch"):
        hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)


def test_goods_that_are_paid_do_not_go_back_because_nobody_came(hall: PickupPoint) -> None:
    order = order_there(hall, method="sandbox")
    payments.confirm(order.order_id, buyer_id=MEI, evidence="pay")

    with pytest.raises(Refused, match="not-cash"):
        payments.not_fetched(order.order_id, point_id=hall.point_id)


def test_a_point_serves_only_whose_goods_it_has(hall: PickupPoint) -> None:
    own = payments.open_point("producer:wu", "k2", **HALL, made_by="wu")
    tea_of_li()
    stocked("jade", seller_id="bo", producer_id="bo", seller_county_id="c0002")

    def points(*skus: str) -> set[str]:
        for sku_id in skus:
            put_in_basket(MEI, WantedLine(sku_id, 1, 500))
        return {point.point_id for point in payments.points_for(look_into_basket(MEI).sellers)}

    assert points("pear") == {hall.point_id, own.point_id}
    assert points("tea") == {hall.point_id}
    assert points("jade") == set()
    with pytest.raises(NotFound):
        payments.spot_for(hall.point_id, look_into_basket(MEI).sellers)


def test_a_closed_point_is_chosen_no_more_and_still_hands_over(hall: PickupPoint) -> None:
    order = order_there(hall)

    for _ in range(2):
        payments.close_point(hall.point_id)

    put_in_basket(MEI, pears(1))
    assert payments.points_for(look_into_basket(MEI).sellers) == []
    hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)
    assert again(order).state == "delivered"


def test_a_point_needs_all_its_words() -> None:
    with pytest.raises(Invalid) as caught:
        payments.open_point("producer:wu", "k1", name="", address="x" * 91, hours="", made_by="wu")

    assert set(caught.value.problems) == {"name", "address", "hours"}


def test_cash_without_a_point_is_no_way_to_pay(hall: PickupPoint) -> None:
    put_in_basket(MEI, pears(2))
    with pytest.raises(Invalid):
        payments.check_out(MEI, Wish("f", HOME, "pickup", version=1, total_fen=1800))

    assert payments.ways_for(1000, is_fetched=True)[0] == "pickup"
    assert "cod" not in payments.ways_for(1000, is_fetched=True)
    assert PickupSpot(hall.point_id, **HALL) == payments.spot_for(
        hall.point_id, look_into_basket(MEI).sellers
    )


def test_the_points_list_follows_the_order_and_never_goes_back(hall: PickupPoint) -> None:
    order = order_there(hall)
    waiting = order_from_image(again(order).serialize())
    payments.project_pickup(waiting)
    listed = [order.order_id for order in payments.pickups_at(hall.point_id).items]
    hand_over(order.order_id, point_id=hall.point_id, code=order.pickup_code)

    for image in (again(order), waiting, again(order)):
        payments.project_pickup(image)

    assert listed == [order.order_id]
    assert payments.pickups_at(hall.point_id).items == []
