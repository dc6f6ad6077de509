"""Sold orders for the tests of the ledger: as the rules know them, and as the table holds them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.ledger.balances import BookedEntry, balance_of, fold_balances
from chalicelib.ledger.books import Entry
from chalicelib.ledger.journal import post_order
from chalicelib.ledger.models import JournalEntry, entry_of
from chalicelib.ledger.sold import OrderRefund, SoldLine, SoldOrder, SoldSubOrder, sold_of
from chalicelib.orders import Commission, Line, LineRefund, Order, Refund, ShippingRefund, SubOrder
from chalicelib.payouts import cover_refunds

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)  # a Wednesday
LATER = NOON + timedelta(days=8)


def sold(
    *lines: SoldLine, order_id: str = "mei.1", shipping_fen: int = 0, method: str = "sandbox"
) -> SoldOrder:
    """A paid order; each seller asks the same for shipping."""
    sellers = dict.fromkeys(line.seller_id for line in lines)
    total_fen = sum(line.value_fen for line in lines) + shipping_fen * len(sellers)
    parts = tuple(SoldSubOrder(seller, shipping_fen) for seller in sellers)
    return SoldOrder(order_id, method, NOON, total_fen, "CNY", lines, parts)


def refunded(
    order: SoldOrder, refund_id: str, *lines: tuple[int, int], sent: bool = False, **shipping: int
) -> SoldOrder:
    at = NOON + timedelta(hours=len(order.refunds) + 1)
    back = OrderRefund(refund_id, at, lines, tuple(shipping.items()), at if sent else None)
    return replace(order, refunds=(*order.refunds, back))


def sent(order: SoldOrder) -> SoldOrder:
    """The same order when all its refunds have been sent."""
    return replace(order, refunds=tuple(replace(back, sent_at=LATER) for back in order.refunds))


def settled(order: SoldOrder, *seller_ids: str) -> SoldOrder:
    """The same order when the parts of these sellers (of all, if none is named) are settled."""
    parts = [
        replace(part, settled_at=LATER, settled_refunds=len(order.refunds))
        if part.settled_at is None and (not seller_ids or part.seller_id in seller_ids)
        else part
        for part in order.parts
    ]
    return replace(order, parts=tuple(parts))


def order_of(sale: SoldOrder) -> Order:
    """The order as the table holds it."""
    buyer_id, _, order_key = sale.order_id.partition(".")
    goods_fen = sum(line.value_fen for line in sale.lines)
    order = Order(
        buyer_id,
        order_key,
        state="confirmed",
        placed_at=NOON,
        paid_at=sale.paid_at,
        goods_fen=goods_fen,
        shipping_fen=sale.total_fen - goods_fen,
        total_fen=sale.total_fen,
        currency=sale.currency,
        payment_method=sale.method,
        lines=[_line(line) for line in sale.lines],
        sub_orders=[
            SubOrder(
                seller_id=part.seller_id,
                shipping_fen=part.shipping_fen,
                state="settled" if part.settled_at else "confirmed",
                settled_at=part.settled_at,
                settled_refunds=part.settled_refunds,
            )
            for part in sale.parts
        ],
        refunds=[_refund(back) for back in sale.refunds] or None,
    )
    assert sold_of(order.serialize()) == sale
    return order


def image_of(order: SoldOrder | None) -> Any:
    return order_of(order).serialize() if order else None


def _line(line: SoldLine) -> Line:
    return Line(
        sku_id="sku",
        listing_id="listing",
        title="油纸伞",
        quantity=1,
        price_fen=line.value_fen,
        value_fen=line.value_fen,
        seller_id=line.seller_id,
        producer_id=line.seller_id,
        county_id="c0001",
        seller_county_id="c0001",
        fee_fen=line.fee_fen,
        commissions=[
            Commission(person_id=commission, fen=fen) for commission, fen in line.commissions
        ]
        or None,
    )


def _refund(back: OrderRefund) -> Refund:
    return Refund(
        refund_id=back.refund_id,
        fen=back.fen,
        lines=[LineRefund(line=number, fen=fen) for number, fen in back.lines],
        shipping=[ShippingRefund(seller_id=fee, fen=fen) for fee, fen in back.shipping],
        reason="test",
        at=back.at,
        sent_at=back.sent_at,
        from_bank=back.from_bank or None,
    )


class Shard:
    """A shard of the orders' stream and of the journal's, in one: hears of changes, posts and folds them."""

    def __init__(self, name: str = "shard-1") -> None:
        self.name = name
        self.number = 0
        self.folded: set[tuple[str, str]] = set()

    def hear(self, *versions: SoldOrder) -> list[BookedEntry]:
        """The versions of one order, one after the other; the last is kept as the order stands."""
        order_of(versions[-1]).save()
        for old, new in zip([None, *versions], versions, strict=False):
            post_order(image_of(old), image_of(new))
        return self.fold()

    def fold(self) -> list[BookedEntry]:
        """Fold what is new in the journal, and cover the refunds in it."""
        some = sorted(JournalEntry.scan(), key=lambda entry: (entry.at, entry.subject, entry.entry))
        news = [entry for entry in some if (entry.subject, entry.entry) not in self.folded]
        booked = [self.booked(entry_of(entry)) for entry in news]
        self.folded |= {(entry.subject, entry.entry) for entry in news}
        fold_balances(self.name, booked)
        cover_refunds(booking.entry for booking in booked)
        return booked

    def booked(self, entry: Entry) -> BookedEntry:
        self.number += 1
        return BookedEntry(str(self.number), entry)


def balance(account: str) -> int:
    return int(balance_of(account).balance_fen)


def free(account: str) -> int:
    return int(balance_of(account).free_fen)
