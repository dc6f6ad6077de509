"""Pages of what does not leave: both sides have a way out, in both languages."""

import pytest

from chalicelib.orders import Order, WantedLine, mark_paid, quarantine_payment, ship
from tests.client import Client
from tests.goods import again, buy, left, pears, stocked, tea_of_li
from tests.people import GUEST, LI, WU, seller


@pytest.fixture
def paid() -> Order:
    """Three pears of Wu and a tea of Li, which a guest has paid for."""
    seller(WU)
    seller(LI)
    stocked("pear")
    tea_of_li()
    order = buy(pears(3), WantedLine("tea", 1, 500), buyer_id=GUEST, method="sandbox")
    return mark_paid(order.order_id, payment_id="p1", fen=2_000)


@pytest.mark.parametrize(("lang", "words"), [("en", "Not coming:"), ("zh-Hans", "不再发货：")])
def test_a_seller_says_that_the_rest_does_not_come(
    wu: Client, buyer: Client, paid: Order, lang: str, words: str
) -> None:
    buyer.lang = wu.lang = lang
    ship(paid.order_id, seller_id=WU, carrier="SF", tracking="SF1002", lines={0: 2})
    here = f"/shop/orders/{paid.order_id}"
    pear = "Pear" if lang == "en" else '<span lang="en">Pear</span>'

    page = wu.get(here).body
    answer = wu.post(f"{here}/rest")

    assert f'action="{here}/rest"' in page
    assert answer.location == here
    assert f"{words} {pear} × 1" in wu.get(here).body
    assert f"{words} {pear} × 1" in buyer.get(f"/orders/{paid.order_id}").body
    (refund,) = again(paid).refunds
    assert (refund.fen, refund.sent_at is not None) == (500, True)
    assert left("pear") == 7
    assert f'action="{here}/rest"' not in wu.get(here).body


def test_a_seller_who_has_them_still_puts_them_back(wu: Client, paid: Order) -> None:
    wu.post(f"/shop/orders/{paid.order_id}/rest", on_shelf="yes")

    assert left("pear") == 10
    assert "It was not sent" in wu.get(f"/shop/orders/{paid.order_id}").body


def test_a_buyer_cancels_the_part_of_one_shop(buyer: Client, paid: Order) -> None:
    here = f"/orders/{paid.order_id}"

    page = buyer.get(here).body
    buyer.post(f"{here}/part/cancel", seller=LI)
    after = buyer.get(here).body

    assert page.count("Cancel this part") == 2
    assert after.count("Cancel this part") == 1
    assert [part.state for part in again(paid).sub_orders] == ["confirmed", "cancelled"]
    assert again(paid).refunded_fen == 500


def test_what_is_packed_and_not_late_is_not_cancelled(
    buyer: Client, wu: Client, paid: Order
) -> None:
    wu.post(f"/shop/orders/{paid.order_id}/pack")

    answer = buyer.post(f"/orders/{paid.order_id}/part/cancel", seller=WU)

    assert answer.status_code == 409
    assert not again(paid).refunds


@pytest.mark.parametrize("seller_id", ["", "zhao", "<b>"])
def test_a_part_that_is_not_there_is_not_found(
    buyer: Client, visitor: Client, paid: Order, seller_id: str
) -> None:
    path = f"/orders/{paid.order_id}/part/cancel"

    assert buyer.post(path, seller=seller_id).status_code == 404
    visitor.cookies.clear()
    assert visitor.post(path, seller=WU).status_code == 404


def test_who_pays_and_cancels_at_once_reads_one_true_sentence(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST, method="sandbox")
    buyer.post(f"/orders/{order.order_id}/cancel")
    quarantine_payment(order.order_id, payment_id="late")

    page = buyer.get(f"/orders/{order.order_id}").body

    assert "A payment came too late for it, and goes back to you." in page
    assert "You were not charged" not in page
    assert "We received a payment" not in page
