"""The waitlist: sold-out goods that come back are offered to the first in line, in order, before anybody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chalicelib import clock
from chalicelib.accounts import AllSpent, phone_of
from chalicelib.errors import Refused
from chalicelib.settings import settings
from chalicelib.stock.guests import GuestContact, count_place, make_room
from chalicelib.stock.models import InLine, Stock
from chalicelib.stock.rules import SHARDS, SLOTS
from chalicelib.stock.rush import close_shards
from chalicelib.stock.serving import serve_line
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
    close_offer,
    is_open,
    new_place,
    out_of_line,
    ticket_key,
    tickets_of,
)
from chalicelib.store import transaction
from chalicelib.text import wording_of

MOST_TRIES = 8
MOST_COUNTED = 1_000
MOST_MISSES = 2  # whoever has let so many offers pass stands behind all others


class Ticket(NamedTuple):
    """Where a buyer stands: "" (nowhere), "waiting", "kept" until a moment if nobody is quicker, "bought", "left" or
    "lapsed"."""

    state: str
    ahead: int = 0
    until: datetime | None = None


def join_line(
    sku_id: str, buyer_id: str, also: Sequence[str] = (), *, guest: GuestContact | None = None
) -> None:
    """Keep a place for one unit of sold-out goods; a buyer who has one already, perhaps as one of the guests `also`,
    keeps that one. Who is not signed in needs a phone, `guest`, which has one place in a line.

    Raises NotFound, Invalid for what is no phone number, Refused: "not-on-sale", "still-there" (so buy it),
    "no-line-for-a-drop", "phone-is-in-line", "too-many-places", "line-network-crowded", "busy".
    """
    contact = guest and guest._replace(phone=phone_of(guest.phone, settings().phone_countries))
    for _ in range(MOST_TRIES):
        stock = Stock.find(sku_id)
        tickets = tickets_of(sku_id, (buyer_id, *also))
        if any(map(is_open, tickets)):
            return
        _check_may_join(stock)
        if stock.kind == SHARDS:
            close_shards(sku_id)
            continue
        try:
            _join(stock, buyer_id, contact, is_last=_seldom_answers(tickets))
        except LineMoved:
            continue
        except AllSpent:
            assert contact
            make_room(sku_id, contact)
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
                _leave(ticket) if ticket.state == WAITING else _pass_on(ticket)
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
    lost = ticket.state == KEPT and not Stock.find(sku_id).kept  # and the next round says so
    if lost or ticket.state == WAITING:
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
        raise Refused("not-on-sale", goods=wording_of(stock, "title"))
    if stock.kind == SLOTS:
        raise Refused("no-line-for-a-drop")
    if stock.kind is None and stock.left > 0 and not stock.waiting:
        raise Refused("still-there", goods=wording_of(stock, "title"))


def _seldom_answers(tickets: Sequence[InLine]) -> bool:
    return sum(int(ticket.misses or 0) for ticket in tickets) >= MOST_MISSES


def _join(stock: Stock, buyer_id: str, contact: GuestContact | None, *, is_last: bool) -> None:
    sku_id, place = stock.sku_id, new_place(buyer_id, clock.now(), is_last=is_last)
    sold_out = (Stock.left < 1) | (Stock.waiting >= 1)
    phone = contact.phone if contact and settings().sends_codes else None
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
        tx.overwrite(InLine(sku_id, place, phone=phone))
        tx.overwrite(InLine(OPEN, sku_id))
        if contact:
            count_place(tx, sku_id, buyer_id, contact)


def _pass_on(ticket: InLine) -> None:
    with transaction() as tx:
        close_offer(tx, ticket, LEFT, LineMoved())


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
