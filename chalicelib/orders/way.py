"""Another way to pay, while an order is held."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.find import get_order
from chalicelib.orders.models import Order
from chalicelib.orders.rules import BANK, CONFIRMED, HELD, PAID_LATER, hold_ends_after_change
from chalicelib.orders.steps import key_of, same_taking, to_state
from chalicelib.store import change


def change_way(order_id: str, *, buyer_id: str, method: str) -> Order:
    """Pay a held order in another way; the same way again is no news. What is paid later confirms it at once.

    Raises NotFound, and Refused("way-is-fixed") for an order that is not held any more, or changes right now.
    """
    order = get_order(order_id, buyer_id=buyer_id)
    if order.payment_method == method:
        return order
    if order.taking and method == BANK:
        raise Refused("drop-takes-no-transfer")
    return change(
        key_of(order),
        *_written(order, method, clock.now()),
        Order.payment_method.set(method),
        when=(Order.state == HELD)
        & (Order.payment_method == order.payment_method)
        & Order.payment_id.does_not_exist()
        & same_taking(order),
        already=lambda order: order.payment_method == method,
        otherwise=Refused("way-is-fixed"),
    )


def _written(order: Order, method: str, now: datetime) -> list[Action]:
    if method in PAID_LATER:
        return to_state(order, CONFIRMED)
    ends_at = hold_ends_after_change(order.placed_at, now, method)
    return [Order.version.add(1), Order.expires_at.set(ends_at)]
