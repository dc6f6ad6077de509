"""Orders whose payment the bank seems to have taken back: nothing leaves before a person decides."""

from chalicelib.errors import Refused
from chalicelib.orders.models import Order
from chalicelib.orders.steps import key_of, same_taking
from chalicelib.store import Transaction


def doubt(tx: Transaction, order: Order, doubt_id: str) -> None:
    """Add to a transaction that an order's payment is in doubt. The same doubt again is no news."""
    tx.update(
        key_of(order),
        Order.version.add(1),
        Order.doubts.add({doubt_id}),
        when=Order.version.exists() & same_taking(order),
        otherwise=Refused("busy"),
    )


def settle_doubt(tx: Transaction, order: Order, doubt_id: str) -> None:
    """Add to a transaction that a doubt is settled; one that was not there is no news."""
    tx.update(
        key_of(order),
        Order.version.add(1),
        Order.doubts.delete({doubt_id}),
        when=Order.version.exists() & same_taking(order),
        otherwise=Refused("busy"),
    )


def check_money(order: Order) -> None:
    """Raises Refused("money-in-doubt")."""
    if order.doubts:
        raise Refused("money-in-doubt")
