"""Goods that were paid beforehand and that nobody fetches: they lie at their point for a term, and then go back."""

from datetime import datetime, timedelta

from chalicelib.orders.cancel import can_cancel, cancelled
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.windows import whole_hour
from chalicelib.store import step

FETCH_DAYS = 14  # from payment, or from packing when that is later
NOT_FETCHED = "not-fetched"


def fetch_until(order: Order) -> datetime | None:
    """Until when goods that are paid for lie at their point; None for all that does not lie there, and while nobody
    knows whether they are paid for."""
    if not order.spot or not order.paid_at or order.doubts or not can_cancel(order):
        return None
    ready_at = max(order.paid_at, order.packed_at or order.paid_at)
    return whole_hour(ready_at + timedelta(days=FETCH_DAYS))


def was_not_fetched(order: Order) -> bool:
    """Whether an order was cancelled since nobody came for it."""
    return any(refund.reason == NOT_FETCHED for refund in order.refunds or ())


def end_unfetched(order: Order, now: datetime) -> Order:
    """Cancel an order that nobody fetched in time: its goods go back, and its money is owed. Twice is no news."""
    first = [order]
    return step(lambda: _ended(first.pop() if first else any_order(order.order_id), now))


def _ended(order: Order, now: datetime) -> Order:
    until = fetch_until(order)
    return cancelled(order, NOT_FETCHED) if until and until <= now else order
