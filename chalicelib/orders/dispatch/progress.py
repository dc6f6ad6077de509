"""How an order moves: each sub-order by itself, and the order with the slowest of them."""

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.orders.models import Order, sub_order_at
from chalicelib.orders.rules import DELIVERED, EXPIRED, HELD, PACKED, SHIPPED, slowest
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.store import Moved, change

MOMENTS = {PACKED: Order.packed_at, SHIPPED: Order.shipped_at, DELIVERED: Order.delivered_at}


def advance(order: Order, states: dict[int, str], *more: Action) -> Order:
    """Write new states of sub-orders, by number, and what goes with them. Raises Moved."""
    after = [states.get(i, part.state) for i, part in enumerate(order.sub_orders)]
    actions = [sub_order_at(i).state.set(state) for i, state in states.items()]
    if slowest(after) != order.state:
        actions.append(Order.state.set(slowest(after)))
        if moment := MOMENTS.get(slowest(after)):
            actions.append(moment.set(clock.now()))
    return change(
        key_of(order),
        Order.version.add(1),
        *actions,
        *more,
        when=unmoved(order),
        otherwise=Moved(),
    )


def order_of_seller(order: Order, seller_id: str) -> Order:
    """The order, if this seller has a part in it that is their business by now. Raises NotFound."""
    is_theirs = any(part.seller_id == seller_id for part in order.sub_orders)
    if not is_theirs or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    return order


def index_of(order: Order, seller_id: str) -> int:
    """The number of a seller's part in an order."""
    return [part.seller_id for part in order.sub_orders].index(seller_id)
