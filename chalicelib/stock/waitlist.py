"""The waitlist: sold-out goods that come back go to the first in line, in order, before anybody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.stock.models import InLine, Stock
from chalicelib.stock.rules import SHARDS, SLOTS
from chalicelib.stock.rush import close_shards
from chalicelib.stock.serving import lapse, serve_line
from chalicelib.stock.tickets import (
    BUYER,
    FORGET_AFTER,
    KEPT,
    LAPSED,
    LEFT,
    OPEN,
    PLACE,
    WAITING,
    LineMoved,
    is_open,
    out_of_line,
    stamp,
    ticket_key,
    tickets_of,
)
from chalicelib.store import transaction

MOST_TRIES = 8
MOST_COUNTED = 1_000


class Ticket(NamedTuple):
    """Where a buyer stands: "" (nowhere), "waiting", "kept" until a moment, "bought", "left" or
    "lapsed"."""

    state: str
    ahead: int = 0
    until: datetime | None = None


def join_line(sku_id: str, buyer_id: str, also: Sequence[str] = ()) -> None:
    """Keep a place for one unit of sold-out goods; a buyer who has one already, perhaps as one of the guests `also`,
    keeps that one.

    Raises NotFound, Refused: "not-on-sale", "still-there" (so buy it), "no-line-for-a-drop", "busy".
    """
    for _ in range(MOST_TRIES):
        stock = Stock.find(sku_id)
        if any(map(is_open, tickets_of(sku_id, (buyer_id, *also)))):
            return
        _check_may_join(stock)
        if stock.kind == SHARDS:
            close_shards(sku_id)
            continue
        try:
            _join(stock, buyer_id)
        except LineMoved:
            continue
        return
    raise Refused("busy")


def leave_line(sku_id: str, buyer_id: str, also: Sequence[str] = ()) -> None:
    """Give up a place, or the unit that is kept for it; twice is no news. Raises Refused("busy")."""
    for _ in range(MOST_TRIES):
        tickets = [*filter(is_open, tickets_of(sku_id, (buyer_id, *also)))]
        if not tickets:
            return
        try:
            for ticket in tickets:
                _leave(ticket) if ticket.state == WAITING else lapse(ticket)
        except LineMoved:
            continue
        serve_line(sku_id, clock.now())
        return
    raise Refused("busy")


def place_in_line(sku_id: str, buyer_id: str, now: datetime, also: Sequence[str] = ()) -> Ticket:
    """Where this buyer stands, with at most 1,000 people counted ahead."""
    ticket = next(iter(tickets_of(sku_id, (buyer_id, *also))), None)
    if ticket is None:
        return Ticket("")
    if ticket.state == WAITING:
        places = InLine.query(
            sku_id,
            InLine.entry.between(PLACE, ticket.place),
            limit=MOST_COUNTED,
            consistent_read=True,
        )
        return Ticket(WAITING, ahead=sum(place.entry != ticket.place for place in places))
    is_over = ticket.state == KEPT and ticket.until is not None and ticket.until <= now
    return Ticket(LAPSED if is_over else str(ticket.state), until=ticket.until)


def _check_may_join(stock: Stock) -> None:
    if not stock.on_sale:
        raise Refused("not-on-sale", goods=stock.title)
    if stock.kind == SLOTS:
        raise Refused("no-line-for-a-drop")
    if stock.kind is None and stock.left > 0 and not stock.waiting:
        raise Refused("still-there", goods=stock.title)


def _join(stock: Stock, buyer_id: str) -> None:
    sku_id, place = stock.sku_id, f"{PLACE}{stamp(clock.now())}#{buyer_id}"
    sold_out = (Stock.left < 1) | (Stock.waiting >= 1)
    with transaction() as tx:
        tx.update(
            Stock(sku_id),
            Stock.waiting.add(1),
            when=sold_out & Stock.kind.does_not_exist() & (Stock.on_sale == True),  # noqa: E712 - a condition
            otherwise=LineMoved(),
        )
        tx.update(
            ticket_key(sku_id, buyer_id),
            InLine.state.set(WAITING),
            InLine.place.set(place),
            InLine.until.remove(),
            InLine.forget_after.remove(),
            when=InLine.state.does_not_exist() | ~InLine.state.is_in(WAITING, KEPT),
            otherwise=LineMoved(),
        )
        tx.overwrite(InLine(sku_id, place))
        tx.overwrite(InLine(OPEN, sku_id))


def _leave(ticket: InLine) -> None:
    with transaction() as tx:
        out_of_line(tx, ticket)
        tx.update(
            Stock(ticket.sku_id),
            Stock.waiting.add(-1),
            when=Stock.waiting >= 1,
            otherwise=LineMoved(),
        )
        tx.update(
            ticket_key(ticket.sku_id, ticket.entry.removeprefix(BUYER)),
            InLine.state.set(LEFT),
            InLine.forget_after.set(clock.now() + FORGET_AFTER),
            when=(InLine.state == WAITING) & (InLine.place == ticket.place),
            otherwise=LineMoved(),
        )
