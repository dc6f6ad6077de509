"""Serving a waiting line: units that are there are kept for its first people, and for more and more of them as long as
nobody orders. Whoever of them orders first has a unit, so somebody who does not answer keeps nothing from anybody."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition

from chalicelib.stock.models import InLine, Stock
from chalicelib.stock.rules import MOST_OFFERS, further_offers
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
    OpenOffer,
    close_offer,
    new_place,
    offer_key,
    out_of_line,
    ticket_key,
)
from chalicelib.stock.turns import Turn, note, send
from chalicelib.store import change, transaction
from chalicelib.text import wording_of

MOST_SERVED = 200  # of one SKU in one round; the next round takes the rest
MOST_LOOKS = 20


def serve_lines(now: datetime) -> int:
    """One round of every line: offers that are over are closed, and what is there is offered to the first. Returns how
    many offers were made. Safe to repeat, and at the same time by two."""
    return sum(serve_line(sku_id, now) for sku_id in list(_open_lines()))


def serve_line(sku_id: str, now: datetime) -> int:
    """The same for one SKU; a line without people or offers is closed."""
    count = 0
    for _ in range(MOST_LOOKS):
        with suppress(LineMoved):
            for turn in _round(sku_id, now):
                send(turn)
                count += 1
            break
    return count


def _round(sku_id: str, now: datetime) -> Iterator[Turn]:
    """Look at the line, do what is due, and name each offer that was made. Raises LineMoved to be begun anew.

    The stock is read first: an offer that another round makes after that shortens the line, and refuses ours."""
    stock = Stock.find(sku_id)
    offers = [*_offers_in(sku_id)]
    stock = _set_aside(stock, len(offers))
    if not stock.kept:
        for offer in offers:
            _back_in_line(offer, now)
        if not offers:
            _close_line(stock)
        return
    still_open = [offer for offer in offers if not _lapsed(offer, now)]
    if stock.waiting and stock.on_sale:
        yield from _offer_more(stock, still_open, now)
    elif stock.kept > len(still_open):
        _to_everybody(stock, int(stock.kept) - len(still_open))


def _set_aside(stock: Stock, offers: int) -> Stock:
    """While people wait, a unit for each of them and of those who have an offer is kept, as far as there are any."""
    aside, left = int(stock.kept or 0), int(stock.left)
    units = min(left, int(stock.waiting or 0) + offers - aside)
    if units < 1 or not (stock.waiting and stock.on_sale):
        return stock
    return change(
        Stock(stock.sku_id),
        Stock.left.set(left - units),
        Stock.kept.set(aside + units),
        when=_as_read(stock) & (Stock.waiting == stock.waiting) & (Stock.on_sale == True),  # noqa: E712 - a condition
        otherwise=LineMoved(),
    )


def _to_everybody(stock: Stock, units: int) -> None:
    """Nobody waits whom these could be offered."""
    nobody = Stock.waiting.does_not_exist() | (Stock.waiting == 0) | (Stock.on_sale == False)  # noqa: E712
    change(
        Stock(stock.sku_id),
        Stock.left.set(int(stock.left) + units),
        Stock.kept.set(int(stock.kept) - units),
        when=_as_read(stock) & nobody,
        otherwise=LineMoved(),
    )


def _as_read(stock: Stock) -> Condition:
    is_kept = Stock.kept == stock.kept if stock.kept is not None else Stock.kept.does_not_exist()
    same: Condition = (Stock.left == stock.left) & is_kept
    return same


def _lapsed(offer: OpenOffer, now: datetime) -> bool:
    """Whether an offer is over; if it is, it is closed, and counts as not answered."""
    if offer.until > now:
        return False
    with transaction() as tx:
        close_offer(tx, offer.ticket, LAPSED, LineMoved(), misses=1)
    return True


def _back_in_line(offer: OpenOffer, now: datetime) -> None:
    """Others were quicker: a person has their old place again."""
    sku_id, buyer_id = offer.ticket.sku_id, offer.buyer_id
    place = offer.place or new_place(buyer_id, now)
    with transaction() as tx:
        tx.delete(offer_key(sku_id, buyer_id, offer.until), when=None, otherwise=LineMoved())
        tx.update(
            Stock(sku_id),
            Stock.waiting.add(1),
            when=Stock.kept.does_not_exist() | (Stock.kept == 0),
            otherwise=LineMoved(),
        )
        tx.update(
            ticket_key(sku_id, buyer_id),
            InLine.state.set(WAITING),
            InLine.place.set(place),
            InLine.until.remove(),
            when=(InLine.state == KEPT) & (InLine.until == offer.until),
            otherwise=LineMoved(),
        )
        tx.overwrite(InLine(sku_id, place, phone=offer.phone))
        tx.overwrite(InLine(OPEN, sku_id))


def _offer_more(stock: Stock, offers: Sequence[OpenOffer], now: datetime) -> Iterator[Turn]:
    last = max((offer.until for offer in offers), default=None)
    since = now - last + timedelta(minutes=KEPT_MINUTES) if last else timedelta(0)
    count = further_offers(int(stock.kept), len(offers), since)
    is_place, until = InLine.entry.startswith(PLACE), now + timedelta(minutes=KEPT_MINUTES)
    waiting = int(stock.waiting)
    most = min(count, waiting, MOST_SERVED)
    places = InLine.query(stock.sku_id, is_place, limit=most, consistent_read=True) if most else ()
    for place in places:
        yield _offer(stock, place, until, waiting)
        waiting -= 1


def _offer(stock: Stock, place: InLine, until: datetime, waiting: int) -> Turn:
    """Let the person of a place take one of the units that are kept. Only one round offers at a time: the line must be
    as long as it was seen."""
    sku_id, buyer_id = stock.sku_id, place.entry.rpartition("#")[2]
    end = offer_key(sku_id, buyer_id, until)
    end.place, end.phone = place.entry, place.phone
    turn = Turn(buyer_id, place.phone or "", stock.listing_id, wording_of(stock, "title"), until)
    with transaction() as tx:
        out_of_line(tx, InLine(sku_id, BUYER + buyer_id, place=place.entry))
        tx.update(
            Stock(sku_id),
            Stock.waiting.add(-1),
            when=(Stock.waiting == waiting) & (Stock.kept >= 1) & (Stock.on_sale == True),  # noqa: E712 - a condition
            otherwise=LineMoved(),
        )
        tx.update(
            ticket_key(sku_id, buyer_id),
            InLine.state.set(KEPT),
            InLine.until.set(until),
            when=(InLine.state == WAITING) & (InLine.place == place.entry),
            otherwise=LineMoved(),
        )
        tx.overwrite(end)
        note(tx, turn)
    return turn


def _offers_in(sku_id: str) -> Iterator[OpenOffer]:
    """The offers of a line that nobody has closed, that which is over first first."""
    ends = InLine.entry.startswith(UNTIL)
    for end in InLine.query(sku_id, ends, limit=MOST_OFFERS, consistent_read=True):
        yield OpenOffer(end)


def _close_line(stock: Stock) -> None:
    """Nobody waits and nothing is kept: the minute need not look here again."""
    if stock.waiting:
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
