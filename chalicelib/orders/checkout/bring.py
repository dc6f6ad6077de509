"""A guest signs in: what they gathered goes into the basket that they have as a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.orders.checkout.baskets import (
    FORGET_AFTER,
    basket_of,
    line_of,
    unmoved_basket,
    wanted_of,
)
from chalicelib.orders.checkout.place import MOST_DROPS
from chalicelib.orders.models import Basket, Order
from chalicelib.orders.rules import MOST_LINES, MOST_OF_ONE, WantedLine, merged
from chalicelib.store import Moved, Transaction, step, transaction

MOST_KEPT = 3 * MOST_LINES  # in a basket into which others are emptied


@dataclass(frozen=True, slots=True)
class BroughtBasket:
    """What came along: kinds of goods that are in the person's basket now, those that it has no room for and that
    stay behind, and whether there are orders."""

    kinds: int = 0
    left_behind: int = 0
    has_orders: bool = False


def bring_along(guest_id: str, buyer_id: str) -> BroughtBasket:
    """Move a guest's basket into a person's, once: equal SKUs add up, and the address is taken over by a person who
    has none. Again is no news. Raises Refused("busy")."""
    return step(lambda: _brought(guest_id, buyer_id))


def joined(
    own: Sequence[WantedLine], theirs: Sequence[WantedLine]
) -> tuple[list[WantedLine], list[WantedLine]]:
    """Two baskets as one, and the lines of the second that found no room in it. It may hold more than one order may,
    so that little stays behind."""
    sku_ids = {line.sku_id for line in own}
    room = MOST_KEPT - len(own)
    new = [line for line in theirs if line.sku_id not in sku_ids]
    left = new[max(room, 0) :]
    joining = [line for line in theirs if line not in left]
    lines = [
        replace(line, quantity=min(line.quantity, MOST_OF_ONE)) for line in merged([*own, *joining])
    ]
    return lines, left


def _brought(guest_id: str, buyer_id: str) -> BroughtBasket:
    theirs, own = basket_of(guest_id), basket_of(buyer_id)
    lines, left = joined(_wanted(own), _wanted(theirs))
    kinds = len(theirs.lines) - len(left)
    if kinds or theirs.drops or theirs.address:
        _move(theirs, own, lines, left)
    has_orders = bool(theirs.drops) or any(True for _ in Order.query(guest_id, limit=1))
    return BroughtBasket(kinds, len(left), has_orders)


def _move(theirs: Basket, own: Basket, lines: list[WantedLine], left: list[WantedLine]) -> None:
    """Both baskets in one transaction, each as it was read."""
    about = [Basket.lines.set([line_of(line) for line in lines])]
    if theirs.drops:
        about.append(Basket.drops.set([*(own.drops or ()), *theirs.drops][-MOST_DROPS:]))
    if theirs.address and not own.address:
        about.append(Basket.address.set(theirs.address))
        about.append(Basket.payment_method.set(theirs.payment_method))
    emptied = [
        Basket.lines.set([line_of(line) for line in left]),
        *(
            attribute.remove()
            for attribute in (Basket.drops, Basket.address, Basket.payment_method)
        ),
    ]
    with transaction() as tx:
        _write(tx, own, about)
        _write(tx, theirs, emptied)


def _write(tx: Transaction, basket: Basket, actions: Sequence[Action]) -> None:
    tx.update(
        Basket(basket.buyer_id),
        Basket.version.set(int(basket.version) + 1),
        Basket.forget_after.set(clock.now() + FORGET_AFTER),
        *actions,
        when=unmoved_basket(basket),
        otherwise=Moved(),
    )


def _wanted(basket: Basket) -> list[WantedLine]:
    return [wanted_of(line) for line in basket.lines]
