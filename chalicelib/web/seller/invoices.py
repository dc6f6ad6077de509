"""The invoices and credit notes of what a seller sold in an order."""

from chalice.app import Response

from chalicelib import invoices, orders
from chalicelib.orders import Order
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.invoices import documents_page, make_documents, open_document
from chalicelib.web.page.routes import PRODUCER, Pages

pages = Pages(__name__)


@pages.get("/shop/orders/{order_id}/invoices", who=PRODUCER)
def show_own_invoices(order_id: str) -> Response:
    order, seller_id = _sold(order_id)
    return documents_page(order, f"/shop/orders/{order_id}", seller_id)


@pages.post("/shop/orders/{order_id}/invoices", who=PRODUCER, again=show_own_invoices)
def make_own_invoices(order_id: str) -> Response:
    order, seller_id = _sold(order_id)
    return make_documents(order, f"/shop/orders/{order_id}", seller_id)


@pages.get("/shop/orders/{order_id}/invoices/{document}", who=PRODUCER)
def open_own_invoice(order_id: str, document: str) -> Response:
    _, seller_id = _sold(order_id)
    return open_document(invoices.open_document(order_id, document, seller_id=seller_id))


def _sold(order_id: str) -> tuple[Order, str]:
    part = orders.sub_order_of(order_id, signed_in_person().scopes(PRODUCER))
    return orders.any_order(order_id), part.sub_order.seller_id
