"""Pick-up: who still comes to a point, projected from the orders' stream; they pay there in cash, or have paid."""

from chalicelib import orders
from chalicelib.orders import CONFIRMED, PACKED, SHIPPED, Order
from chalicelib.payments.cash.models import Pickup
from chalicelib.store import AlreadyThere, Page, change, page_of

TO_FETCH = (CONFIRMED, PACKED, SHIPPED)


def project_pickup(order: Order) -> None:
    """Bring the list of an order's point up to the order. Safe to hear twice and in any order: a list never goes back
    behind the version that it has seen."""
    if order.demo or not order.spot:
        return
    version = int(order.version)
    change(
        Pickup(order.spot.point_id, f"{order.placed_at:%Y-%m-%dT%H:%M:%S.%f}#{order.order_id}"),
        Pickup.order_id.set(order.order_id),
        Pickup.version.set(version),
        Pickup.state.set(order.state),
        when=Pickup.version.does_not_exist() | (Pickup.version < version),
        already=lambda _: True,
        otherwise=AlreadyThere(),
    )


def pickups_at(point_id: str, cursor: str = "", limit: int = 20) -> Page[Pickup]:
    """The orders that still wait at a point, the longest waiting first."""
    return page_of(
        lambda **page: Pickup.query(
            point_id, filter_condition=Pickup.state.is_in(*TO_FETCH), **page
        ),
        cursor=cursor,
        limit=limit,
    )


def not_fetched(order_id: str, *, point_id: str) -> Order:
    """Nobody came for an order that was to be paid here: the goods go back on the shelf, and it counts against the
    buyer's next orders for cash. Twice is no news. Raises NotFound, Refused."""
    order = orders.order_at(order_id, point_id)
    for sub_order in order.sub_orders:
        order = orders.not_taken(order_id, seller_id=sub_order.seller_id)
    return order
