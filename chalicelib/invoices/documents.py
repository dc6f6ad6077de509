"""Invoices and credit notes: numbered without gaps for each seller and year, made when they are first asked for."""

import logging

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.invoices.lines import CREDIT, INVOICE, bill_of, credit_of, sellers_of
from chalicelib.invoices.models import Document, Series
from chalicelib.orders import Order, Refund, any_order
from chalicelib.producers import get_producers
from chalicelib.settings import settings
from chalicelib.store import (
    PRIVATE,
    AlreadyThere,
    Moved,
    change,
    presigned_download,
    put_object,
    step,
    transaction,
)

log = logging.getLogger("countyfair.invoices")


def documents_of(order_id: str, *, seller_id: str = "") -> list[Document]:
    """The invoices of an order, each before its credit notes; of one seller if `seller_id` says so."""
    documents = Document.query(order_id, consistent_read=True)
    theirs = [document for document in documents if seller_id in ("", document.seller_id)]
    return sorted(
        theirs, key=lambda document: (document.seller_id, document.kind == CREDIT, document.number)
    )


def make_invoices(order: Order, *, seller_id: str = "") -> list[Document]:
    """Make the invoices of a paid order and the credit notes of its refunds, as far as they are not there yet.

    For one seller only if `seller_id` says so. Raises NotFound for a seller that the order does not have,
    Refused("invoice-not-paid").
    """
    if order.paid_at is None:
        raise Refused("invoice-not-paid")
    sellers = [seller for seller in sellers_of(order) if seller_id in ("", seller)]
    if not sellers:
        raise NotFound("not-found")
    for seller in sellers:
        invoice = _invoice_of(order, seller)
        for refund in order.refunds or ():
            _credit_note(order, refund, invoice)
    return documents_of(order.order_id, seller_id=seller_id)


def make_credit_notes(order: Order) -> None:
    """Make the credit notes of an order's refunds for the sellers who have issued an invoice. Safe to repeat."""
    if not order.refunds:
        return
    for document in documents_of(order.order_id):
        if document.kind == INVOICE:
            for refund in order.refunds:
                _credit_note(order, refund, document)


def open_document(order_id: str, document: str, *, seller_id: str = "") -> str:
    """An address that shows a document for five minutes; its PDF is stored when it is first opened. Raises NotFound."""
    record = Document.find(order_id, document)
    if seller_id not in ("", record.seller_id):
        raise NotFound("not-found")
    key = f"private/documents/{order_id}/{document}.pdf"
    if not record.is_stored:
        body = _drawn(record, any_order(order_id))
        put_object(key, body, content_type="application/pdf", cache_control=PRIVATE)
        change(
            Document(order_id, document),
            Document.is_stored.set(True),
            when=Document.number.exists(),
            otherwise=NotFound("not-found"),
        )
    return presigned_download(key, file_name=f"{record.kind}-{record.number}.pdf")


def _drawn(document: Document, order: Order) -> bytes:
    from chalicelib.invoices.pdf import drawn  # noqa: PLC0415 - few pages need to draw

    if document.kind == INVOICE:
        return drawn(document, bill_of(order, document.seller_id), is_demo=bool(order.demo))
    refund = next(refund for refund in order.refunds if refund.refund_id == document.refund_id)
    return drawn(document, credit_of(order, refund, document.seller_id), is_demo=bool(order.demo))


def _invoice_of(order: Order, seller_id: str) -> Document:
    return _numbered(
        Document(
            order_id=order.order_id,
            document=f"{INVOICE}.{seller_id}",
            kind=INVOICE,
            seller_id=seller_id,
            seller_name=_name_of(seller_id),
            total_fen=bill_of(order, seller_id).total_fen,
        )
    )


def _credit_note(order: Order, refund: Refund, invoice: Document) -> None:
    bill = credit_of(order, refund, invoice.seller_id)
    if not bill.total_fen:
        return
    _numbered(
        Document(
            order_id=order.order_id,
            document=f"{CREDIT}.{invoice.seller_id}.{refund.refund_id}",
            kind=CREDIT,
            seller_id=invoice.seller_id,
            seller_name=invoice.seller_name,
            refund_id=refund.refund_id,
            invoice_number=invoice.number,
            total_fen=bill.total_fen,
        )
    )


def _numbered(new: Document) -> Document:
    """The document under the next number of its series, or the one that is there already."""
    there = Document.find_or_none(new.order_id, new.document)
    return there or step(lambda: _put_next(new))


def _put_next(new: Document) -> Document:
    now = clock.now()
    year = now.astimezone(clock.SHANGHAI).year
    series = f"{new.seller_id} {year} {new.kind}"
    there = Series.find_or_none(series)
    last = int(there.last) if there else 0
    new.number, new.at = f"{year}-{last + 1:06d}", now
    new.tax_line = settings().tax_line or None
    try:
        with transaction() as tx:
            tx.put(new, when=Document.order_id.does_not_exist(), otherwise=AlreadyThere())
            tx.update(
                Series(series),
                Series.last.set(last + 1),
                when=(Series.last == last) if there else Series.last.does_not_exist(),
                otherwise=Moved(),
            )
    except AlreadyThere:
        return Document.find(new.order_id, new.document)
    facts = {"number": new.number, "kind": new.kind, "order_id": new.order_id}
    log.info("document numbered", extra=facts)
    return new


def _name_of(seller_id: str) -> str:
    seller = get_producers([seller_id]).get(seller_id)
    return seller.name if seller else seller_id
