"""Who may open an invoice, and where the browser is sent for it."""

import re

import pytest

from chalicelib.orders import Order
from tests.client import Client
from tests.goods import buy, delivered, pears, stocked
from tests.people import GUEST, WU, SignIn, seller


@pytest.fixture
def order() -> Order:
    seller(WU)
    return delivered(buyer_id=GUEST)


def test_a_buyer_asks_once_and_opens_it_with_a_signed_address(buyer: Client, order: Order) -> None:
    path = f"/orders/{order.order_id}/invoices"
    assert f'href="{path}"' in buyer.get(f"/orders/{order.order_id}").body
    assert "Get the invoice" in buyer.get(path).body

    page = buyer.follow(buyer.post(path)).body
    (link,) = re.findall(rf'href="({path}/[^"]+)"', page)
    opened = buyer.get(link)

    assert opened.status_code == 303
    assert opened.location.startswith("/private/documents/")
    assert "X-Amz-Signature=" in opened.location
    assert "X-Amz-Expires=300" in opened.location
    assert opened.headers["cache-control"] == "private, no-store"


def test_the_seller_and_the_administrator_open_it_too_and_nobody_else(
    buyer: Client, order: Order, signed_in_as: SignIn
) -> None:
    buyer.post(f"/orders/{order.order_id}/invoices")
    shop, other = signed_in_as(f"producer:{WU}"), signed_in_as("producer:li")
    administrator = signed_in_as("administrator:*")
    own, any_one = f"/shop/orders/{order.order_id}", f"/ledger/orders/{order.order_id}"

    for client, home in ((shop, own), (administrator, any_one)):
        assert "Invoice " in client.get(f"{home}/invoices").body
        assert client.get(f"{home}/invoices/invoice.{WU}").status_code == 303
        assert client.get(f"{home}/invoices/invoice.li").status_code == 404
    assert other.get(f"{own}/invoices").status_code == 404
    assert other.get(f"{own}/invoices/invoice.{WU}").status_code == 404
    assert other.get(f"/orders/{order.order_id}/invoices/invoice.{WU}").status_code == 404
    assert shop.get(f"{any_one}/invoices/invoice.{WU}").status_code == 404


def test_an_order_that_is_not_paid_says_so(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)
    path = f"/orders/{order.order_id}/invoices"

    assert "The invoice is available once the order is paid." in buyer.get(path).body
    assert buyer.post(path).status_code == 409
