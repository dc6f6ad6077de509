"""A claim on an order, without the record of the claim."""

from chalicelib.orders import Order, any_order, open_claims
from chalicelib.store import transaction


def with_claim(order: Order, claim_id: str) -> Order:
    with transaction() as tx:
        open_claims(tx, any_order(order.order_id), [claim_id])
    return any_order(order.order_id)
