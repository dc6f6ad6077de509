"""Place an order: what lies in the basket is set aside and the order is there, together or not at all."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from chalicelib import clock
from chalicelib.accounts import AllSpent
from chalicelib.errors import FairError, Refused
from chalicelib.orders.checkout import guests
from chalicelib.orders.checkout.baskets import basket_of, empty_basket, take_out, wanted_of
from chalicelib.orders.checkout.draw_up import drawn_up
from chalicelib.orders.checkout.slots import Along, own_slot, take_slot
from chalicelib.orders.find import order_of_form
from chalicelib.orders.models import Basket, Order
from chalicelib.orders.parts import Address
from chalicelib.orders.rules import Wish, check_order, merged, trouble_of
from chalicelib.stock import SLOTS, Offers, Raced, recent_terms, take, terms_for
from chalicelib.store import AlreadyThere, Transaction, step, transaction
from chalicelib.text import wording_of

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_TIME_DIGITS = 9
MOST_DROPS = 50  # that a basket remembers
MOST_ATTEMPTS = 4


def new_sortable_key() -> str:
    """A key for one form: later forms sort later, and nobody guesses it."""
    moment, word = time.time_ns() // 1_000_000, ""
    for _ in range(_TIME_DIGITS):
        moment, digit = divmod(moment, len(_DIGITS))
        word = _DIGITS[digit] + word
    return word + secrets.token_hex(5)


def check_out(buyer_id: str, wish: Wish, basket: Basket | None = None) -> Order:
    """Order what lies in the basket, or what is bought at once; the same form twice is the same order, and so is one
    basket in two windows. The address is remembered. `basket` is it as somebody has just read it, which saves a
    read.

    Raises Invalid, Refused("basket-changed", "basket-was-ordered") and what `place_order` raises; then the basket
    stands as it was.
    """
    first = [basket] if basket else []
    return step(lambda: _checked_out(first.pop() if first else basket_of(buyer_id), wish))


def _checked_out(basket: Basket, wish: Wish) -> Order:
    buyer_id = basket.buyer_id
    if wish.lines:
        order = place_order(buyer_id, wish)
        take_out(buyer_id, basket=basket, **_remembered(wish), **_as_drop(order))
        return order
    if int(basket.version) != wish.version:
        if first := order_of_form(buyer_id, wish.form_key):
            return first
        was_ordered = basket.ordered_version == wish.version
        raise Refused("basket-was-ordered" if was_ordered else "basket-changed")
    wish = replace(wish, lines=[wanted_of(line) for line in basket.lines])
    return place_order(buyer_id, wish, along=partial(_empty, basket, wish))


def _empty(basket: Basket, wish: Wish, tx: Transaction, order: Order) -> None:
    drops = {name: of(basket) for name, of in _as_drop(order).items()}
    empty_basket(tx, basket, **_remembered(wish), **drops)


def place_order(buyer_id: str, wish: Wish, along: Along | None = None) -> Order:
    """Take the goods out of stock and keep the order; the same form sent twice is the same order. `along` adds to its
    transaction what is written with it.

    Cash on delivery is confirmed at once; anything else is held for 30 minutes. Raises Invalid for what cannot be
    ordered, and Refused ("sold-out", "only-left", "new-price", "not-on-sale", "new-total", "busy") with nothing taken.
    """
    check_order(wish.form_key, wish.lines, wish.to)
    wish = replace(wish, lines=merged(wish.lines))
    check_order(wish.form_key, wish.lines, wish.to)
    for _ in range(MOST_ATTEMPTS):
        offers = _terms(buyer_id, wish)
        try:
            return _attempt(buyer_id, wish, offers, along)
        except Raced as raced:
            raced.look_again()
        except AllSpent:
            guests.make_room(buyer_id, wish)
        except Refused:
            if first := _first_of(buyer_id, wish, offers):
                return first
            raise
    raise Refused("busy")


def _attempt(buyer_id: str, wish: Wish, offers: Offers, along: Along | None) -> Order:
    if trouble := _trouble(wish, offers):
        raise Refused(trouble.message_id, **trouble.values)
    if wish.network is not None:
        guests.check_share(wish, offers)
    order = drawn_up(buyer_id, wish, offers, clock.now())
    if wish.total_fen not in (None, order.total_fen):
        raise Refused("new-total")
    along = _with_allowance(order, wish, offers, along)
    if piece := _piece(order, offers, along):
        return piece
    try:
        with transaction() as tx:
            new = Order.order_key.does_not_exist()
            tx.put(order, when=new, otherwise=AlreadyThere())
            if along:
                along(tx, order)
            take(tx, order.portions, offers, known_as=order.known_as, order_key=order.order_key)
    except AlreadyThere:
        return Order.find(buyer_id, wish.form_key)
    return order


def _with_allowance(order: Order, wish: Wish, offers: Offers, along: Along | None) -> Along | None:
    """What is written with an order; of a guest, what it takes of their allowance too."""
    if wish.network is None:
        return along
    if any(line.cap for line in order.lines):
        order.also_known_as = set(guests.names_of(order.buyer, wish)[1:])

    def both(tx: Transaction, placed: Order) -> None:
        if along:
            along(tx, placed)
        guests.count_order(tx, placed, wish, offers)

    return both


def _first_of(buyer_id: str, wish: Wish, offers: Offers) -> Order | None:
    """The order that this form has made already, though the goods may be gone since."""
    drops = [offer for offer in offers.values() if offer.kind == SLOTS]
    first = Order.find_or_none(buyer_id, wish.form_key)
    return first or next(
        (own for drop in drops if (own := own_slot(buyer_id, wish.form_key, drop))), None
    )


def _piece(order: Order, offers: Offers, along: Along | None) -> Order | None:
    """Of a drop, the slot that becomes this order; None when all are taken: then the counter may have what came
    back. A slot holds one order of one piece."""
    drops = [offers[line.sku_id] for line in order.lines if offers[line.sku_id].kind == SLOTS]
    if not drops:
        return None
    if len(order.lines) > 1:
        raise Refused("drop-alone", goods=wording_of(drops[0], "title"))
    return take_slot(order, drops[0], along)


def _terms(buyer_id: str, wish: Wish) -> Offers:
    """The terms that this process remembers if they allow the order, else those of now."""
    skus = [line.sku_id for line in wish.lines]
    offers = recent_terms(buyer_id, skus, wish.also)
    if _trouble(wish, offers):
        offers = terms_for(buyer_id, skus, wish.also)
    return offers


def _trouble(wish: Wish, offers: Offers) -> FairError | None:
    troubles = (trouble_of(line, offers.get(line.sku_id)) for line in wish.lines)
    return next((trouble for trouble in troubles if trouble), None)


def _as_drop(order: Order) -> dict[str, Callable[[Basket], list[str]]]:
    return {"drops": partial(_with_drop, order.order_id)} if order.taking else {}


def _with_drop(order_id: str, basket: Basket) -> list[str]:
    """The orders from drops that a buyer's basket remembers, since they lie among the drop's and not the buyer's."""
    before = [known_id for known_id in basket.drops or () if known_id != order_id]
    return [*before, order_id][-MOST_DROPS:]


def _remembered(wish: Wish) -> dict[str, object]:
    """The address of a pick-up point is not the buyer's own."""
    if wish.spot:
        return {}
    to = wish.to
    address = Address(name=to.name, phone=to.phone, region=to.region, street=to.street)
    return {"address": address, "payment_method": wish.method}
