"""Place an order: the goods are set aside and the order is there, together or not at all."""

from dataclasses import replace

from chalicelib import clock
from chalicelib.errors import FairError, Refused
from chalicelib.orders.checkout.draw_up import drawn_up
from chalicelib.orders.checkout.slots import own_slot, take_slot
from chalicelib.orders.models import Order
from chalicelib.orders.rules import Wish, check_order, merged, trouble_of
from chalicelib.stock import SLOTS, Offers, Raced, recent_terms, take, terms_for
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
        offers = _terms(buyer_id, wish)
        try:
            return _attempt(buyer_id, wish, offers)
        except Raced as raced:
            raced.look_again()
        except Refused:
            if first := _first_of(buyer_id, wish, offers):
                return first
            raise
    raise Refused("busy")


def _attempt(buyer_id: str, wish: Wish, offers: Offers) -> Order:
    if trouble := _trouble(wish, offers):
        raise Refused(trouble.message_id, **trouble.values)
    order = drawn_up(buyer_id, wish, offers, clock.now())
    if wish.total_fen not in (None, order.total_fen):
        raise Refused("new-total")
    if piece := _piece(order, offers):
        return piece
    try:
        with transaction() as tx:
            new = Order.order_key.does_not_exist()
            tx.put(order, when=new, otherwise=AlreadyThere())
            take(tx, order.portions, offers, buyer_id=buyer_id, order_key=order.order_key)
    except AlreadyThere:
        return Order.find(buyer_id, wish.form_key)
    return order


def _first_of(buyer_id: str, wish: Wish, offers: Offers) -> Order | None:
    """The order that this form has made already, though the goods may be gone since."""
    drops = [offer for offer in offers.values() if offer.kind == SLOTS]
    first = Order.find_or_none(buyer_id, wish.form_key)
    return first or next(
        (own for drop in drops if (own := own_slot(buyer_id, wish.form_key, drop))), None
    )


def _piece(order: Order, offers: Offers) -> Order | None:
    """Of a drop, the slot that becomes this order; None when all are taken: then the counter may have what came
    back. A slot holds one order of one piece."""
    drops = [offers[line.sku_id] for line in order.lines if offers[line.sku_id].kind == SLOTS]
    if not drops:
        return None
    if len(order.lines) > 1:
        raise Refused("drop-alone", goods=drops[0].title)
    return take_slot(order, drops[0])


def _terms(buyer_id: str, wish: Wish) -> Offers:
    """The terms that this process remembers if they allow the order, else those of now."""
    skus = [line.sku_id for line in wish.wanted]
    offers = recent_terms(buyer_id, skus, wish.also)
    if _trouble(wish, offers):
        offers = terms_for(buyer_id, skus, wish.also)
    return offers


def _trouble(wish: Wish, offers: Offers) -> FairError | None:
    troubles = (trouble_of(line, offers.get(line.sku_id)) for line in wish.wanted)
    return next((trouble for trouble in troubles if trouble), None)
