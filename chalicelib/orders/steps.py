"""One step of an order: its key, the conditions under which it is written, and what is written."""

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.orders.models import Order, sub_order_at
from chalicelib.store import Moved, Transaction


def key_of(order: Order) -> Order:
    """The order's key alone, to write on."""
    return Order(order.buyer_id, order.order_key)


def unmoved(order: Order) -> Condition:
    """The order is still as it was read."""
    return Order.version == int(order.version)


def keep_as_read(tx: Transaction, order: Order) -> None:
    """Add to a transaction that nothing happened to an order since it was read (else Moved)."""
    tx.check(key_of(order), when=unmoved(order), otherwise=Moved())


def same_taking(order: Order) -> Condition:
    """A slot still belongs to the taking that was read; any other order is nobody else's."""
    return Order.taking == int(order.taking) if order.taking else Order.taking.does_not_exist()


def to_state(order: Order, state: str) -> list[Action]:
    """The order and all its sub-orders go to a state."""
    numbers = range(len(order.sub_orders))
    return [
        Order.version.add(1),
        Order.state.set(state),
        *(sub_order_at(i).state.set(state) for i in numbers),
    ]
