"""What the buyer did not take: nothing was paid, so the goods go back on the shelf."""

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.dispatch.progress import index_of, order_of_seller
from chalicelib.orders.dispatch.settle import BY_BUYER
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order, line_at, portions_of, sub_order_at
from chalicelib.orders.rules import CANCELLED, CASH, DELIVERED, PAID_LATER, SHIPPED, slowest
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.stock import put_back
from chalicelib.store import Moved, step, transaction


def not_taken(order_id: str, *, seller_id: str) -> Order:
    """The buyer did not take what a seller sent and that was to be paid in cash; twice is no news.

    It counts against the buyer's next orders for cash. Raises NotFound, Refused("not-cash"),
    Refused("not-on-its-way"), and Refused("cash-is-here") when it was taken.
    """
    return step(lambda: _not_taken(order_of_seller(any_order(order_id), seller_id), seller_id))


def _not_taken(order: Order, seller_id: str) -> Order:
    i = index_of(order, seller_id)
    if order.sub_orders[i].refused_at:
        return order
    _check(order, i)
    mine = [j for j, line in enumerate(order.lines) if line.seller_id == seller_id]
    with transaction() as tx:
        tx.update(
            key_of(order),
            *_written(order, i),
            *(line_at(j).cancelled_fen.set(int(order.lines[j].value_fen)) for j in mine),
            when=unmoved(order),
            otherwise=Moved(),
        )
        put_back(tx, portions_of(order.lines[j] for j in mine), known_as=order.known_as)
    return any_order(order.order_id)


def _check(order: Order, i: int) -> None:
    sub_order = order.sub_orders[i]
    if order.payment_method not in PAID_LATER:
        raise Refused("not-cash")
    if sub_order.state == CANCELLED:
        raise Refused("order-was-cancelled")
    if sub_order.cash_at or order.paid_at or sub_order.delivered_by == BY_BUYER:
        raise Refused("cash-is-here")
    if order.payment_method == CASH and sub_order.state not in (SHIPPED, DELIVERED):
        raise Refused("not-on-its-way")


def _written(order: Order, i: int) -> list[Action]:
    now, others = clock.now(), [part for j, part in enumerate(order.sub_orders) if j != i]
    facts = [
        Order.version.add(1),
        Order.state.set(slowest([part.state for part in others])),
        sub_order_at(i).state.set(CANCELLED),
        sub_order_at(i).refused_at.set(now),
    ]
    going_on = [part for part in others if part.state != CANCELLED]
    if not going_on:
        facts.append(Order.cancelled_at.set(now))
    elif all(part.cash_at for part in going_on):
        facts.append(Order.paid_at.set(now))
    return facts
