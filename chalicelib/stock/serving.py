"""Serving a waiting line: what is there is offered to the first, and an offer that is over goes to the next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib.stock.models import InLine, Stock
from chalicelib.stock.tickets import (
    BUYER,
    KEPT,
    KEPT_MINUTES,
    LAPSED,
    OPEN,
    PLACE,
    UNTIL,
    WAITING,
    LineMoved,
    close_offer,
    offer_key,
    out_of_line,
    stamp,
    ticket_key,
    ticket_of,
)
from chalicelib.store import transaction

MOST_SERVED = 200  # of one SKU in one round; the next round takes the rest


def serve_lines(now: datetime) -> int:
    """One round of every line: offers that are over go back, and what is there is offered to the first. Returns how
    many units were offered. Safe to repeat, and at the same time by two."""
    return sum(serve_line(sku_id, now) for sku_id in list(_open_lines()))


def serve_line(sku_id: str, now: datetime) -> int:
    """The same for one SKU; a line without people or offers is closed."""
    for ticket in _overdue(sku_id, now):
        try:
            lapse(ticket)
        except LineMoved:
            continue
    count = 0
    for _ in range(MOST_SERVED):
        try:
            if not _offer_next(sku_id, now):
                break
            count += 1
        except LineMoved:
            continue
    return count


def lapse(ticket: InLine) -> None:
    """A kept unit that was not bought goes back; the next round offers it to the next."""
    with transaction() as tx:
        close_offer(tx, ticket, LAPSED, LineMoved())
        tx.update(
            Stock(ticket.sku_id),
            Stock.kept.add(-1),
            Stock.left.add(1),
            when=Stock.kept >= 1,
            otherwise=LineMoved(),
        )


def _overdue(sku_id: str, now: datetime) -> Iterator[InLine]:
    ends = InLine.entry.between(UNTIL, f"{UNTIL}{stamp(now)}$")
    for end in InLine.query(sku_id, ends, limit=MOST_SERVED, consistent_read=True):
        ticket = ticket_of(sku_id, end.entry.rpartition("#")[2])
        if ticket and ticket.state == KEPT:
            yield ticket


def _offer_next(sku_id: str, now: datetime) -> bool:
    """Offer one unit to the first in line; False when there is no unit or nobody."""
    stock = Stock.find(sku_id)
    if not stock.waiting:
        _close_line(stock)
        return False
    if stock.left < 1 or not stock.on_sale:
        return False
    first = _first_in(sku_id)
    buyer_id = first.entry.rpartition("#")[2]
    until = now + timedelta(minutes=KEPT_MINUTES)
    with transaction() as tx:
        out_of_line(tx, InLine(sku_id, BUYER + buyer_id, place=first.entry))
        tx.update(
            Stock(sku_id),
            Stock.left.add(-1),
            Stock.waiting.add(-1),
            Stock.kept.add(1),
            when=(Stock.left >= 1) & (Stock.waiting >= 1) & (Stock.on_sale == True),  # noqa: E712 - a condition
            otherwise=LineMoved(),
        )
        tx.update(
            ticket_key(sku_id, buyer_id),
            InLine.state.set(KEPT),
            InLine.until.set(until),
            InLine.place.remove(),
            when=(InLine.state == WAITING) & (InLine.place == first.entry),
            otherwise=LineMoved(),
        )
        tx.overwrite(offer_key(sku_id, buyer_id, until))
    return True


def _first_in(sku_id: str) -> InLine:
    is_place = InLine.entry.startswith(PLACE)
    for place in InLine.query(sku_id, is_place, limit=1, consistent_read=True):
        return place
    raise LineMoved


def _close_line(stock: Stock) -> None:
    """Nobody waits and nothing is kept: the minute need not look here again."""
    if stock.kept:
        return
    with transaction() as tx:
        tx.delete(InLine(OPEN, stock.sku_id), when=None, otherwise=LineMoved())
        tx.check(
            Stock(stock.sku_id),
            when=(Stock.waiting.does_not_exist() | (Stock.waiting == 0))
            & (Stock.kept.does_not_exist() | (Stock.kept == 0)),
            otherwise=LineMoved(),
        )


def _open_lines() -> Iterator[str]:
    for line in InLine.query(OPEN, consistent_read=True):
        yield line.entry
