"""Check out: what the way of paying asks for comes before the order."""

from collections.abc import Sequence

from chalicelib import orders
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.money import yuan
from chalicelib.orders import (
    CASH,
    PAID_LATER,
    PICKUP,
    Basket,
    Order,
    Wish,
)
from chalicelib.payments.cash.limits import give_room_back, make_room
from chalicelib.payments.cash.models import CashBuyer
from chalicelib.payments.port import PaymentInstructions
from chalicelib.payments.take import take
from chalicelib.payments.ways import adapter_of, cash_limit_fen, methods, ways_for
from chalicelib.store import find_both


def check_out(buyer_id: str, wish: Wish) -> Order:
    """Order what lies in the basket; the same form twice is the same order. What the buyer ordered as one of the
    guests `also` counts as theirs.

    Raises Invalid for a way to pay that this order does not have, Refused("cash-too-large"),
    Refused("too-many-cash-orders") and what `orders.check_out` raises.
    """
    is_guest = wish.network is not None
    is_fetched = wish.spot is not None
    _check_method(wish.method, wish.total_fen or 0, is_fetched=is_fetched, is_guest=is_guest)
    if is_guest or wish.method not in PAID_LATER:  # a guest's orders are counted with each of them
        return orders.check_out(buyer_id, wish)
    basket, cash = find_both(Basket(buyer_id), CashBuyer(buyer_id))
    make_room(buyer_id, wish.form_key, wish.also, buyer=cash or CashBuyer(buyer_id))
    try:
        return orders.check_out(buyer_id, wish, basket=basket)
    except FairError:
        give_room_back(buyer_id, wish.form_key)
        raise


def begin(order: Order) -> PaymentInstructions:
    """What the buyer does next to pay; again is no news. Raises NotFound for a way of paying that is not offered."""
    if order.payment_method not in (*methods(), PICKUP):
        raise NotFound("not-found")
    return adapter_of(order.payment_method).begin(order)


def change_way(
    order_id: str,
    *,
    buyer_id: str,
    method: str,
    also: Sequence[str] = (),
    network: str | None = None,
) -> Order:
    """Pay a held order in another way: what is open of the old one is closed first, and what turned out to be paid is
    taken instead. The same way again is no news. `network` is the address from which a guest asks.

    Raises as `check_out`, NotFound, and Refused("way-is-fixed")."""
    order = orders.get_order(order_id, buyer_id=buyer_id)
    if method == order.payment_method:
        return order
    if order.state != orders.HELD:
        raise Refused("way-is-fixed")
    is_guest, is_fetched = network is not None, order.spot is not None
    _check_method(method, int(order.total_fen), is_fetched=is_fetched, is_guest=is_guest)
    payment = adapter_of(order.payment_method).cancel(order)
    if payment is not None and take(order.order_id, payment):
        return orders.get_order(order_id, buyer_id=buyer_id)
    if network is not None or method not in PAID_LATER:
        return orders.change_way(order_id, buyer_id=buyer_id, method=method, network=network)
    form_key = order.form_key or order.order_key
    make_room(buyer_id, form_key, also)
    try:
        return orders.change_way(order_id, buyer_id=buyer_id, method=method)
    except FairError:
        give_room_back(buyer_id, form_key)
        raise


def _check_method(method: str, total_fen: int, *, is_fetched: bool, is_guest: bool) -> None:
    if method in ways_for(total_fen, is_fetched=is_fetched, is_guest=is_guest):
        return
    if method == (PICKUP if is_fetched else CASH):
        most = yuan(cash_limit_fen(is_guest=is_guest))
        if is_guest:
            raise Refused("guests-cash-too-large", most=most)
        raise Refused("cash-too-large", most=most)
    raise Invalid({"method": FairError("not-a-choice")})
