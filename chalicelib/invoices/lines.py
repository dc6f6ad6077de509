"""What an invoice or a credit note says: its lines and its total, from an order alone."""

from dataclasses import dataclass

from chalicelib.orders import Order, Refund

INVOICE, CREDIT = "invoice", "credit"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of a document. A credit note names no price and quantity: it gives back an amount."""

    title: str
    fen: int
    price_fen: int | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """One seller's goods and shipping of an order, or of a refund."""

    items: tuple[InvoiceLine, ...]
    shipping_fen: int

    @property
    def total_fen(self) -> int:
        return sum(item.fen for item in self.items) + self.shipping_fen


def sellers_of(order: Order) -> list[str]:
    return [part.seller_id for part in order.sub_orders]


def bill_of(order: Order, seller_id: str) -> InvoiceDraft:
    """All that a seller sold in an order."""
    items = tuple(
        InvoiceLine(line.title, int(line.value_fen), int(line.price_fen), int(line.quantity))
        for line in order.lines
        if line.seller_id == seller_id
    )
    shipping = [int(part.shipping_fen) for part in order.sub_orders if part.seller_id == seller_id]
    return InvoiceDraft(items, sum(shipping))


def credit_of(order: Order, refund: Refund, seller_id: str) -> InvoiceDraft:
    """What a refund gives back of one seller's part; empty when it is about others."""
    mine = [i for i, line in enumerate(order.lines) if line.seller_id == seller_id]
    items = tuple(
        InvoiceLine(order.lines[int(line.line)].title, int(line.fen))
        for line in refund.lines
        if int(line.line) in mine
    )
    shipping = [int(share.fen) for share in refund.shipping if share.seller_id == seller_id]
    return InvoiceDraft(items, sum(shipping))
