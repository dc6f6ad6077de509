"""What the pages of an order's invoices and credit notes share, whoever opens them."""

from chalice.app import Response

from chalicelib import invoices
from chalicelib.orders import Order
from chalicelib.store import PRIVATE
from chalicelib.web.page.render import answer, render, see_other


def make_documents(order: Order, home: str, seller_id: str = "") -> Response:
    invoices.make_invoices(order, seller_id=seller_id)
    return see_other(f"{home}/invoices")


def open_document(address: str) -> Response:
    """Send the browser to the bucket: in the cloud, that is another address than ours."""
    return answer("", status=303, headers={"Location": address, "Cache-Control": PRIVATE})


def documents_page(order: Order, home: str, seller_id: str = "") -> Response:
    return render(
        "page/invoices.html",
        order_id=order.order_id,
        documents=invoices.documents_of(order.order_id, seller_id=seller_id),
        home=home,
        may_make=order.paid_at is not None and not home.startswith("/ledger"),
        is_paid=order.paid_at is not None,
    )
