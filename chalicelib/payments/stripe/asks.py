"""What the fair asks of a hosted page, and what it reads from it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from chalicelib import clock
from chalicelib.orders import Order
from chalicelib.payments.port import ReceivedPayment
from chalicelib.settings import settings

INTENT = "payment_intent"
MOST_ON_A_PAGE = 100  # of a list; the pages are followed
PAGE_LIFE = timedelta(
    minutes=31
)  # after the hold's end: at no moment of the hold less than Stripe's 30 minutes
LONGEST_NAME = 250


def session_wanted(order: Order) -> dict[str, Any]:
    """The session of an order: the same words each time, since they stand under one idempotency key."""
    page = f"{settings().base_url}/pay/{order.order_id}"
    metadata = {"order_id": order.order_id, "fair": settings().base_url}
    return {
        "mode": "payment",
        "line_items": _line_items(order),
        "success_url": page,
        "cancel_url": page,
        "expires_at": int(((order.expires_at or clock.now()) + PAGE_LIFE).timestamp()),
        "adaptive_pricing": {"enabled": False},  # the buyer pays the order's total in its currency
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata, "transfer_group": order.order_id},
    }


def received_of(session: Any) -> ReceivedPayment | None:
    """The money that a session has brought, by its payment intent; None as long as it has brought none."""
    intent = session.payment_intent
    if session.payment_status != "paid" or intent is None:
        return None
    return received_by(intent)


def received_by(intent: Any) -> ReceivedPayment | None:
    if intent.status != "succeeded":
        return None
    return ReceivedPayment(intent.id, int(intent.amount_received), intent.currency.upper())


def our_words(thing: Any) -> dict[str, str]:
    """The words that this fair wrote beside a thing; none on things of others, who may share the account with us."""
    words: dict[str, str] = thing.metadata.to_dict() if thing.metadata else {}
    return words if words.get("fair") == settings().base_url else {}


def reversals_of(api: Any, transfer_id: str) -> Iterator[Any]:
    """All reversals of a transfer, ours and others', the newest first."""
    page = api.v1.transfers.reversals.list(transfer_id, {"limit": MOST_ON_A_PAGE})
    things: Iterator[Any] = page.auto_paging_iter()
    return things


def _line_items(order: Order) -> list[dict[str, Any]]:
    currency = order.currency.lower()
    items = [(f"{line.title} × {int(line.quantity)}", int(line.value_fen)) for line in order.lines]
    if order.shipping_fen:
        items.append(("运费 Shipping", int(order.shipping_fen)))
    return [
        {
            "price_data": {
                "currency": currency,
                "unit_amount": fen,
                "product_data": {"name": name[:LONGEST_NAME]},
            },
            "quantity": 1,
        }
        for name, fen in items
    ]
