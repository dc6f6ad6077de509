"""Goods that the buyer fetches: handed over at a pick-up point to whoever knows the order's code."""

import re

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.orders.checkout.draw_up import new_code
from chalicelib.orders.dispatch.progress import advance
from chalicelib.orders.dispatch.settle import BY_BUYER, window_ends
from chalicelib.orders.doubts import check_money
from chalicelib.orders.find import any_order, get_order
from chalicelib.orders.models import Order, sub_order_at
from chalicelib.orders.rules import (
    CANCELLED,
    CONFIRMED,
    DELIVERED,
    EXPIRED,
    HELD,
    PACKED,
    PICKUP,
    SETTLED,
    SHIPPED,
)
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.store import Moved, change, step

MOST_WRONG_CODES = 5
MOST_NEW_CODES = 3


def hand_over(order_id: str, *, point_id: str, code: str) -> Order:
    """The buyer is here and says the code: everything is delivered, and cash that was due is paid. Twice is no news,
    and a wrong code counts once, however often it is said.

    Raises Invalid for what is no code, NotFound for an order of another point, Refused("wrong-code",
    "too-many-wrong-codes", "not-to-fetch").
    """
    if not (code.isascii() and re.fullmatch(r"\d{6}", code)):
        raise Invalid({"code": FairError("not-a-pickup-code")})
    return step(lambda: _handed_over(order_at(order_id, point_id), code))


def order_at(order_id: str, point_id: str) -> Order:
    """An order that is fetched at this point. Raises NotFound."""
    order = any_order(order_id)
    if not order.spot or order.spot.point_id != point_id or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    return order


def is_closed(order: Order) -> bool:
    """Whether wrong codes have closed an order to its point."""
    is_waiting = bool(order.spot) and order.state in (CONFIRMED, PACKED, SHIPPED)
    return is_waiting and len(order.codes_tried or ()) >= MOST_WRONG_CODES


def codes_left(order: Order) -> int:
    """How many new codes its buyer may still ask for."""
    return MOST_NEW_CODES - int(order.new_codes or 0)


def renew_code(order_id: str, *, buyer_id: str) -> Order:
    """A new code for an order that wrong ones have closed; its tries begin anew. An open order keeps its code, so
    twice is no news. Raises NotFound, Refused("no-more-codes")."""
    return step(lambda: _renewed(get_order(order_id, buyer_id=buyer_id)))


def _renewed(order: Order) -> Order:
    if not is_closed(order):
        return order
    if not codes_left(order):
        raise Refused("no-more-codes")
    return change(
        key_of(order),
        Order.version.add(1),
        Order.pickup_code.set(new_code()),
        Order.codes_tried.remove(),
        Order.new_codes.set((Order.new_codes | 0) + 1),
        when=unmoved(order),
        otherwise=Moved(),
    )


def _handed_over(order: Order, code: str) -> Order:
    if order.state in (DELIVERED, SETTLED):
        return order
    if order.state == CANCELLED:
        raise Refused("not-to-fetch")
    check_money(order)
    _check_code(order, code)
    now = clock.now()
    numbers = [i for i, part in enumerate(order.sub_orders) if part.state != CANCELLED]
    facts = [Order.paid_at.set(now)] if order.payment_method == PICKUP else []
    for i in numbers:
        path = sub_order_at(i)
        facts += path.delivered_at.set(now), path.delivered_by.set(BY_BUYER)
        facts.append(path.window_ends_at.set(window_ends(order, order.sub_orders[i], now)))
        if order.payment_method == PICKUP:
            facts.append(path.cash_at.set(now))
    return advance(order, dict.fromkeys(numbers, DELIVERED), *facts)


def _check_code(order: Order, code: str) -> None:
    if is_closed(order):
        raise Refused("too-many-wrong-codes")
    if order.pickup_code == code:
        return
    codes = {*(order.codes_tried or ()), code}
    if code not in (order.codes_tried or ()):
        change(
            key_of(order),
            Order.version.add(1),
            Order.codes_tried.add({code}),
            when=unmoved(order),
            otherwise=Moved(),
        )
    raise Refused("wrong-code", left=MOST_WRONG_CODES - len(codes))
