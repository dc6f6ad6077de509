"""Place an order: the goods are set aside and the order is there, together or not at all."""

from dataclasses import replace

from chalicelib import clock
from chalicelib.catalogue import offers
from chalicelib.errors import Refused
from chalicelib.orders.draw_up import Offers, drawn_up
from chalicelib.orders.models import Order
from chalicelib.orders.rules import Wish, check_order, merged, trouble_of
from chalicelib.orders.stock import Raced, take_stock
from chalicelib.store import AlreadyThere, transaction

MOST_ATTEMPTS = 4


def place_order(buyer_id: str, wish: Wish) -> Order:
    """Take the goods out of stock and keep the order; the same form sent twice is the same order.

    Cash on delivery is confirmed at once; anything else is held for 30 minutes. Raises Invalid for what cannot be
    ordered, and Refused ("sold-out", "only-left", "new-price", "not-on-sale", "new-total", "busy") with nothing taken.
    """
    check_order(wish.form_key, wish.wanted, wish.to)
    wish = replace(wish, wanted=merged(wish.wanted))
    check_order(wish.form_key, wish.wanted, wish.to)
    for _ in range(MOST_ATTEMPTS):
        try:
            return _attempt(buyer_id, wish)
        except Raced:
            continue
        except Refused:
            if first := Order.find_or_none(buyer_id, wish.form_key):
                return first
            raise
    raise Refused("busy")


def _attempt(buyer_id: str, wish: Wish) -> Order:
    found = offers([one.sku_id for one in wish.wanted])
    _check_terms(wish, found)
    order = drawn_up(buyer_id, wish, found, clock.now())
    if wish.total_fen not in (None, order.total_fen):
        raise Refused("new-total")
    try:
        with transaction() as tx:
            new = Order.order_key.does_not_exist()
            tx.put(order, when=new, otherwise=AlreadyThere())
            take_stock(tx, order.lines)
    except AlreadyThere:
        return Order.find(buyer_id, wish.form_key)
    return order


def _check_terms(wish: Wish, found: Offers) -> None:
    for one in wish.wanted:
        if trouble := trouble_of(one, found.get(one.sku_id)):
            raise Refused(trouble.message_id, **trouble.values)
