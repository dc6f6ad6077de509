"""Whose order it is that somebody asks for: theirs as a person, or as a guest that they were before they signed in."""

from chalicelib import orders
from chalicelib.orders import Order
from chalicelib.web.page.asking import asking


def buyer_of(order_id: str) -> str:
    """By which id whoever asks bought this order. It is no proof that they did: the capabilities ask for it."""
    return orders.buyer_among(order_id, own_ids())


def own_order(order_id: str) -> Order:
    """Raises NotFound for an order of anybody else."""
    return orders.get_order(order_id, buyer_id=buyer_of(order_id))


def own_ids() -> tuple[str, ...]:
    """All ids by which whoever asks may have bought, the one by which they buy now first."""
    buyer = asking()
    return (buyer.buyer_id, *buyer.also) if buyer.buyer_id else ()
