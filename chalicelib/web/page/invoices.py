"""Invoices and credit notes of an order: for its buyer, each of its sellers, and the platform administrator."""

from chalice.app import Response

from chalicelib import orders, payments
from chalicelib.accounts import ADMINISTRATOR, PRODUCER
from chalicelib.errors import FairError, Refused
from chalicelib.orders import Order
from chalicelib.store import PRIVATE
from chalicelib.web.buyer.own_orders import own_order
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.render import answer, render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/orders/{order_id}/invoices", who=ANYONE)
def show_invoices(order_id: str) -> Response:
    return _page(own_order(order_id), f"/orders/{order_id}")


@pages.post("/orders/{order_id}/invoices", who=ANYONE)
def make_invoices(order_id: str) -> Response:
    return _made(own_order(order_id), f"/orders/{order_id}")


@pages.get("/orders/{order_id}/invoices/{document}", who=ANYONE)
def open_invoice(order_id: str, document: str) -> Response:
    own_order(order_id)
    return _opened(payments.open_document(order_id, document))


@pages.get("/shop/orders/{order_id}/invoices", who=PRODUCER)
def show_own_invoices(order_id: str) -> Response:
    order, seller_id = _sold(order_id)
    return _page(order, f"/shop/orders/{order_id}", seller_id)


@pages.post("/shop/orders/{order_id}/invoices", who=PRODUCER)
def make_own_invoices(order_id: str) -> Response:
    order, seller_id = _sold(order_id)
    return _made(order, f"/shop/orders/{order_id}", seller_id)


@pages.get("/shop/orders/{order_id}/invoices/{document}", who=PRODUCER)
def open_own_invoice(order_id: str, document: str) -> Response:
    _, seller_id = _sold(order_id)
    return _opened(payments.open_document(order_id, document, seller_id=seller_id))


@pages.get("/ledger/orders/{order_id}/invoices", who=ADMINISTRATOR)
def show_any_invoices(order_id: str) -> Response:
    return _page(orders.any_order(order_id), f"/ledger/orders/{order_id}")


@pages.get("/ledger/orders/{order_id}/invoices/{document}", who=ADMINISTRATOR)
def open_any_invoice(order_id: str, document: str) -> Response:
    return _opened(payments.open_document(order_id, document))


def _sold(order_id: str) -> tuple[Order, str]:
    parcel = orders.parcel_of(order_id, signed_in_person().scopes(PRODUCER))
    return orders.any_order(order_id), parcel.sub_order.seller_id


def _made(order: Order, home: str, seller_id: str = "") -> Response:
    try:
        payments.make_invoices(order, seller_id=seller_id)
    except Refused as error:
        return _page(order, home, seller_id, problems={"form": error}, status=409)
    return see_other(f"{home}/invoices")


def _opened(address: str) -> Response:
    """Send the browser to the bucket: in the cloud, that is another address than ours."""
    return answer("", status=303, headers={"Location": address, "Cache-Control": PRIVATE})


def _page(
    order: Order,
    home: str,
    seller_id: str = "",
    *,
    problems: dict[str, FairError] | None = None,
    status: int = 200,
) -> Response:
    return render(
        "page/invoices.html",
        status=status,
        documents=payments.documents_of(order.order_id, seller_id=seller_id),
        home=home,
        may_make=order.paid_at is not None and not home.startswith("/ledger"),
        is_paid=order.paid_at is not None,
        problems=problems or {},
    )
