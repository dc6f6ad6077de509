"""Slots: a live drop has one item for each piece. Here they are made, counted and taken back; orders take them."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from chalicelib import clock
from chalicelib.stock.models import Slot
from chalicelib.stock.rules import SLOTS_OF_A_PART
from chalicelib.store import own_memory

REMEMBERED_SECONDS = 2
FREE, CLOSED = "free", "closed"
HELD, EXPIRED = "held", "expired"  # as orders call it

SlotKey = tuple[str, str]  # hash key and range key


class Drop(Protocol):
    """What tells where the slots of a SKU lie: its stock, or its offer."""

    @property
    def sku_id(self) -> Any: ...
    @property
    def first_part(self) -> Any: ...
    @property
    def pieces(self) -> Any: ...


class SeenSlot(NamedTuple):
    """A slot as this process last saw it."""

    state: str
    taken_by: str = ""
    form_key: str = ""
    taking: int = 0
    expires_at: datetime | None = None
    is_capped: bool = False

    def is_free(self, now: datetime) -> bool:
        """Whether anybody may take it: never taken, or held past its time and counted for nobody."""
        if self.state == FREE:
            return True
        lapsed = self.state == HELD and self.expires_at is not None and self.expires_at <= now
        return lapsed and not self.is_capped


class _Seen(NamedTuple):
    at: float
    slots: dict[SlotKey, SeenSlot]


_seen: dict[str, _Seen] = own_memory()


def drop_key(sku_id: str, part: int) -> str:
    """The hash key of a part of a drop."""
    return f"drop-{sku_id}-{part}"


def slot_keys(drop: Drop) -> list[SlotKey]:
    """The keys of the slots of a drop, in order: a hundred in each part."""
    first = int(drop.first_part or 0)
    return [
        (drop_key(drop.sku_id, first + n // SLOTS_OF_A_PART), f"{n % SLOTS_OF_A_PART:03d}")
        for n in range(int(drop.pieces or 0))
    ]


def left_in_slots(drop: Drop) -> int:
    """How many pieces anybody may take, as seen at most two seconds ago."""
    now = clock.now()
    return sum(slot.is_free(now) for slot in slots_of(drop).values())


def slots_of(drop: Drop, *, seconds: float = REMEMBERED_SECONDS) -> dict[SlotKey, SeenSlot]:
    """All slots of a drop, at most so many seconds old."""
    memory = _seen.get(drop.sku_id)
    if memory is None or time.monotonic() - memory.at > seconds:
        slots = dict(_read(drop))
        memory = _seen[drop.sku_id] = _Seen(time.monotonic(), slots)
    return memory.slots


def note_slot(sku_id: str, slot_key: SlotKey, slot: SeenSlot) -> None:
    """Remember what this process has just learned of a slot."""
    if sku_id in _seen:
        _seen[sku_id].slots[slot_key] = slot


def forget_slots(sku_id: str) -> None:
    _seen.pop(sku_id, None)


def _read(drop: Drop) -> Iterator[tuple[SlotKey, SeenSlot]]:
    for part_key in dict.fromkeys(part for part, _ in slot_keys(drop)):
        for slot in Slot.query(part_key, consistent_read=True):
            yield (slot.buyer_id, slot.order_key), as_seen(slot)


def as_seen(slot: Slot) -> SeenSlot:
    return SeenSlot(
        state=slot.state,
        taken_by=slot.taken_by or "",
        form_key=slot.form_key or "",
        taking=int(slot.taking or 0),
        expires_at=slot.expires_at,
        is_capped=bool(slot.capped),
    )
