"""After dispatch: delivered, by the buyer's word or by time; then a window for claims; then settled."""

from datetime import datetime, timedelta

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.checkout.draw_up import window_hours
from chalicelib.orders.claims import has_claim
from chalicelib.orders.dispatch.progress import advance, order_of_seller
from chalicelib.orders.find import any_order, get_order
from chalicelib.orders.models import Order, sub_order_at
from chalicelib.orders.parts import Line, SubOrder
from chalicelib.orders.rules import DELIVERED, SETTLED, SHIPPED
from chalicelib.orders.windows import counts_as_delivered, whole_hour
from chalicelib.store import step

BY_BUYER, BY_TIME = "buyer", "time"


def confirm_delivery(order_id: str, *, buyer_id: str, seller_id: str = "") -> Order:
    """The buyer has what a seller sent, or everything that is on its way if none is named; twice is no news.

    Raises NotFound, Refused("not-on-its-way").
    """
    return step(lambda: _confirmed(get_order(order_id, buyer_id=buyer_id), seller_id))


def move_on(order: Order, now: datetime) -> Order:
    """Do to an order what is due by now: what was shipped long ago counts as delivered, and parts whose window is over
    are settled, if they are paid for and nobody has a claim open about them."""
    first = [order]
    return step(lambda: _moved_on(first.pop() if first else any_order(order.order_id), now))


def counted_as_delivered(order: Order) -> dict[str, datetime]:
    """When what is on its way counts as delivered, by seller."""
    return {
        part.seller_id: whole_hour(counts_as_delivered(part.shipped_at))
        for part in order.sub_orders
        if part.state == SHIPPED and part.shipped_at
    }


def window_ends(order: Order, sub_order: SubOrder, delivered_at: datetime) -> datetime:
    """Until when claims may be made about a seller's part: as long as about the line with the longest window."""
    return delivered_at + max(_window(line) for line in _lines(order, sub_order))


def _confirmed(order: Order, seller_id: str) -> Order:
    if seller_id:
        order_of_seller(order, seller_id)
    states = {
        i: part.state
        for i, part in enumerate(order.sub_orders)
        if seller_id in ("", part.seller_id)
    }
    on_the_way = [i for i, state in states.items() if state == SHIPPED]
    if on_the_way:
        return _delivered(order, on_the_way, BY_BUYER, clock.now())
    if DELIVERED in states.values() or SETTLED in states.values():
        return order
    raise Refused("not-on-its-way")


def _delivered(order: Order, numbers: list[int], by: str, now: datetime) -> Order:
    facts = [fact for i in numbers for fact in _delivery(order, i, by, now)]
    return advance(order, dict.fromkeys(numbers, DELIVERED), *facts)


def _delivery(order: Order, i: int, by: str, now: datetime) -> list[Action]:
    path, ends_at = sub_order_at(i), window_ends(order, order.sub_orders[i], now)
    return [
        path.delivered_at.set(now),
        path.delivered_by.set(by),
        path.window_ends_at.set(ends_at),
    ]


def _moved_on(order: Order, now: datetime) -> Order:
    late = [i for i, part in enumerate(order.sub_orders) if _is_late(part, now)]
    if late:
        order = _delivered(order, late, BY_TIME, now)
    ripe = [i for i, part in enumerate(order.sub_orders) if _is_ripe(order, part, now)]
    return _settled(order, ripe, now) if ripe else order


def _settled(order: Order, numbers: list[int], now: datetime) -> Order:
    refunds = len(order.refunds or ())
    moments = [sub_order_at(i).settled_at.set(now) for i in numbers]
    counts = [sub_order_at(i).settled_refunds.set(refunds) for i in numbers]
    return advance(order, dict.fromkeys(numbers, SETTLED), *moments, *counts)


def _is_late(sub_order: SubOrder, now: datetime) -> bool:
    if sub_order.state != SHIPPED or not sub_order.shipped_at:
        return False
    return counts_as_delivered(sub_order.shipped_at) <= now


def _is_ripe(order: Order, sub_order: SubOrder, now: datetime) -> bool:
    if sub_order.state != DELIVERED or not sub_order.window_ends_at:
        return False
    if order.doubts or has_claim(order, sub_order.seller_id):
        return False
    return sub_order.window_ends_at <= now and order.paid_at is not None


def _lines(order: Order, sub_order: SubOrder) -> list[Line]:
    return [line for line in order.lines if line.seller_id == sub_order.seller_id]


def _window(line: Line) -> timedelta:
    return timedelta(hours=int(line.window_hours or window_hours(line.category or "")))
