"""Another way to pay, while an order is held."""

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders.checkout import guests
from chalicelib.orders.find import get_order
from chalicelib.orders.models import Order
from chalicelib.orders.rules import (
    BANK,
    CONFIRMED,
    HELD,
    PAID_LATER,
    SCARCE,
    hold_ends_after_change,
)
from chalicelib.orders.steps import key_of, same_taking, to_state
from chalicelib.stock import Offers, recent_offers
from chalicelib.store import change


def change_way(order_id: str, *, buyer_id: str, method: str, network: str | None = None) -> Order:
    """Pay a held order in another way; the same way again is no news. What is paid later confirms it at once. `network`
    is the address from which a guest asks, None for who is signed in.

    Raises NotFound, Refused("way-is-fixed") for an order that is not held any more, or changes right now, and
    Refused("guests-at-most-unpaid", "network-crowded") when it is more than guests may have in that way.
    """
    order = get_order(order_id, buyer_id=buyer_id)
    if order.payment_method == method:
        return order
    if order.taking and method == BANK:
        raise Refused("drop-takes-no-transfer")
    offers = _offers(order) if method == BANK or network is not None else {}
    if network is not None:
        guests.count_change(order, method, offers, network)
    return change(
        key_of(order),
        *_written(order, method, offers),
        Order.payment_method.set(method),
        when=(Order.state == HELD)
        & (Order.payment_method == order.payment_method)
        & Order.payment_id.does_not_exist()
        & same_taking(order),
        already=lambda order: order.payment_method == method,
        otherwise=Refused("way-is-fixed"),
    )


def _offers(order: Order) -> Offers:
    return recent_offers([line.sku_id for line in order.lines])


def _written(order: Order, method: str, offers: Offers) -> list[Action]:
    if method in PAID_LATER:
        return to_state(order, CONFIRMED)
    is_scarce = any(offer.left < SCARCE for offer in offers.values())
    ends_at = hold_ends_after_change(order.placed_at, clock.now(), method, is_scarce=is_scarce)
    return [Order.version.add(1), Order.expires_at.set(ends_at)]
