"""Two orders of one number: one pair among two hundred thousand orders, whose numbers nobody can search for."""

from chalicelib.orders import Order, register_number
from chalicelib.orders.models import OrderNumber
from chalicelib.orders.numbers import code_of


def with_twin(order: Order, other_id: str) -> None:
    """Another order has the number of this one."""
    register_number(order.order_id)
    OrderNumber(code_of(order.order_id)).update(actions=[OrderNumber.order_ids.add({other_id})])
