"""What time alone does to orders: holds end, what is on its way counts as delivered, what nobody complains of is
settled, what nobody fetches goes back, and what nobody sends is ended."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime

from chalicelib.orders.claims import has_claim
from chalicelib.orders.dispatch.settle import move_on
from chalicelib.orders.dispatch.unfetched import end_unfetched, fetch_until
from chalicelib.orders.dispatch.unsent import end_unsent, unsent_until
from chalicelib.orders.find import some_orders
from chalicelib.orders.models import Order
from chalicelib.orders.parts import SubOrder
from chalicelib.orders.rules import DELIVERED, HELD, SHIPPED
from chalicelib.orders.tell import remind_to_pay, reminder_at
from chalicelib.orders.windows import counts_as_delivered, whole_hour
from chalicelib.store import remember, sweep

QUEUE = "orders"
log = logging.getLogger("countyfair.orders")

Change = tuple[Order | None, Order | None]  # an order before and after


def remember_due(position: str, changes: Iterable[Change]) -> None:
    """Keep when the orders of a batch of the stream want to be looked at again; the same batch again is no news."""
    due = [(new.order_id, at) for old, new in changes if new for at in due_after(old, new)]
    remember(QUEUE, position, due)


def sweep_orders(now: datetime, end_hold: Callable[[str, datetime], object]) -> None:
    """Do to all orders what has become due since the last sweep; `end_hold` ends a hold that is past its time.

    What cannot be done now is logged and tried again some minutes later, and holds up nobody.
    """
    sweep(QUEUE, now, lambda order_ids: _take(order_ids, now, end_hold))


def due_after(old: Order | None, new: Order) -> Iterator[datetime]:
    """When time acts next on what a change of an order has brought about."""
    if new.demo:
        return
    if new.state == HELD and new.expires_at and _was_not_held(old, new):
        yield reminder_at(new) or new.expires_at
        yield new.expires_at
    until = fetch_until(new)
    if until and (old is None or until != fetch_until(old)):
        yield until
    until = unsent_until(new)
    if until and new.state != HELD and (old is None or until != unsent_until(old)):
        yield until
    for i, sub_order in enumerate(new.sub_orders):
        before = old.sub_orders[i] if old and i < len(old.sub_orders) else None
        if sub_order.state == SHIPPED and sub_order.shipped_at and not _is_in(before, SHIPPED):
            yield whole_hour(counts_as_delivered(sub_order.shipped_at))
        if (
            sub_order.state == DELIVERED
            and sub_order.window_ends_at
            and _may_settle_now(old, new, i)
        ):
            yield whole_hour(sub_order.window_ends_at)


def _was_not_held(old: Order | None, new: Order) -> bool:
    return old is None or (old.state, old.expires_at) != (HELD, new.expires_at)


def _may_settle_now(old: Order | None, new: Order, i: int) -> bool:
    """Delivered just now, or rid of what its settlement waited for: its money, a doubt of it, or an open claim."""
    if old is None or not _is_in(old.sub_orders[i], DELIVERED):
        return True
    seller_id = new.sub_orders[i].seller_id
    return (
        (new.paid_at is not None and old.paid_at is None)
        or bool(old.doubts and not new.doubts)
        or (has_claim(old, seller_id) and not has_claim(new, seller_id))
    )


def _is_in(sub_order: SubOrder | None, state: str) -> bool:
    return sub_order is not None and sub_order.state == state


def _take(
    order_ids: Sequence[str], now: datetime, end_hold: Callable[[str, datetime], object]
) -> Collection[str]:
    again = []
    for order in some_orders(order_ids):
        try:
            _act(order, now, end_hold)
        except Exception:
            log.exception("not done in time", extra={"order_id": order.order_id})
            again.append(order.order_id)
    return again


def _act(order: Order, now: datetime, end_hold: Callable[[str, datetime], object]) -> None:
    if order.state == HELD:
        if order.expires_at and order.expires_at <= now:
            end_hold(order.order_id, now)
        elif (at := reminder_at(order)) and at <= now:
            remind_to_pay(order)
    elif fetch_until(order):
        end_unfetched(order, now)
    else:
        move_on(end_unsent(order, now), now)
