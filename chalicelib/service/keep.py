"""One step of a remark: written as a whole, if nobody has changed it since it was read."""

from chalicelib import clock
from chalicelib.service.models import Remark, Words
from chalicelib.service.rules import PARTS, SHOWN, WORDS, desk_of, shown_as
from chalicelib.store import Moved, Transaction


def states_of(remark: Remark) -> dict[str, str]:
    """The state of each part that there is."""
    parts = {part: getattr(remark, part) for part in PARTS}
    return {part: words.state for part, words in parts.items() if words is not None}


def part_of(remark: Remark, part: str) -> Words | None:
    """One part of a remark, if it is there."""
    words: Words | None = getattr(remark, part) if part in PARTS else None
    return words


def keep(tx: Transaction, remark: Remark, part: str, *, by: str) -> None:
    """Add to a transaction that a remark is now as it stands here, after something happened to this part (else
    Moved)."""
    before, now = int(remark.version), clock.now()
    states = states_of(remark)
    is_shown = states[WORDS] == SHOWN
    remark.version = before + 1
    remark.desk = desk_of(remark.kind, remark.seller_id, states) or None
    remark.desk_since = now if remark.desk else None
    remark.shown_as = shown_as(remark.kind, remark.listing_id) if is_shown else None
    remark.shown_at = (remark.shown_at or now) if is_shown else None
    remark.step, remark.reason = f"{part}-{states[part]}", getattr(remark, part).reason
    remark.changed_by = by
    unmoved = Remark.version == before if before else Remark.listing_id.does_not_exist()
    tx.put(remark, when=unmoved, otherwise=Moved())
