"""Claims on an order: while one is open about what a seller sold, that seller's part is not settled."""

from collections.abc import Collection

from chalicelib.errors import NotFound
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.store import Moved, Transaction, change


def open_claims(tx: Transaction, order: Order, claim_ids: Collection[str]) -> None:
    """Add to a transaction that these claims are open on an order, if it is still as it was read (else Moved). Each id
    begins with the number of the line that it is about: "<line>.<n>"."""
    tx.update(
        key_of(order),
        Order.version.add(1),
        Order.open_claims.add(set(claim_ids)),
        when=unmoved(order),
        otherwise=Moved(),
    )


def has_claim(order: Order, seller_id: str) -> bool:
    """Whether a claim is open about anything that a seller sold."""
    lines = {int(claim_id.partition(".")[0]) for claim_id in order.open_claims or ()}
    return any(order.lines[i].seller_id == seller_id for i in lines)


def close_claim(order_id: str, claim_id: str) -> Order:
    """A claim is over: nothing is owed for it any more than what is recorded. Twice is no news."""
    return change(
        key_of(any_order(order_id)),
        Order.version.add(1),
        Order.open_claims.delete({claim_id}),
        when=Order.open_claims.contains(claim_id),
        already=lambda _: True,
        otherwise=NotFound("not-found"),
    )
