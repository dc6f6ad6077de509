"""Live drops: each piece is a slot, and the slot becomes the order of whoever takes it, in one write."""

from collections.abc import Callable, Iterator

from chalicelib.errors import Refused
from chalicelib.orders.models import Order
from chalicelib.orders.rules import BANK
from chalicelib.stock import (
    Offer,
    SeenSlot,
    Slot,
    SlotKey,
    as_seen,
    count_for_buyer,
    home_shard,
    is_takeable,
    note_slot,
    slot_keys,
    slots_of,
)
from chalicelib.store import AlreadyThere, Transaction, put_when, transaction

MOST_TRIES = 8
VERSIONS_OF_A_TAKING = 1_000_000  # so that no write on one taking's order can fit the next one's
USUAL_SECONDS, FRESH_SECONDS = 2.0, 0.2

Along = Callable[[Transaction, Order], None]  # what is written with an order


def take_slot(order: Order, offer: Offer, along: Along | None = None) -> Order | None:
    """Let an order that was drawn up become a free slot of the drop; None when none is free.

    The same buyer and form find the slot that they have. Raises Refused: "drop-takes-no-transfer", "at-most-each".
    """
    if order.payment_method == BANK:
        raise Refused("drop-takes-no-transfer")
    for seconds in (USUAL_SECONDS, FRESH_SECONDS):
        slots = slots_of(offer, seconds=seconds)
        for slot_key in _candidates(order, offer, slots):
            if piece := _take(order, offer, (slot_key, slots[slot_key]), along):
                return piece
    return None


def own_slot(buyer_id: str, form_key: str, offer: Offer) -> Order | None:
    """The slot that a form has taken, if it has."""
    for slot_key, slot in slots_of(offer, seconds=FRESH_SECONDS).items():
        if (slot.taken_by, slot.form_key) == (buyer_id, form_key):
            return Order.find(*slot_key)
    return None


def _candidates(order: Order, offer: Offer, slots: dict[SlotKey, SeenSlot]) -> Iterator[SlotKey]:
    """The slot that this form has already, or else free ones; each form goes around from a point of its own, so that
    a form sent twice takes the same way."""
    keys = [key for key in slot_keys(offer) if key in slots]
    first = home_shard(f"{order.buyer_id}.{order.order_key}", len(keys)) if keys else 0
    ring = [*keys[first:], *keys[:first]]
    yield from (key for key in ring if _is_own(slots[key], order))
    free = (key for key in ring if slots[key].is_free(order.placed_at))
    yield from (key for _, key in zip(range(MOST_TRIES), free, strict=False))


def _take(
    order: Order, offer: Offer, place: tuple[SlotKey, SeenSlot], along: Along | None
) -> Order | None:
    slot_key, slot = place
    if _is_own(slot, order):
        return Order.find(*slot_key)
    piece = _as_slot(order, slot_key, slot.taking + 1)
    try:
        _write(piece, slot.taking, offer.had, along)
    except AlreadyThere:
        now = Slot.find_or_none(*slot_key)
        if now is None:
            return None
        note_slot(offer.sku_id, slot_key, as_seen(now))
        return Order.find(*slot_key) if _is_own(as_seen(now), order) else None
    note_slot(offer.sku_id, slot_key, _seen_slot(piece))
    return piece


def _is_own(slot: SeenSlot, order: Order) -> bool:
    return (slot.taken_by, slot.form_key) == (order.buyer_id, order.order_key)


def _as_slot(order: Order, slot_key: SlotKey, taking: int) -> Order:
    piece = Order(**order.attribute_values)
    piece.buyer_id, piece.order_key = slot_key
    piece.taken_by, piece.form_key = order.buyer_id, order.order_key
    piece.taking, piece.version = taking, taking * VERSIONS_OF_A_TAKING
    piece.capped = True if order.lines[0].cap else None
    return piece


def _write(piece: Order, last_taking: int, had: int, along: Along | None) -> None:
    """One write; out of a basket, or counted for its buyer since the drop has a cap, it is a transaction."""
    free = is_takeable(piece.placed_at) & (Slot.taking == last_taking)
    if not piece.capped and not along:
        put_when(piece, when=free, otherwise=AlreadyThere())
        return
    with transaction() as tx:
        tx.put(piece, when=free, otherwise=AlreadyThere())
        if along:
            along(tx, piece)
        if piece.capped:
            count_for_buyer(tx, piece.known_as, piece.portions[0], had=had)


def _seen_slot(order: Order) -> SeenSlot:
    return SeenSlot(
        state=order.state,
        taken_by=order.taken_by or "",
        form_key=order.form_key or "",
        taking=int(order.taking or 0),
        expires_at=order.expires_at,
        is_capped=bool(order.capped),
    )
