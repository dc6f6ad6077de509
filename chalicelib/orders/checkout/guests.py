"""What a guest, whom nobody vouches for, may keep from others: so many orders that are not paid yet, and a share of
what there is of each SKU (docs/stock.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib import clock
from chalicelib.accounts import (
    close,
    count_of_hour,
    have_open,
    network_key,
    open_of,
)
from chalicelib.errors import FairError, Refused
from chalicelib.orders.checkout.look import SeenBasket
from chalicelib.orders.find import some_orders
from chalicelib.orders.models import Order
from chalicelib.orders.rules import BANK, CANCELLED, EXPIRED, HELD, PAID_LATER, Wish
from chalicelib.settings import keyed_hash, settings
from chalicelib.stock import Offers
from chalicelib.store import Transaction, transaction
from chalicelib.text import Wording, cleaned, phone_typed, wording_of

KEEPS_FOR_DAYS = (*PAID_LATER, BANK)
LATER_BP, AT_ONCE_BP, NETWORK_BP = 200, 2_000, 200  # of what is left, for guests
LEAST_AT_ONCE = LEAST_OF_NETWORK = 5
NOT_TAKEN_COUNTS = timedelta(days=90)
ORDERS_OF_NETWORK = (
    200  # within an hour: a phone operator's address may stand for thousands of people
)
LETTERS_OF_KEY = 32


def most_open() -> int:
    """How many orders that are not paid yet a guest may have: one where no phone can be asked who it is."""
    return settings().cash_orders if settings().sends_codes else 1


def check_share(wish: Wish, offers: Offers) -> None:
    """Raises Refused("guests-at-most", "guests-at-most-unpaid") when a guest wants more of a SKU than one may have who
    pays in this way."""
    for line in wish.lines:
        offer = offers[line.sku_id]
        _check(wording_of(offer, "title"), line.quantity, offer.left, wish.method)


def why_not_later(basket: SeenBasket) -> FairError | None:
    """Why a guest cannot pay for a basket later than now, or None."""
    try:
        for line in basket.lines:
            if line.offer:
                _check(wording_of(line.offer, "title"), line.choice.quantity, line.offer.left, BANK)
    except Refused as why:
        return why
    return None


def names_of(buyer_id: str, wish: Wish) -> list[str]:
    """By what a guest is known again: the browser, the phone, and who lives where the parcel goes, unless it is a
    pick-up point, which is everybody's."""
    to = wish.to
    names = [f"order {buyer_id}", _named("phone", phone_typed(to.phone).removeprefix("+86"))]
    home = "".join(f"{to.name}{to.region}{to.street}".split())
    return names if wish.spot else [*names, _named("home", cleaned(home).casefold())]


def count_order(tx: Transaction, order: Order, wish: Wish, offers: Offers) -> None:
    """Add to an order's transaction that its guest has one more open, and their network so much more of this hour."""
    have_open(tx, names_of(order.buyer, wish), order.order_id, most=most_open())
    network = network_key(wish.network or "")
    if network:
        whose, crowded = f"network {network}", Refused("network-crowded")
        count_of_hour(tx, whose, 1, most=ORDERS_OF_NETWORK, otherwise=crowded)
        _count_units(tx, order, wish.method, offers, network)


def count_change(order: Order, method: str, offers: Offers, network: str) -> None:
    """The same for an order that a guest holds already and will pay in another way. Raises Refused."""
    for line in order.lines:
        if offer := offers.get(line.sku_id):
            quantity = int(line.quantity)
            _check(wording_of(offer, "title"), quantity, offer.left + quantity, method)
    if key := network_key(network):
        with transaction() as tx:
            _count_units(tx, order, method, offers, key)


def open_orders_of_guests(guest_ids: Sequence[str]) -> dict[str, set[str]]:
    """The orders of each of these guests that may not be paid yet."""
    by_name = open_of([f"order {guest_id}" for guest_id in guest_ids])
    return {name.removeprefix("order "): order_ids for name, order_ids in by_name.items()}


def make_room(buyer_id: str, wish: Wish) -> None:
    """Forget which of a guest's orders are over. Raises Refused("guest-has-open-order") when none is."""
    by_name, now = open_of(names_of(buyer_id, wish)), clock.now()
    orders = some_orders(sorted(set().union(*by_name.values())))
    still_open = {order.order_id for order in orders if is_owed(order, now)}
    over = {name: order_ids - still_open for name, order_ids in by_name.items()}
    if not any(over.values()):
        raise Refused("guest-has-open-order", most=most_open())
    close(over)


def is_owed(order: Order, now: datetime) -> bool:
    """Whether an order waits for its money; what somebody did not take counts like that for 90 days."""
    refused = [part.refused_at for part in order.sub_orders if part.refused_at]
    if refused:
        return now - max(refused) < NOT_TAKEN_COUNTS
    if order.state == HELD and order.expires_at and order.expires_at <= now:
        return False
    return order.paid_at is None and order.state not in (CANCELLED, EXPIRED)


def _check(goods: Wording, quantity: int, left: int, method: str) -> None:
    pays_later = method in KEEPS_FOR_DAYS
    most = _share_of_guest(left, pays_later=pays_later, orders=most_open())
    if quantity > most and pays_later:
        raise Refused("guests-at-most-unpaid", goods=goods, most=most)
    if quantity > most:
        raise Refused("guests-at-most", goods=goods, most=most)


def _count_units(tx: Transaction, order: Order, method: str, offers: Offers, network: str) -> None:
    for line in order.lines if method in KEEPS_FOR_DAYS else ():
        offer, quantity = offers.get(line.sku_id), int(line.quantity)
        most = _share_of_network(offer.left if offer else 0)
        whose, crowded = f"network {network} {line.sku_id}", Refused("network-crowded")
        count_of_hour(tx, whose, quantity, most=most, otherwise=crowded)


def _share_of_guest(left: int, *, pays_later: bool, orders: int) -> int:
    """How many units of a SKU a guest may have in one order, who may have so many orders open. Who pays later keeps
    others from buying for days and has given nothing for it: all their orders together are a fiftieth, or one each."""
    if pays_later:
        return max(1, left * LATER_BP // 10_000 // orders)
    return max(LEAST_AT_ONCE, left * AT_ONCE_BP // 10_000)


def _share_of_network(left: int) -> int:
    """How many units of a SKU the guests of one network may have within an hour and pay later."""
    return max(LEAST_OF_NETWORK, left * NETWORK_BP // 10_000)


def _named(what: str, text: str) -> str:
    return f"order {what} {keyed_hash(what, text)[:LETTERS_OF_KEY]}"
