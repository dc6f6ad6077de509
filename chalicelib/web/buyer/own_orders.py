"""Whose order it is that somebody asks for: theirs as a person, as a guest that they were before they signed in, or as
who knows the code of it."""

from collections.abc import Iterator

from chalicelib import orders
from chalicelib.orders import Order
from chalicelib.settings import keyed_hash, same
from chalicelib.web.page.asking import asking, cookie_name, keep_cookie

OPENED = "orders"  # the cookie with the orders that were opened by their codes
OPENED_DAYS = 30
MOST_OPENED = 5


def buyer_of(order_id: str) -> str:
    """By which id whoever asks bought this order. It is no proof that they did: the capabilities ask for it."""
    if order_id.partition(".")[0] not in own_ids() and order_id in _opened():
        return orders.any_order(order_id).buyer
    return orders.buyer_among(order_id, own_ids())


def own_order(order_id: str) -> Order:
    """Raises NotFound for an order of anybody else."""
    return orders.get_order(order_id, buyer_id=buyer_of(order_id))


def own_ids() -> tuple[str, ...]:
    """All ids by which whoever asks may have bought, the one by which they buy now first."""
    buyer = asking()
    return (buyer.buyer_id, *buyer.also) if buyer.buyer_id else ()


def open_here(order_id: str) -> None:
    """From now on this device may ask for an order, whose code somebody knew, as its buyer may."""
    order_ids = dict.fromkeys([order_id, *_opened()])
    words = [f"{each}:{_seal(each)}" for each in order_ids][:MOST_OPENED]
    keep_cookie(OPENED, "~".join(words), OPENED_DAYS)


def _opened() -> Iterator[str]:
    for word in asking().cookies.get(cookie_name(OPENED), "").split("~"):
        order_id, _, seal = word.rpartition(":")
        if same(_seal(order_id), seal):
            yield order_id


def _seal(order_id: str) -> str:
    return keyed_hash("opened", order_id)[:32]
