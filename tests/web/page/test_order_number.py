"""One number of an order, on every page that shows it, and the way to the order for everybody whom it concerns."""

import pytest

from chalicelib.ledger import post_order
from chalicelib.orders import Order, WantedLine, number_of, project_order, put_in_basket
from tests.client import Client
from tests.goods import again, buy, paid_for, pears, stocked, tea_of_li
from tests.people import GUEST, HOME, LI, WU, SignIn, seller


@pytest.fixture
def paid() -> Order:
    """Pears of Wu and tea of Li, which a guest has paid for."""
    seller(WU)
    seller(LI)
    stocked("pear")
    tea_of_li()
    order = buy(pears(2), WantedLine("tea", 1, 500), buyer_id=GUEST, method="sandbox")
    paid_for(order)
    project_order(None, again(order), "1")
    post_order(None, again(order).serialize())
    return again(order)


def test_buyer_seller_and_administrator_read_one_number(
    buyer: Client, wu: Client, ada: Client, paid: Order
) -> None:
    number = number_of(paid.order_id)

    for person, path in (
        (buyer, "/orders"),
        (buyer, f"/orders/{paid.order_id}"),
        (buyer, f"/orders/{paid.order_id}/invoices"),
        (wu, "/shop/orders"),
        (wu, f"/shop/orders/{paid.order_id}"),
        (ada, f"/ledger/orders/{paid.order_id}"),
    ):
        body = person.get(path).body
        assert number in body, path
        assert f">{paid.order_key}" not in body, path


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_the_number_as_it_is_read_leads_to_the_order(
    buyer: Client, wu: Client, ada: Client, paid: Order, lang: str
) -> None:
    buyer.lang = lang
    typed = number_of(paid.order_id).lower().replace("-", "+")

    assert buyer.get(f"/orders?number={typed}").location == f"/orders/{paid.order_id}"
    assert wu.get(f"/shop/orders?number={typed}").location == f"/shop/orders/{paid.order_id}"
    assert ada.get(f"/ledger/search?order={typed}").location == f"/ledger/orders/{paid.order_id}"


def test_an_order_that_waits_for_its_money_is_found_by_its_buyer(buyer: Client) -> None:
    stocked("pear")
    held = buy(pears(1), buyer_id=GUEST, method="sandbox")

    answer = buyer.get(f"/orders?number={number_of(held.order_id)}")

    assert answer.location == f"/orders/{held.order_id}"


def test_a_number_leads_nobody_to_an_order_that_is_not_theirs(
    visitor: Client, signed_in_as: SignIn, paid: Order
) -> None:
    number = number_of(paid.order_id)
    zhao = signed_in_as("producer:zhao")

    assert "There is no order" in zhao.get(f"/shop/orders?number={number}").body
    visitor.cookies.clear()
    assert visitor.get(f"/orders?number={number}").status_code == 200


@pytest.mark.parametrize("typed", ["nonsense", "CF-7K3P-Q8MX", "<b>", "x" * 200])
def test_a_number_without_an_order_says_so_and_stays_typed(
    buyer: Client, paid: Order, typed: str
) -> None:
    body = buyer.get(f"/orders?number={typed}").body

    assert "Please check the number" in body
    assert f'value="{typed[:40].replace("<", "&lt;").replace(">", "&gt;")}"' in body


def test_pages_say_whose_goods_and_whose_order_it_is(
    buyer: Client, wu: Client, paid: Order
) -> None:
    put_in_basket(GUEST, pears(1))
    put_in_basket(GUEST, WantedLine("tea", 1, 500))

    for path in ("/basket", "/checkout", f"/orders/{paid.order_id}"):
        body = buyer.get(path).body
        assert "Wu" in body, path
        assert "Li" in body, path
        assert "Shop 1" not in body, path
    packing = wu.get("/shop/orders").body
    slip = wu.get(f"/shop/orders/{paid.order_id}").body
    assert HOME.name in packing
    assert "Wu" in slip
    assert HOME.street in slip
