"""A buyer's own orders as pages."""

import pytest

from chalicelib.orders import WantedLine, mark_paid, mark_refund_sent, record_refund, ship
from chalicelib.store import memory
from tests.client import Client
from tests.costs import calls_sent
from tests.goods import again, buy, left, on_show, pears, stocked, tea_of_li
from tests.guests import ADDRESS, hidden_fields
from tests.people import GUEST


def test_a_buyer_sees_their_orders_newest_first_by_page(buyer: Client) -> None:
    stocked("pear", left=50)
    for i in range(22):
        buy(pears(1), form_key=f"form-{i:02d}", buyer_id=GUEST)

    first = buyer.get("/orders").body

    assert first.count('href="/orders/g') == 20
    assert first.index("form-21") < first.index("form-20")
    assert "cursor=" in first


def test_somebody_without_orders_is_told_so(visitor: Client) -> None:
    assert "You have no orders yet." in visitor.get("/orders").body


def test_another_persons_order_is_not_found(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id="gwang")

    seen = buyer.get(f"/orders/{order.order_id}")
    cancelled = buyer.post(f"/orders/{order.order_id}/cancel")
    received = buyer.post(f"/orders/{order.order_id}/received")
    paid = buyer.post(f"/pay/{order.order_id}", answer="pay")

    assert {seen.status_code, cancelled.status_code, received.status_code, paid.status_code} == {
        404
    }
    assert again(order).state == "confirmed"


@pytest.mark.parametrize("order_id", ["x", ".", "g.", ".form-1", f"{GUEST}.none", f"{GUEST}."])
def test_an_order_that_never_was_is_not_found(buyer: Client, order_id: str) -> None:
    assert buyer.get(f"/orders/{order_id}").status_code == 404


def test_a_visitor_without_a_cookie_sees_nobodys_order(visitor: Client) -> None:
    assert visitor.get("/orders/.form-1").status_code == 404


def test_a_buyer_cancels_before_dispatch(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)

    page = buyer.follow(buyer.post(f"/orders/{order.order_id}/cancel"))

    assert "This order was cancelled" in page.body
    assert "You were not charged" in page.body
    assert left("pear") == 10


def test_a_buyer_cancels_a_paid_order_and_gets_all_of_it_back(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST, method="sandbox")
    buyer.post(f"/pay/{order.order_id}", answer="pay")

    page = buyer.follow(buyer.post(f"/orders/{order.order_id}/cancel"))
    buyer.post(f"/orders/{order.order_id}/cancel")

    assert "¥5.00 was refunded in full" in page.body
    assert again(order).refunded_fen == 500
    assert again(order).refunds[0].sent_at is not None


def test_an_order_on_its_way_is_received_and_not_cancelled(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)
    early = buyer.post(f"/orders/{order.order_id}/received")
    ship(order.order_id, seller_id="wu", carrier="顺丰", tracking="SF123456")

    late = buyer.post(f"/orders/{order.order_id}/cancel")
    page = buyer.follow(buyer.post(f"/orders/{order.order_id}/received"))

    assert (early.status_code, late.status_code) == (409, 409)
    assert "no longer be cancelled" in late.body
    assert "Delivered" in page.body
    assert again(order).state == "delivered"


def test_the_order_shows_who_carries_it_and_where_to(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)
    ship(order.order_id, seller_id="wu", carrier="顺丰", tracking="SF123456")

    page = buyer.get(f"/orders/{order.order_id}").body

    assert "顺丰 SF123456" in page
    assert "文三路 123 号" in page


def test_an_address_that_no_courier_could_go_by_comes_back(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)

    for name, text, shown in (
        ("phone", "<12>", "&lt;12&gt;"),
        ("street", "Lane \ue816", "Lane \ue816"),
    ):
        page = buyer.post(f"/orders/{order.order_id}/address", **{**ADDRESS, name: text})

        assert page.status_code == 422
        assert f'value="{shown}"' in page.body
        assert "<details open>" in page.body
        assert again(order).address.attribute_values[name] == ADDRESS[name]


def test_a_page_of_an_order_is_never_cached(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)

    answer = buyer.get(f"/orders/{order.order_id}")

    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize("method", ["cod", "sandbox"])
def test_every_state_has_its_page(buyer: Client, lang: str, method: str) -> None:
    buyer.lang = lang
    stocked("pear", title="梨")
    order = buy(pears(1), buyer_id=GUEST, method=method)

    statuses = [buyer.get(f"/orders/{order.order_id}").status_code]
    if method == "sandbox":
        mark_paid(order.order_id, payment_id="p1", fen=500)
    for state in ("packed", "shipped", "delivered", "settled", "expired", "cancelled"):
        now = again(order)
        now.state = now.sub_orders[0].state = state
        now.save()
        statuses.append(buyer.get(f"/orders/{order.order_id}").status_code)
        statuses.append(buyer.get("/orders").status_code)

    assert set(statuses) == {200}


def test_a_buyer_sees_each_parcel_confirms_one_and_reads_how_long_they_may_complain(
    buyer: Client,
) -> None:
    stocked("pear", category="fruit-vegetables")
    tea_of_li()
    order = buy(pears(3), WantedLine("tea", 1, 500), buyer_id=GUEST)
    here = f"/orders/{order.order_id}"
    ship(order.order_id, seller_id="wu", carrier="SF", tracking="SF1001", lines={0: 1})
    half = buyer.get(here).body
    ship(order.order_id, seller_id="wu", carrier="SF", tracking="SF1002")
    whole = buyer.get(here).body

    buyer.post(f"{here}/received", seller="wu")
    received = buyer.get(here).body

    assert "SF1001" in half
    assert "The rest will come in another parcel." in half
    assert "Cancel order" not in half
    assert "Pear × 1" in whole
    assert "SF1002" in whole
    assert "It is confirmed as delivered on" in whole
    assert [part.state for part in again(order).sub_orders] == ["delivered", "confirmed"]
    assert "If there is a problem, please report it by" in received


def test_a_refund_is_on_its_way_until_it_has_been_sent(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST, method="sandbox")
    mark_paid(order.order_id, payment_id="p1", fen=500)
    record_refund(order.order_id, refund_id="r1", lines={0: 120}, reason="damaged")

    before = buyer.get(f"/orders/{order.order_id}").body
    mark_refund_sent(order.order_id, "r1")
    after = buyer.get(f"/orders/{order.order_id}").body

    assert "¥1.20" in before
    assert "In progress" in before
    assert "Refunded on" in after


def test_the_whole_way_of_a_guest_is_six_calls(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "RECENT_SECONDS", 60)  # however slow this machine is
    listing = on_show()
    goods = f"/goods/{listing.listing_id}"
    visitor.get(goods)

    with calls_sent() as sent:
        page = visitor.get(goods).body
        visitor.post("/basket/lines", **hidden_fields(page), quantity=1)
        visitor.get("/basket")
        form = hidden_fields(visitor.get("/checkout").body)
        page = visitor.follow(visitor.post("/orders", **{**form, **ADDRESS, "method": "cod"})).body

    assert "Thank you! The seller is packing your order. Follow its progress here." in page
    assert len(sent) == 6, sent
