"""The waiting line of a SKU as it is kept: tickets, places and offers, and each step of them as one transaction."""

from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition

from chalicelib.catalogue import Stock
from chalicelib.errors import FairError
from chalicelib.orders.models import InLine
from chalicelib.store import Transaction

WAITING, KEPT, BOUGHT = "waiting", "kept", "bought"
LAPSED, LEFT = "lapsed", "left"
KEPT_MINUTES = 30
OPEN = "open"  # in place of a SKU: the list of those with a line
PLACE, UNTIL, BUYER = "place#", "until#", "buyer#"
FORGET_AFTER = timedelta(days=90)


class LineMoved(FairError):
    """The line moved between looking and writing."""


def ticket_of(sku_id: str, buyer_id: str) -> InLine | None:
    """A buyer's ticket for a SKU, or None."""
    return InLine.find_or_none(sku_id, BUYER + buyer_id)


def ticket_key(sku_id: str, buyer_id: str) -> InLine:
    return InLine(sku_id, BUYER + buyer_id)


def offer_key(sku_id: str, buyer_id: str, until: datetime) -> InLine:
    return InLine(sku_id, f"{UNTIL}{stamp(until)}#{buyer_id}")


def stamp(moment: datetime) -> str:
    """A moment as text that sorts like it."""
    return f"{moment:%Y%m%dT%H%M%S.%f}"


def has_kept(sku_id: str, buyer_id: str, now: datetime) -> bool:
    """Whether a unit is kept for this buyer now."""
    ticket = ticket_of(sku_id, buyer_id) if buyer_id else None
    return bool(ticket and ticket.state == KEPT and ticket.until and ticket.until > now)


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


def close_offer(tx: Transaction, ticket: InLine, state: str, otherwise: FairError) -> None:
    """Add to a transaction that an offer is over: its end is deleted, and the ticket says how it ended."""
    assert ticket.until is not None
    buyer_id = ticket.entry.removeprefix(BUYER)
    tx.delete(offer_key(ticket.sku_id, buyer_id, ticket.until), when=None, otherwise=otherwise)
    tx.update(
        ticket_key(ticket.sku_id, buyer_id),
        InLine.state.set(state),
        InLine.forget_after.set(ticket.until + FORGET_AFTER),
        when=(InLine.state == KEPT) & (InLine.until == ticket.until),
        otherwise=otherwise,
    )


def out_of_line(tx: Transaction, ticket: InLine) -> None:
    place = InLine(ticket.sku_id, ticket.place)
    tx.delete(place, when=InLine.entry.exists(), otherwise=LineMoved())
