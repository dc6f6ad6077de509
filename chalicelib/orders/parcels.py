"""Parcels: each seller's part of an order is packed, shipped, delivered, and paid for in cash if so agreed."""

from collections.abc import Collection

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.orders.find import any_order, get_order
from chalicelib.orders.models import Order, SubOrder, parcel_at
from chalicelib.orders.rules import (
    CANCELLED,
    CASH,
    CONFIRMED,
    DELIVERED,
    EXPIRED,
    HELD,
    LONGEST_CARRIER,
    PACKED,
    SHIPPED,
    is_tracking,
    slowest,
)
from chalicelib.orders.steps import Moved, key_of, step, unmoved
from chalicelib.store import change

MOMENTS = {PACKED: Order.packed_at, SHIPPED: Order.shipped_at, DELIVERED: Order.delivered_at}


def pack(order_id: str, *, seller_id: str) -> Order:
    """Say that a parcel is packed; twice is no news. Raises NotFound, Refused."""
    return step(lambda: _packed(_order_of(order_id, seller_id), seller_id))


def ship(order_id: str, *, seller_id: str, carrier: str, tracking: str) -> Order:
    """Say that a parcel is on its way, with whom and under which number; the same again is no news.

    Raises Invalid for the fields "carrier" and "tracking", NotFound, Refused.
    """
    _check_shipping(carrier, tracking)
    return step(lambda: _shipped(_order_of(order_id, seller_id), seller_id, carrier, tracking))


def confirm_delivery(order_id: str, *, buyer_id: str) -> Order:
    """The buyer has everything that is on its way; twice is no news. Raises NotFound, Refused("not-on-its-way")."""
    return step(lambda: _delivered(get_order(order_id, buyer_id=buyer_id)))


def confirm_cash(order_id: str, *, seller_id: str) -> Order:
    """The courier's cash for a parcel has come; the order is paid when that of all its parcels has. Twice is no
    news. Raises NotFound, Refused("not-cash"), Refused("not-on-its-way")."""
    return step(lambda: _paid_in_cash(_order_of(order_id, seller_id), seller_id))


def _packed(order: Order, seller_id: str) -> Order:
    i = _index(order, seller_id)
    if order.sub_orders[i].state == PACKED:
        return order
    _refuse_unless(order.sub_orders[i], (CONFIRMED,))
    return _write(order, {i: PACKED})


def _shipped(order: Order, seller_id: str, carrier: str, tracking: str) -> Order:
    i = _index(order, seller_id)
    parcel = order.sub_orders[i]
    if parcel.state == SHIPPED and (parcel.carrier, parcel.tracking) == (carrier, tracking):
        return order
    _refuse_unless(parcel, (CONFIRMED, PACKED))
    path = parcel_at(i)
    with_whom = (
        path.carrier.set(carrier),
        path.tracking.set(tracking),
        path.shipped_at.set(clock.now()),
    )
    return _write(order, {i: SHIPPED}, *with_whom)


def _delivered(order: Order) -> Order:
    on_the_way = [i for i, one in enumerate(order.sub_orders) if one.state == SHIPPED]
    if not on_the_way:
        if order.state == DELIVERED:
            return order
        raise Refused("not-on-its-way")
    now = clock.now()
    moments = [parcel_at(i).delivered_at.set(now) for i in on_the_way]
    return _write(order, dict.fromkeys(on_the_way, DELIVERED), *moments)


def _paid_in_cash(order: Order, seller_id: str) -> Order:
    i = _index(order, seller_id)
    if order.payment_method != CASH:
        raise Refused("not-cash")
    if order.sub_orders[i].cash_at:
        return order
    if order.sub_orders[i].state not in (SHIPPED, DELIVERED):
        raise Refused("not-on-its-way")
    now = clock.now()
    received = [parcel_at(i).cash_at.set(now)]
    if all(one.cash_at for j, one in enumerate(order.sub_orders) if j != i):
        received.append(Order.paid_at.set(now))
    return _write(order, {}, *received)


def _write(order: Order, states: dict[int, str], *more: Action) -> Order:
    after = [states.get(i, one.state) for i, one in enumerate(order.sub_orders)]
    actions = [parcel_at(i).state.set(state) for i, state in states.items()]
    if slowest(after) != order.state:
        actions.append(Order.state.set(slowest(after)))
        actions.append(MOMENTS[slowest(after)].set(clock.now()))
    return change(
        key_of(order),
        Order.version.add(1),
        *actions,
        *more,
        when=unmoved(order),
        otherwise=Moved(),
    )


def _order_of(order_id: str, seller_id: str) -> Order:
    order = any_order(order_id)
    is_theirs = any(one.seller_id == seller_id for one in order.sub_orders)
    if not is_theirs or order.state in (HELD, EXPIRED):
        raise NotFound("not-found")
    return order


def _index(order: Order, seller_id: str) -> int:
    return [one.seller_id for one in order.sub_orders].index(seller_id)


def _refuse_unless(parcel: SubOrder, states: Collection[str]) -> None:
    if parcel.state == CANCELLED:
        raise Refused("order-was-cancelled")
    if parcel.state not in states:
        raise Refused("already-on-its-way")


def _check_shipping(carrier: str, tracking: str) -> None:
    problems: dict[str, FairError] = {}
    if not carrier.strip():
        problems["carrier"] = FairError("carrier-missing")
    elif len(carrier) > LONGEST_CARRIER:
        problems["carrier"] = FairError("text-too-long", most=LONGEST_CARRIER)
    if not is_tracking(tracking):
        problems["tracking"] = FairError("not-a-tracking-number")
    if problems:
        raise Invalid(problems)
