"""The invoices and credit notes of an order, for its buyer."""

from chalice.app import Response

from chalicelib import invoices
from chalicelib.web.buyer.own_orders import own_order
from chalicelib.web.page.invoices import documents_page, make_documents, open_document
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/orders/{order_id}/invoices", who=ANYONE)
def show_invoices(order_id: str) -> Response:
    return documents_page(own_order(order_id), f"/orders/{order_id}")


@pages.post("/orders/{order_id}/invoices", who=ANYONE, again=show_invoices)
def make_invoices(order_id: str) -> Response:
    return make_documents(own_order(order_id), f"/orders/{order_id}")


@pages.get("/orders/{order_id}/invoices/{document}", who=ANYONE)
def open_invoice(order_id: str, document: str) -> Response:
    own_order(order_id)
    return open_document(invoices.open_document(order_id, document))
