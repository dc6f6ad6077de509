"""The invoices and credit notes of any order."""

from chalice.app import Response

from chalicelib import invoices, orders
from chalicelib.web.page.invoices import documents_page, open_document
from chalicelib.web.page.routes import ADMINISTRATOR, Pages

pages = Pages(__name__)


@pages.get("/ledger/orders/{order_id}/invoices", who=ADMINISTRATOR)
def show_any_invoices(order_id: str) -> Response:
    return documents_page(orders.any_order(order_id), f"/ledger/orders/{order_id}")


@pages.get("/ledger/orders/{order_id}/invoices/{document}", who=ADMINISTRATOR)
def open_any_invoice(order_id: str, document: str) -> Response:
    return open_document(invoices.open_document(order_id, document))
