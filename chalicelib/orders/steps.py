"""One step of an order: what is written, under which condition, and the patience to try again when it moved."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import FairError, Refused
from chalicelib.orders.models import Order, parcel_at

MOST_ATTEMPTS = 8
FIRST_WAIT_SECONDS = 0.01
T = TypeVar("T")


class Moved(FairError):
    """The order moved on between reading and writing."""


def key_of(order: Order) -> Order:
    """The order's key alone, to write on."""
    return Order(order.buyer_id, order.order_key)


def unmoved(order: Order) -> Condition:
    """The order is still as it was read."""
    return Order.version == int(order.version)


def same_claim(order: Order) -> Condition:
    """A slot still belongs to the claim that was read; any other order is nobody else's."""
    return Order.claim == int(order.claim) if order.claim else Order.claim.does_not_exist()


def to_state(order: Order, state: str) -> list[Action]:
    """The order and all its parcels go to a state."""
    parcels = range(len(order.sub_orders))
    return [
        Order.version.add(1),
        Order.state.set(state),
        *(parcel_at(i).state.set(state) for i in parcels),
    ]


def step(attempt: Callable[[], T]) -> T:
    """Read, decide and write under `unmoved` until it holds. Raises Refused("busy") when it never does."""
    for tries in range(MOST_ATTEMPTS):
        try:
            return attempt()
        except Moved:
            time.sleep(random.uniform(0, 1) * FIRST_WAIT_SECONDS * 2**tries)  # noqa: S311 - jitter
    raise Refused("busy")
