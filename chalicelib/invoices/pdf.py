"""Draws a document as a PDF of one or more pages. The same document gives the same bytes.

No font is shipped: Chinese is set in STSong-Light, one of the fonts that every reader of PDF stands in for.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import Any

import pydyf

from chalicelib.clock import SHANGHAI
from chalicelib.invoices.lines import INVOICE, InvoiceDraft
from chalicelib.invoices.models import Document
from chalicelib.money import yuan
from chalicelib.orders import number_of

WIDTH, HEIGHT = 595, 842  # A4 in points
LEFT, RIGHT, TOP, BOTTOM = 56, 539, 780, 50
PRICES, COUNTS = 395, 452  # where these columns end on the right
LATIN, CHINESE = "F1", "F2"
USUAL = 556  # the width of most of Helvetica, digits and "¥" among them, in thousandths of the size
UNUSUAL = {" ,.t": 278, "i": 222, "-r": 333, "cy": 500, "AP": 667, "Q": 778, "m": 833}
WIDTHS = {char: width for chars, width in UNUSUAL.items() for char in chars}
TITLES = {INVOICE: "账单 Invoice", "credit": "退款单 Credit note"}
NO_TAX_INVOICE = "本单据不作税务发票使用。 This is not a tax invoice (fapiao)."
DEMO = "示范数据 Demo data"


class InvoicePaper:
    """Pages that fill from the top; `y` is where the next row goes."""

    def __init__(self) -> None:
        self.pages: list[Any] = []
        self.turn()

    def turn(self) -> None:
        self.pages.append(pydyf.Stream(compress=True))
        self.y = TOP

    def row(self, height: int) -> None:
        """Go down by a row; onto a new page where this one ends."""
        self.y -= height
        if self.y < BOTTOM:
            self.turn()

    def text(self, x: float, words: str, size: int = 10, *, to_right: bool = False) -> None:
        """Words from `x` on, or, when they are an amount or a number, up to `x`."""
        stream = self.pages[-1]
        stream.begin_text()
        stream.set_text_matrix(1, 0, 0, 1, x - width_of(words, size) if to_right else x, self.y)
        for is_latin, run in groupby(words, key=is_in_latin):
            part = "".join(run)
            stream.set_font_size(LATIN if is_latin else CHINESE, size)
            code = part.encode("cp1252" if is_latin else "utf-16-be").hex()
            stream.stream.append(f"<{code}> Tj".encode())
        stream.end_text()

    def rule(self) -> None:
        stream = self.pages[-1]
        stream.set_line_width(0.5)
        stream.move_to(LEFT, self.y - 5)
        stream.line_to(RIGHT, self.y - 5)
        stream.stroke()


def drawn(document: Document, bill: InvoiceDraft, *, is_demo: bool = False) -> bytes:
    """The PDF of an invoice or credit note."""
    assert bill.total_fen == int(document.total_fen)
    paper = InvoicePaper()
    _draw_head(paper, document, is_demo=is_demo)
    _draw_items(paper, bill)
    _draw_sums(paper, document, bill)
    return _bytes_of(paper)


def is_in_latin(char: str) -> bool:
    """Whether Helvetica has it; all else is set in the Chinese font."""
    return char.isascii() or char in "¥×·"


def width_of(words: str, size: int) -> float:
    """How wide an amount, a number or the head of a column is."""
    return sum(_width_of(char) for char in words) * size / 1000


def _width_of(char: str) -> int:
    return WIDTHS.get(char, USUAL) if is_in_latin(char) else 1000


def wrapped(words: str, most: int) -> Iterator[str]:
    """A title in rows of at most `most` half-widths, a Chinese character counting two; broken anywhere."""
    row, width = "", 0
    for char in words:
        wide = 1 if is_in_latin(char) else 2
        if width + wide > most:
            yield row
            row, width = "", 0
        row, width = row + char, width + wide
    yield row


def _draw_head(paper: InvoicePaper, document: Document, *, is_demo: bool) -> None:
    paper.text(LEFT, TITLES[document.kind], 20)
    paper.row(34)
    facts = [
        ("编号 No.", document.number),
        ("日期 Date", f"{document.at.astimezone(SHANGHAI):%Y-%m-%d}"),
        ("卖家 Seller", document.seller_name),
        ("订单 Order", number_of(document.order_id)),
    ]
    if document.invoice_number:
        facts.append(("原账单 For invoice", document.invoice_number))
    if is_demo:
        facts.append((DEMO, ""))
    for label, value in facts:
        paper.text(LEFT, label)
        paper.text(LEFT + 110, value)
        paper.row(18)
    paper.row(14)


def _draw_items(paper: InvoicePaper, bill: InvoiceDraft) -> None:
    paper.text(LEFT, "商品 Goods")
    if any(item.quantity for item in bill.items):
        paper.text(PRICES, "单价 Price", to_right=True)
        paper.text(COUNTS, "数量 Qty", to_right=True)
    paper.text(RIGHT, "金额 Amount", to_right=True)
    paper.rule()
    paper.row(22)
    for item in bill.items:
        first, *more = wrapped(item.title, 46)
        paper.text(LEFT, first)
        if item.price_fen is not None:
            paper.text(PRICES, f"¥{yuan(item.price_fen)}", to_right=True)
            paper.text(COUNTS, str(item.quantity), to_right=True)
        paper.text(RIGHT, f"¥{yuan(item.fen)}", to_right=True)
        for row in more:
            paper.row(14)
            paper.text(LEFT, row)
        paper.row(20)


def _draw_sums(paper: InvoicePaper, document: Document, bill: InvoiceDraft) -> None:
    paper.text(LEFT, "运费 Shipping")
    paper.text(RIGHT, f"¥{yuan(bill.shipping_fen)}", to_right=True)
    paper.rule()
    paper.row(24)
    label = "合计 Total" if document.kind == INVOICE else "退款合计 Refunded in all"
    paper.text(LEFT, label, 13)
    paper.text(RIGHT, f"¥{yuan(bill.total_fen)}", 13, to_right=True)
    for words in filter(None, (document.tax_line, NO_TAX_INVOICE)):
        paper.row(20)
        for row in wrapped(words, 96):
            paper.text(LEFT, row, 9)
            paper.row(13)


def _bytes_of(paper: InvoicePaper) -> bytes:
    pdf = pydyf.PDF()
    fonts = pydyf.Dictionary({LATIN: _latin(pdf), CHINESE: _chinese(pdf)})
    for stream in paper.pages:
        pdf.add_object(stream)
        page = {
            "Type": "/Page",
            "Parent": pdf.pages.reference,
            "MediaBox": pydyf.Array([0, 0, WIDTH, HEIGHT]),
            "Contents": stream.reference,
            "Resources": pydyf.Dictionary({"Font": fonts}),
        }
        pdf.add_page(pydyf.Dictionary(page))
    out = BytesIO()
    pdf.write(out)
    return out.getvalue()


def _latin(pdf: Any) -> bytes:
    font = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
    return _kept(pdf, {**font, "Encoding": "/WinAnsiEncoding"})


def _chinese(pdf: Any) -> bytes:
    """A font by name and character set alone, as the standard has it for the great languages of East Asia."""
    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("GB1"), "Supplement": 5}
    descriptor = {
        "Type": "/FontDescriptor",
        "FontName": "/STSong-Light",
        "Flags": 6,
        "FontBBox": pydyf.Array([-25, -254, 1000, 880]),
        "ItalicAngle": 0,
        "Ascent": 880,
        "Descent": -120,
        "CapHeight": 626,
        "StemV": 93,
    }
    glyphs = {
        "Type": "/Font",
        "Subtype": "/CIDFontType0",
        "BaseFont": "/STSong-Light",
        "CIDSystemInfo": pydyf.Dictionary(system),
        "DW": 1000,
        "FontDescriptor": _kept(pdf, descriptor),
    }
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": "/STSong-Light-UniGB-UTF16-H",
        "Encoding": "/UniGB-UTF16-H",
        "DescendantFonts": pydyf.Array([_kept(pdf, glyphs)]),
    }
    return _kept(pdf, font)


def _kept(pdf: Any, values: dict[str, Any]) -> bytes:
    """An object of the file, by reference."""
    part = pydyf.Dictionary(values)
    pdf.add_object(part)
    reference: bytes = part.reference
    return reference
