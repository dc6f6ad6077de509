"""The waiting line of a SKU as it is kept: tickets, places and offers, and each step of them as one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pynamodb.expressions.condition import Condition

from chalicelib.errors import FairError
from chalicelib.stock.models import InLine, Stock
from chalicelib.store import Transaction

WAITING, KEPT, BOUGHT = "waiting", "kept", "bought"
LAPSED, LEFT = "lapsed", "left"
KEPT_MINUTES = 30
OPEN = "open"  # in place of a SKU: the list of those with a line
PLACE, UNTIL, BUYER = "place#", "until#", "buyer#"
STAMP = "%Y%m%dT%H%M%S.%f"
LAST = "last-"  # behind every moment
FORGET_AFTER = timedelta(days=90)


class LineMoved(FairError):
    """The line moved between looking and writing."""


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A unit may be had by one person until a moment, if nobody who was offered it as well is quicker."""

    end: InLine

    @property
    def buyer_id(self) -> str:
        return self.end.entry.rpartition("#")[2]

    @property
    def until(self) -> datetime:
        moment = self.end.entry.split("#")[1]
        return datetime.strptime(moment, STAMP).replace(tzinfo=UTC)

    @property
    def place(self) -> str:
        """Where they stood, "" if that was not kept."""
        return self.end.place or ""

    @property
    def phone(self) -> str | None:
        return self.end.phone

    @property
    def ticket(self) -> InLine:
        return InLine(self.end.sku_id, BUYER + self.buyer_id, until=self.until)


def ticket_of(sku_id: str, buyer_id: str) -> InLine | None:
    """A buyer's ticket for a SKU, or None."""
    return InLine.find_or_none(sku_id, BUYER + buyer_id)


def ticket_key(sku_id: str, buyer_id: str) -> InLine:
    return InLine(sku_id, BUYER + buyer_id)


def offer_key(sku_id: str, buyer_id: str, until: datetime) -> InLine:
    return InLine(sku_id, f"{UNTIL}{stamp(until)}#{buyer_id}")


def new_place(buyer_id: str, now: datetime, *, is_last: bool = False) -> str:
    """Behind everybody who came before, or behind everybody."""
    return f"{PLACE}{LAST if is_last else ''}{stamp(now)}#{buyer_id}"


def stamp(moment: datetime) -> str:
    """A moment as text that sorts like it."""
    return f"{moment:{STAMP}}"


def tickets_of(sku_id: str, buyer_ids: Sequence[str]) -> list[InLine]:
    """The tickets for a SKU of somebody who goes by these ids, those that still count first."""
    if len(buyer_ids) == 1:
        ticket = ticket_of(sku_id, buyer_ids[0]) if buyer_ids[0] else None
        return [ticket] if ticket else []
    keys = [(sku_id, BUYER + buyer_id) for buyer_id in buyer_ids]
    return sorted(
        InLine.batch_get(keys, consistent_read=True), key=lambda ticket: not is_open(ticket)
    )


def is_open(ticket: InLine) -> bool:
    return ticket.state in (WAITING, KEPT)


def kept_for(sku_id: str, buyer_ids: Sequence[str], now: datetime) -> str:
    """Under which of their ids a unit is kept for somebody now, "" for none."""
    for ticket in tickets_of(sku_id, buyer_ids):
        if ticket.state == KEPT and ticket.until and ticket.until > now:
            return ticket.entry.removeprefix(BUYER)
    return ""


def take_kept(
    tx: Transaction, sku_id: str, buyer_id: str, terms: Condition, otherwise: FairError
) -> None:
    """Add to a transaction that a buyer takes the unit that is kept for them."""
    ticket = ticket_of(sku_id, buyer_id)
    if ticket is None or ticket.state != KEPT:
        raise otherwise
    assert ticket.until is not None
    tx.update(
        Stock(sku_id),
        Stock.kept.add(-1),
        when=terms & (Stock.kept >= 1),
        otherwise=otherwise,
    )
    close_offer(tx, ticket, BOUGHT, otherwise)


def close_offer(
    tx: Transaction, ticket: InLine, state: str, otherwise: FairError, *, misses: int = 0
) -> None:
    """Add to a transaction that an offer is over: its end is deleted, and the ticket says how it ended, and how often
    it was not answered."""
    assert ticket.until is not None
    buyer_id = ticket.entry.removeprefix(BUYER)
    tx.delete(offer_key(ticket.sku_id, buyer_id, ticket.until), when=None, otherwise=otherwise)
    tx.update(
        ticket_key(ticket.sku_id, buyer_id),
        InLine.state.set(state),
        InLine.misses.set(0) if state == BOUGHT else InLine.misses.add(misses),
        InLine.forget_after.set(ticket.until + FORGET_AFTER),
        when=(InLine.state == KEPT) & (InLine.until == ticket.until),
        otherwise=otherwise,
    )


def out_of_line(tx: Transaction, ticket: InLine) -> None:
    place = InLine(ticket.sku_id, ticket.place)
    tx.delete(place, when=InLine.entry.exists(), otherwise=LineMoved())
