"""A seller's orders as pages: only their own, and the address only while it is needed."""

import pytest

from chalicelib.orders import (
    Order,
    cancel_order,
    confirm_cash,
    confirm_delivery,
    drop_rest,
    not_taken,
    project_order,
    record_refund,
)
from tests.client import Client
from tests.goods import again, buy, pears, shipped, stocked
from tests.orders.doubts import in_doubt
from tests.people import GUEST, MEI, SignIn


@pytest.fixture
def order() -> Order:
    stocked("pear")
    placed = buy(pears(2))
    project_order(None, placed, "1")
    return placed


def test_a_seller_packs_ships_and_takes_the_cash(wu: Client, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"

    inbox = wu.get("/shop/orders").body
    page = wu.get(here).body
    wu.post(f"{here}/pack")
    packed = again(order).state
    wu.post(f"{here}/ship", carrier="顺丰", tracking="SF 1234 5678")
    shipped = wu.get(here).body
    wu.post(f"{here}/cash")

    assert here in inbox
    assert "文三路 123 号" in page
    assert packed == "packed"
    assert "顺丰 SF12345678" in shipped
    assert again(order).paid_at is not None


def test_only_sellers_see_orders_and_only_their_own(signed_in_as: SignIn, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"
    li, official = signed_in_as("producer:li"), signed_in_as("official:c0001")

    assert here not in li.get("/shop/orders").body
    for person in (li, official):
        assert person.get(here).status_code == 404
        assert person.post(f"{here}/pack").status_code == 404
        assert person.post(f"{here}/cash").status_code == 404
    assert li.get("/shop/orders?shop=wu").status_code == 404
    assert again(order).state == "confirmed"


def test_a_visitor_is_asked_to_sign_in(visitor: Client, order: Order) -> None:
    assert visitor.get("/shop/orders").location.startswith("/sign-in")
    assert visitor.post(f"/shop/orders/{order.order_id}/pack").status_code == 403


def test_a_bad_tracking_number_comes_back_with_what_was_typed(wu: Client, order: Order) -> None:
    answer = wu.post(f"/shop/orders/{order.order_id}/ship", carrier="<Fast>", tracking="no number!")

    assert answer.status_code == 422
    assert 'href="#tracking"' in answer.body
    assert "&lt;Fast&gt;" in answer.body
    assert again(order).state == "confirmed"


def test_the_address_of_a_cancelled_order_is_not_shown(signed_in_as: SignIn, order: Order) -> None:
    cancel_order(order.order_id, buyer_id=MEI)

    page = signed_in_as("producer:wu").get(f"/shop/orders/{order.order_id}").body

    assert "文三路 123 号" not in page
    assert (
        "The buyer has cancelled. Please do not send it: the products are back in your stock."
        in page
    )


def test_steps_out_of_turn_are_refused_with_a_reason(wu: Client, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"

    cash_too_early = wu.post(f"{here}/cash")
    wu.post(f"{here}/ship", carrier="顺丰", tracking="SF12345678")
    packed_too_late = wu.post(f"{here}/pack")

    assert (cash_too_early.status_code, packed_too_late.status_code) == (409, 409)
    assert "It has not been sent yet." in cash_too_early.body
    assert "already been sent" in packed_too_late.body


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_state_has_its_page(signed_in_as: SignIn, order: Order, lang: str) -> None:
    wu = signed_in_as("producer:wu", lang=lang)
    statuses = []

    for state in ("confirmed", "packed", "shipped", "delivered", "settled", "cancelled"):
        now = again(order)
        now.state = now.sub_orders[0].state = state
        now.version = int(now.version) + 1
        now.save()
        project_order(None, now, str(now.version + 1))
        statuses.append(wu.get(f"/shop/orders/{order.order_id}").status_code)
        statuses.append(wu.get("/shop/orders?list=all").status_code)

    assert set(statuses) == {200}


def test_a_seller_sends_a_part_now_and_the_rest_later(wu: Client, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"

    wu.post(f"{here}/ship", carrier="顺丰", tracking="SF1001", **{"line-0": "1"})
    part = again(order).sub_orders[0]
    page = wu.get(here).body
    wu.post(f"{here}/ship", carrier="中通", tracking="ZT2002")
    after = wu.get(here).body

    assert (part.state, len(part.parcels)) == ("confirmed", 1)
    assert "顺丰 SF1001" in page
    assert "The rest will come in another parcel." in page
    assert again(order).state == "shipped"
    assert "中通 ZT2002" in after
    assert "Pear × 1" in after


def test_more_than_was_ordered_comes_back_with_what_was_typed(wu: Client, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"

    for typed in ("3", "-1", "1.5", "", "9999"):
        answer = wu.post(f"{here}/ship", carrier="顺丰", tracking="SF1001", **{"line-0": typed})

        assert answer.status_code == 422
        assert 'href="#line-0"' in answer.body
        assert f'value="{typed}"' in answer.body
        assert "<details open>" in answer.body
    empty = wu.post(f"{here}/ship", carrier="顺丰", tracking="SF1001", **{"line-0": "0"})
    assert empty.status_code == 422
    assert again(order).sub_orders[0].parcels is None


def test_a_seller_sees_until_when_the_buyer_may_complain_and_what_went_back(
    wu: Client, order: Order
) -> None:
    here = f"/shop/orders/{order.order_id}"
    shipped(order)
    confirm_delivery(order.order_id, buyer_id=MEI)
    confirm_cash(order.order_id, seller_id="wu")
    record_refund(order.order_id, refund_id="r1", lines={0: 123}, reason="damaged")

    page = wu.get(here).body

    assert "The buyer can report a problem until" in page
    assert "¥1.23" in page
    assert "In progress" in page


def test_no_seller_reads_that_cash_goes_back_which_nobody_paid(wu: Client, order: Order) -> None:
    here = f"/shop/orders/{order.order_id}"
    before = wu.get(here).body
    drop_rest(order.order_id, seller_id="wu", on_shelf=False)
    dropped = wu.get(here).body

    assert "pays nothing for it" in before
    assert "The buyer pays nothing for it." in dropped
    assert "goes back." not in dropped
    assert "refunded" not in before + dropped


def test_a_seller_reads_that_the_buyer_did_not_take_it(wu: Client, order: Order) -> None:
    shipped(order)
    not_taken(order.order_id, seller_id="wu")

    page = wu.get(f"/shop/orders/{order.order_id}").body

    assert "The buyer did not take it, so nothing was paid." in page
    assert "The buyer has cancelled" not in page


@pytest.mark.parametrize(
    ("lang", "to_seller", "to_buyer"),
    [
        ("en", "Please send everything by", "The shop sends it by"),
        ("zh-CN", "前全部发货", "店铺承诺在"),
    ],
)
def test_no_day_is_promised_while_the_payment_is_in_doubt(
    wu: Client, buyer: Client, lang: str, to_seller: str, to_buyer: str
) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)
    wu.lang = buyer.lang = lang
    shop, own = f"/shop/orders/{order.order_id}", f"/orders/{order.order_id}"

    assert to_seller in wu.get(shop).body
    assert to_buyer in buyer.get(own).body
    assert f'action="{shop}/pack"' in wu.get(shop).body
    in_doubt(order)
    assert to_seller not in wu.get(shop).body
    assert to_buyer not in buyer.get(own).body
    assert f'action="{shop}/pack"' not in wu.get(shop).body
    assert 'value="SF1001"' in wu.post(f"{shop}/ship", carrier="SF", tracking="SF1001").body
