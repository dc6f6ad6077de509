"""Goods that the buyer fetches: handed over at a pick-up point to whoever knows the order's code."""

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order, parcel_at
from chalicelib.orders.progress import advance
from chalicelib.orders.rules import CANCELLED, DELIVERED, EXPIRED, HELD, PICKUP, SETTLED
from chalicelib.orders.settle import BY_BUYER, window_ends
from chalicelib.orders.steps import Moved, key_of, step, unmoved
from chalicelib.store import change

MOST_WRONG_CODES = 5


def hand_over(order_id: str, *, point_id: str, code: str) -> Order:
    """The buyer is here and says the code: everything is delivered, and cash that was due is paid. Twice is no news.

    Raises NotFound for an order of another point, Refused("wrong-code", "too-many-wrong-codes", "not-to-fetch").
    """
    return step(lambda: _handed_over(order_at(order_id, point_id), code))


def order_at(order_id: str, point_id: str) -> Order:
    """An order that is fetched at this point. Raises NotFound."""
    order = any_order(order_id)
    if not order.spot or order.spot.point_id != point_id or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    return order


def _handed_over(order: Order, code: str) -> Order:
    if order.state in (DELIVERED, SETTLED):
        return order
    if order.state == CANCELLED:
        raise Refused("not-to-fetch")
    _check_code(order, code)
    now = clock.now()
    places = [i for i, one in enumerate(order.sub_orders) if one.state != CANCELLED]
    facts = [Order.paid_at.set(now)] if order.payment_method == PICKUP else []
    for i in places:
        path = parcel_at(i)
        facts += path.delivered_at.set(now), path.delivered_by.set(BY_BUYER)
        facts.append(path.window_ends_at.set(window_ends(order, order.sub_orders[i], now)))
        if order.payment_method == PICKUP:
            facts.append(path.cash_at.set(now))
    return advance(order, dict.fromkeys(places, DELIVERED), *facts)


def _check_code(order: Order, code: str) -> None:
    if int(order.wrong_codes or 0) >= MOST_WRONG_CODES:
        raise Refused("too-many-wrong-codes")
    if order.pickup_code == code:
        return
    change(
        key_of(order),
        Order.version.add(1),
        Order.wrong_codes.set((Order.wrong_codes | 0) + 1),
        when=unmoved(order),
        otherwise=Moved(),
    )
    raise Refused("wrong-code", left=MOST_WRONG_CODES - 1 - int(order.wrong_codes or 0))
