"""A guest who signs in keeps what is theirs: the basket, the orders, the place in line, on every page of them."""

from typing import Any

import pytest

from chalicelib.accounts import add_person, give_code, make_link
from chalicelib.orders import Order, WantedLine, put_in_basket
from chalicelib.stock import join_line
from tests.client import Answer, Client
from tests.goods import again, buy, delivered, on_show, pears, stocked
from tests.people import GUEST, SignIn

PHONE = "13900139000"
ALONG = "Keep my basket and orders from this device"


@pytest.fixture(autouse=True)
def mei() -> None:
    add_person("Mei", ["buyer:*"], phone=PHONE, made_by="root", person_id="mei")


@pytest.fixture
def order() -> Order:
    stocked("pear")
    return buy(pears(1), buyer_id=GUEST)


def sign_in(browser: Client, **more: str) -> Answer:
    code = give_code("mei", made_by="root")
    return browser.post("/sign-in/code", phone=PHONE, code=code, **{"along": "yes", **more})


def test_basket_and_orders_come_along_and_the_page_says_so(buyer: Client, order: Order) -> None:
    stocked("tea", cap=5)
    put_in_basket(GUEST, WantedLine("tea", 2, 500))
    assert "checked" in buyer.get("/sign-in/code").body.partition('name="along"')[2][:40]

    page = buyer.follow(sign_in(buyer, next="/checkout")).body

    assert "One product is now in your basket." in page
    assert "The orders are listed under My orders." in page
    assert 'href="/checkout">Continue' in page
    assert "Tea" in buyer.get("/basket").body
    listed = buyer.get("/orders").body
    assert "Orders you placed as a guest before signing in are listed too." in listed
    assert f'href="/orders/{order.order_id}"' in listed
    assert "as a guest" in listed


def test_the_page_says_it_in_chinese_too(app: Any, order: Order) -> None:
    buyer = Client(app, lang="zh-CN", cookies={"device": "gmei"})

    page = buyer.follow(sign_in(buyer)).body

    assert "您已登录" in page
    assert "订单已列入" in page
    assert "访客订单" in buyer.get("/orders").body


def test_whoever_brings_nothing_goes_straight_on(buyer: Client) -> None:
    assert sign_in(buyer, next="/basket").location == "/basket"


def test_the_second_device_sees_the_orders_too(app: Any, buyer: Client, order: Order) -> None:
    other = Client(app)
    sign_in(other)

    sign_in(buyer)

    assert other.get(f"/orders/{order.order_id}").status_code == 200


def test_who_leaves_it_out_takes_nothing_along(buyer: Client, order: Order) -> None:
    answer = sign_in(buyer, along="")

    assert answer.location == "/"
    assert buyer.get(f"/orders/{order.order_id}").status_code == 404
    assert "You have no orders yet." in buyer.get("/orders").body


def test_a_wrong_code_keeps_the_choice(buyer: Client) -> None:
    give_code("mei", made_by="root")

    page = buyer.post("/sign-in/code", phone=PHONE, code="x").body

    assert ALONG in page
    assert "checked" not in page.partition('name="along"')[2][:40]


def test_who_is_no_guest_is_not_asked(visitor: Client) -> None:
    path = f"/sign-in/link/{make_link('mei', made_by='root')}"

    assert ALONG not in visitor.get("/sign-in/code").body
    assert ALONG not in visitor.get(path).body


def test_somebody_elses_link_takes_nothing_along_unasked(buyer: Client, order: Order) -> None:
    path = f"/sign-in/link/{make_link('mei', made_by='root')}"
    page = buyer.get(path).body

    buyer.post(path)

    assert "checked" not in page.partition('name="along"')[2][:40]
    assert buyer.get(f"/orders/{order.order_id}").status_code == 404


def test_ones_own_link_takes_it_along(buyer: Client, order: Order) -> None:
    buyer.post(f"/sign-in/link/{make_link('mei', made_by='root')}", along="yes")

    assert buyer.get(f"/orders/{order.order_id}").status_code == 200


def test_the_orders_are_nobody_elses(
    app: Any, buyer: Client, order: Order, signed_in_as: SignIn
) -> None:
    sign_in(buyer)

    for stranger in (Client(app, cookies={"device": "gli"}), signed_in_as("buyer:*")):
        assert stranger.get(f"/orders/{order.order_id}").status_code == 404
        assert stranger.post(f"/orders/{order.order_id}/cancel").status_code == 404
        assert stranger.get(f"/orders/{order.order_id}/invoices").status_code == 404
        assert stranger.get(f"/orders/{order.order_id}/claim").status_code == 404
        assert order.order_id not in stranger.get("/orders").body


def test_a_person_pays_and_cancels_what_they_ordered_as_a_guest(buyer: Client) -> None:
    stocked("pear")
    held = buy(pears(1), buyer_id=GUEST, method="sandbox")
    sign_in(buyer)

    buyer.post(f"/pay/{held.order_id}", answer="pay")
    assert again(held).state == "confirmed"
    assert buyer.get(f"/orders/{held.order_id}/invoices").status_code == 200
    buyer.post(f"/orders/{held.order_id}/cancel")

    assert again(held).state == "cancelled"


def test_a_person_changes_the_way_to_pay_of_a_guests_order(buyer: Client) -> None:
    stocked("pear")
    held = buy(pears(1), buyer_id=GUEST, method="sandbox")
    sign_in(buyer)

    buyer.post(f"/pay/{held.order_id}/way", method="cod")

    assert again(held).payment_method == "cod"


def test_a_person_claims_what_they_ordered_as_a_guest(buyer: Client) -> None:
    brought = delivered(buyer_id=GUEST)
    sign_in(buyer)

    opened = buyer.post(
        f"/orders/{brought.order_id}/claim",
        **{"line-0": "yes", "fen-0": "10.00", "reason": "missing", "form_key": "ab" * 8},
    )
    page = buyer.get(opened.location)
    buyer.post(opened.location.partition("?")[0] + "/withdraw")

    assert "Your report has been sent to the seller" in page.body
    assert "Your report has been sent to the seller" not in buyer.get(opened.location).body


def test_a_place_in_line_is_still_there(buyer: Client) -> None:
    listing = on_show(quantity=1)
    buy(WantedLine(listing.sku_id, 1, int(listing.price_fen)), buyer_id="gli")
    join_line(listing.sku_id, GUEST)

    sign_in(buyer)

    page = buyer.get(f"/goods/{listing.listing_id}/place").body
    assert 'value="leave"' in page
    assert 'value="join"' not in page
    buyer.post(f"/goods/{listing.listing_id}/place", do="leave")
    assert 'value="leave"' not in buyer.get(f"/goods/{listing.listing_id}/place").body


def test_cash_that_a_guest_owes_counts_at_the_persons_checkout(buyer: Client) -> None:
    stocked("pear")
    home = {"name": "Mei", "phone": PHONE, "region": "浙江省杭州市", "street": "文三路 1 号"}
    for i in range(4):
        if i == 3:
            sign_in(buyer)
        buyer.post("/basket/lines", sku_id="pear", quantity=1, price_fen=500)
        answer = buyer.post(
            "/orders",
            **home,
            method="cod",
            version=_version(buyer),
            total_fen=500,
            form_key=f"f-{i}",
        )
        assert answer.status_code == (409 if i == 3 else 303), answer.body

    assert "You have 3 cash orders" in answer.body


def _version(buyer: Client) -> str:
    page = buyer.get("/checkout").body
    return page.partition('name="version" value="')[2].partition('"')[0]
