"""A drop: a seller sells so many pieces in one live, each as a slot of its own."""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.stock.models import Slot, Stock
from chalicelib.stock.rules import MOST_CAP, MOST_PIECES, SLOTS, SLOTS_OF_A_PART
from chalicelib.stock.shards import put_on_counter
from chalicelib.stock.slots import (
    CLOSED,
    EXPIRED,
    FREE,
    HELD,
    SlotKey,
    forget_slots,
    slot_keys,
    slots_of,
)
from chalicelib.store import AlreadyThere, change, transaction

AT_ONCE = 50  # slots of one transaction


def make_drop(sku_id: str, pieces: int, *, producer_id: str, cap: int = 0) -> Stock:
    """Make so many units of the counter the slots of a drop; `cap` is the most for one buyer, 0 for no limit. The other
    units are reserved until it is over.

    Only while the goods are not on sale. The same again is no news, and finishes what a crash left undone. Raises
    NotFound, Refused: "stock-on-sale", "stock-too-low", "stock-is-a-drop", "people-are-waiting".
    """
    assert 0 < pieces <= MOST_PIECES
    assert 0 <= cap <= MOST_CAP
    stock = _own(sku_id, producer_id)
    if stock.kind != SLOTS:
        stock = _turned(stock, pieces, cap)
    if (int(stock.pieces), int(stock.cap or 0)) != (pieces, cap):
        raise Refused("stock-is-a-drop")
    _fill(stock)
    return stock


def end_drop(sku_id: str, *, producer_id: str = "") -> Stock:
    """Bring the pieces that nobody has taken back to the counter; twice is no news.

    `producer_id` is whose stock it must be ("" for the platform). Raises Refused("pieces-still-held") while buyers
    may still pay for some: what was free is back by then, and the drop ends with the next call.
    """
    stock = _own(sku_id, producer_id)
    if stock.kind != SLOTS:
        return stock
    now = clock.now()
    slots = slots_of(stock, seconds=0)
    free = {key: slot.state for key, slot in slots.items() if slot.is_free(now)}
    for batch in _batches(list(free)):
        _take_back(stock.sku_id, {key: free[key] for key in batch}, now)
    forget_slots(sku_id)
    if unpaid := [key for key, slot in slots.items() if slot.state == HELD and key not in free]:
        raise Refused("pieces-still-held", pieces=len(unpaid))
    return _ended(stock)


def _own(sku_id: str, producer_id: str) -> Stock:
    stock = Stock.find(sku_id)
    if producer_id not in ("", stock.producer_id):
        raise NotFound("not-found")
    return stock


def _turned(stock: Stock, pieces: int, cap: int) -> Stock:
    if stock.kind or stock.on_sale:
        raise Refused("stock-on-sale")
    if stock.waiting or stock.kept:
        raise Refused("people-are-waiting")
    left = int(stock.left)
    if left < pieces:
        raise Refused("stock-too-low", units=pieces)
    return change(
        Stock(stock.sku_id),
        Stock.left.set(0),
        Stock.reserved.set(left - pieces),
        Stock.kind.set(SLOTS),
        Stock.pieces.set(pieces),
        Stock.cap.set(cap) if cap else Stock.cap.remove(),
        when=(Stock.left >= pieces) & Stock.kind.does_not_exist() & (Stock.on_sale == False),  # noqa: E712 - a condition
        already=lambda stock: stock.kind == SLOTS,
        otherwise=Refused("busy"),
    )


def _fill(stock: Stock) -> None:
    """A batch of slots is made as a whole or was made before, so filling once more does nothing."""
    for batch in _batches(slot_keys(stock)):
        try:
            with transaction() as tx:
                for key in batch:
                    new = Slot.order_key.does_not_exist()
                    tx.put(Slot(*key, state=FREE), when=new, otherwise=AlreadyThere())
        except AlreadyThere:
            continue
    forget_slots(stock.sku_id)


def _take_back(sku_id: str, states: dict[SlotKey, str], now: datetime) -> None:
    """Slots are never deleted: a free one is closed, and a hold that is over has expired."""
    with transaction() as tx:
        for key, state in states.items():
            tx.update(
                Slot(*key),
                Slot.state.set(CLOSED if state == FREE else EXPIRED),
                when=is_takeable(now) & (Slot.state == state),
                otherwise=Refused("busy"),
            )
        put_on_counter(tx, sku_id, len(states))


def is_takeable(now: datetime) -> Condition:
    """A slot is free, or its hold is over and counts for no buyer."""
    lapsed = (Slot.state == HELD) & (Slot.expires_at <= now) & Slot.capped.does_not_exist()
    free: Condition = (Slot.state == FREE) | lapsed
    return free


def _ended(stock: Stock) -> Stock:
    pieces, reserved = int(stock.pieces), int(stock.reserved or 0)
    return change(
        Stock(stock.sku_id),
        Stock.left.add(reserved),
        Stock.reserved.remove(),
        Stock.kind.remove(),
        Stock.pieces.remove(),
        Stock.first_part.set(int(stock.first_part or 0) + -(-pieces // SLOTS_OF_A_PART)),
        when=(Stock.kind == SLOTS) & (Stock.pieces == pieces),
        already=lambda stock: stock.kind is None,
        otherwise=Refused("busy"),
    )


def _batches(keys: list[SlotKey]) -> Iterator[list[SlotKey]]:
    for begin in range(0, len(keys), AT_ONCE):
        yield keys[begin : begin + AT_ONCE]
