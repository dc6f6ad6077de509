"""A seller's part of an order is packed, shipped in one parcel or several, and paid for in cash if so agreed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import FairError, Invalid, Problems, Refused
from chalicelib.orders.dispatch.progress import advance, index_of, order_of_seller
from chalicelib.orders.doubts import check_money
from chalicelib.orders.find import any_order, left_to_send
from chalicelib.orders.models import Order, sub_order_at
from chalicelib.orders.parts import PackedLine, Parcel, SubOrder
from chalicelib.orders.rules import (
    CANCELLED,
    CASH,
    CONFIRMED,
    DELIVERED,
    LONGEST_CARRIER,
    MOST_PARCELS,
    PACKED,
    SHIPPED,
    is_tracking,
)
from chalicelib.store import step


@dataclass(frozen=True, slots=True)
class Shipment:
    """What a seller hands to a carrier; `lines` is None for all that was not sent yet."""

    carrier: str
    tracking: str
    lines: Mapping[int, int] | None


def pack(order_id: str, *, seller_id: str) -> Order:
    """Say that a seller's part is packed; twice is no news. Raises NotFound, Refused."""
    return step(lambda: _packed(order_of_seller(any_order(order_id), seller_id), seller_id))


def ship(
    order_id: str,
    *,
    seller_id: str,
    carrier: str,
    tracking: str,
    lines: Mapping[int, int] | None = None,
) -> Order:
    """Say that a parcel is on its way, with whom and under which number; the same again is no news.

    `lines` is how many pieces of which lines of the order are in it; without it, all that was not sent yet. A seller's
    part is on its way when all of it is. Raises Invalid for the fields "carrier", "tracking", "line-<number>" and
    "form", NotFound, Refused.
    """
    _check_shipping(carrier, tracking)
    shipment = Shipment(carrier, tracking, lines)
    return step(
        lambda: _shipped(order_of_seller(any_order(order_id), seller_id), seller_id, shipment)
    )


def confirm_cash(order_id: str, *, seller_id: str, receipt: str = "") -> Order:
    """The courier's cash for a seller's part has come; the order is paid when that for all parts has. Twice is no
    news. `receipt` is the courier's batch, in which the cash comes to the bank. Raises NotFound,
    Refused("not-cash"), Refused("not-on-its-way")."""
    return step(
        lambda: _paid_in_cash(order_of_seller(any_order(order_id), seller_id), seller_id, receipt)
    )


def _packed(order: Order, seller_id: str) -> Order:
    i = index_of(order, seller_id)
    if order.sub_orders[i].state == PACKED:
        return order
    _refuse_unless(order.sub_orders[i], (CONFIRMED,))
    check_money(order)
    return advance(order, {i: PACKED})


def _shipped(order: Order, seller_id: str, shipment: Shipment) -> Order:
    i = index_of(order, seller_id)
    sub_order = order.sub_orders[i]
    if lines := _known(sub_order, shipment):
        if shipment.lines in (None, lines):
            return order
        raise Invalid({"tracking": FairError("tracking-number-used")})
    _refuse_unless(sub_order, (CONFIRMED, PACKED))
    check_money(order)
    left = left_to_send(order, sub_order)
    contents = left if shipment.lines is None else dict(shipment.lines)
    _check_contents(contents, left)
    if len(sub_order.parcels or ()) >= MOST_PARCELS:
        raise Refused("too-many-parcels", most=MOST_PARCELS)
    return advance(order, {i: SHIPPED} if contents == left else {}, *_noted(i, shipment, contents))


def _noted(i: int, shipment: Shipment, contents: Mapping[int, int]) -> list[Action]:
    path, now = sub_order_at(i), clock.now()
    packed = [PackedLine(line=line, quantity=quantity) for line, quantity in contents.items()]
    parcel = Parcel(
        carrier=shipment.carrier, tracking=shipment.tracking, shipped_at=now, lines=packed
    )
    return [
        path.parcels.set((path.parcels | []).append([parcel])),
        path.carrier.set(shipment.carrier),
        path.tracking.set(shipment.tracking),
        path.shipped_at.set(now),
    ]


def _known(sub_order: SubOrder, shipment: Shipment) -> dict[int, int]:
    """What is in the parcel that was sent under this number already."""
    for parcel in sub_order.parcels or ():
        if (parcel.carrier, parcel.tracking) == (shipment.carrier, shipment.tracking):
            return {int(packed.line): int(packed.quantity) for packed in parcel.lines}
    return {}


def _check_contents(contents: Mapping[int, int], left: Mapping[int, int]) -> None:
    problems = Problems()
    for line, quantity in contents.items():
        most = left.get(line, 0)
        if not 1 <= quantity <= most:
            problems.note(f"line-{line}", "number-out-of-bounds", least=0, most=most)
    if not contents:
        problems.note("form", "parcel-is-empty")
    problems.refuse()


def _paid_in_cash(order: Order, seller_id: str, receipt: str) -> Order:
    i = index_of(order, seller_id)
    if order.payment_method != CASH:
        raise Refused("not-cash")
    if order.sub_orders[i].cash_at:
        return order
    if order.sub_orders[i].state not in (SHIPPED, DELIVERED):
        raise Refused("not-on-its-way")
    now = clock.now()
    actions = [sub_order_at(i).cash_at.set(now)]
    if receipt:
        actions.append(sub_order_at(i).cash_receipt.set(receipt))
    others = [part for j, part in enumerate(order.sub_orders) if j != i]
    if all(part.cash_at or part.state == CANCELLED for part in others):
        actions.append(Order.paid_at.set(now))
    return advance(order, {}, *actions)


def _refuse_unless(sub_order: SubOrder, states: Collection[str]) -> None:
    if sub_order.state == CANCELLED:
        raise Refused("order-was-cancelled")
    if sub_order.state not in states:
        raise Refused("already-on-its-way")


def _check_shipping(carrier: str, tracking: str) -> None:
    problems = Problems()
    if not carrier.strip():
        problems.note("carrier", "carrier-missing")
    elif len(carrier) > LONGEST_CARRIER:
        problems.note("carrier", "text-too-long", most=LONGEST_CARRIER)
    if not is_tracking(tracking):
        problems.note("tracking", "not-a-tracking-number")
    problems.refuse()
