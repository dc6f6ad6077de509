"""Invoices and credit notes: numbers without gaps, sums to the fen, the same bytes each time."""

import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import NotFound, Refused
from chalicelib.invoices import documents_of, make_credit_notes, make_invoices, open_document
from chalicelib.invoices.lines import InvoiceDraft, InvoiceLine
from chalicelib.invoices.models import Document
from chalicelib.invoices.pdf import drawn
from chalicelib.orders import Order, WantedLine, any_order, mark_paid, record_refund
from chalicelib.store import get_object, list_keys
from tests.goods import buy, pears, sent, stocked, tea_of_li
from tests.people import seller


def paid(n: int = 1) -> Order:
    stocked("pear", left=99, price_fen=333)
    tea_of_li(left=99, price_fen=801)
    order = buy(
        WantedLine("pear", 3, 333), WantedLine("tea", 1, 801), form_key=f"f{n}", method="sandbox"
    )
    mark_paid(order.order_id, payment_id=f"p{n}", fen=int(order.total_fen), currency="CNY")
    return any_order(order.order_id)


def words_in(pdf: bytes) -> str:
    """All that a reader can read in it, in order."""
    text = ""
    for stream in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        page = zlib.decompress(stream).decode()
        for font, code in re.findall(r"/(F\d) \d+ Tf\s*<([0-9a-f]*)> Tj", page):
            text += bytes.fromhex(code).decode("cp1252" if font == "F1" else "utf-16-be")
        text += "\n"
    return text


def stored(document: Document) -> bytes:
    open_document(document.order_id, document.document)
    return get_object(f"private/documents/{document.order_id}/{document.document}.pdf")


def test_each_seller_of_an_order_issues_an_invoice_of_their_own_part() -> None:
    seller("wu", shipping_fee_fen=700)
    seller("li")
    order = paid()

    made = make_invoices(order)

    assert [(document.seller_id, document.total_fen) for document in made] == [
        ("li", 801),
        ("wu", 999 + 700),
    ]
    assert sum(int(document.total_fen) for document in made) == order.total_fen


def test_asking_twice_makes_nothing_new() -> None:
    order = paid()

    first, second = make_invoices(order), make_invoices(order)

    assert [document.number for document in first] == [document.number for document in second]


def test_numbers_have_no_gaps_whoever_asks_at_once() -> None:
    orders = [paid(n) for n in range(12)]

    with ThreadPoolExecutor(6) as pool:
        for _ in pool.map(lambda order: make_invoices(order, seller_id="wu"), [*orders, *orders]):
            pass

    numbers = sorted(
        document.number for order in orders for document in documents_of(order.order_id)
    )
    year = numbers[0].partition("-")[0]
    assert numbers == [f"{year}-{n:06d}" for n in range(1, 13)]


def test_an_order_that_is_not_paid_has_no_invoice() -> None:
    stocked("pear")

    with pytest.raises(Refused, match="invoice-not-paid"):
        make_invoices(buy(pears(1)))


def test_each_refund_has_a_credit_note_of_the_sellers_whom_it_is_about() -> None:
    order = paid()
    record_refund(order.order_id, refund_id="r1", lines={0: 100}, reason="x")
    record_refund(order.order_id, refund_id="r2", lines={0: 50, 1: 801}, reason="x")

    made = make_invoices(any_order(order.order_id))

    wu = [document for document in made if document.seller_id == "wu"]
    assert [(document.kind, document.total_fen) for document in wu] == [
        ("invoice", 999),
        ("credit", 100),
        ("credit", 50),
    ]
    assert {document.invoice_number for document in wu[1:]} == {wu[0].number}
    back = sum(int(document.total_fen) for document in made if document.kind == "credit")
    assert back == any_order(order.order_id).refunded_fen


def test_a_refund_after_the_invoice_is_credited_by_the_job(app: Any) -> None:
    from tests.streams import hear, stream

    before = paid()
    make_invoices(before, seller_id="wu")
    after = record_refund(before.order_id, refund_id="r1", lines={0: 100, 1: 1}, reason="x")

    for _ in range(2):
        assert hear(app, "credit_refunds", stream((before, after))) == {"batchItemFailures": []}

    kinds = [(document.kind, document.total_fen) for document in documents_of(before.order_id)]
    assert kinds == [("invoice", 999), ("credit", 100)]


def test_nobody_who_asked_for_no_invoice_gets_a_credit_note() -> None:
    order = paid()

    make_credit_notes(record_refund(order.order_id, refund_id="r1", lines={0: 1}, reason="x"))

    assert documents_of(order.order_id) == []


def test_the_pdf_says_what_was_sold_and_is_stored_once() -> None:
    seller("wu", shipping_fee_fen=700)
    made = make_invoices(sent(), seller_id="wu")[0]

    first, second = stored(made), stored(Document.find(made.order_id, made.document))

    said = words_in(first)
    assert first == second
    assert "账单 Invoice" in said
    assert made.number in said
    assert "Pear" in said
    assert "¥10.00" in said
    assert "¥17.00" in said  # with the shipping
    assert "Tax" not in said
    assert len(list_keys("private/")) == 1


def test_a_document_of_another_seller_is_not_opened() -> None:
    made = make_invoices(paid(), seller_id="wu")[0]

    with pytest.raises(NotFound):
        open_document(made.order_id, made.document, seller_id="li")
    with pytest.raises(NotFound):
        open_document(made.order_id, "invoice.nobody")


items = st.builds(
    InvoiceLine,
    title=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60),
    fen=st.integers(1, 99_999_999),
    price_fen=st.none() | st.integers(1, 99_999_999),
    quantity=st.just(1),
)


@given(items=st.lists(items, min_size=1, max_size=30), shipping_fen=st.integers(0, 99_999))
def test_any_bill_is_drawn_whole_and_alike_twice(
    items: list[InvoiceLine], shipping_fen: int
) -> None:
    from chalicelib import clock
    from chalicelib.money import yuan

    bill = InvoiceDraft(tuple(items), shipping_fen)
    made = Document(
        order_id="gmei.f1",
        document="invoice.wu",
        kind="invoice",
        number="2026-000001",
        seller_id="wu",
        seller_name="吴记",
        total_fen=bill.total_fen,
        at=clock.now(),
        tax_line="小规模纳税人，税率 1%",
    )

    pdf = drawn(made, bill)

    assert pdf == drawn(made, bill)
    said = words_in(pdf)
    assert f"¥{yuan(bill.total_fen)}" in said
    assert "小规模纳税人" in said
    assert all(f"¥{yuan(item.fen)}" in said for item in items)
