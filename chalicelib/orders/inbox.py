"""The seller's inbox: projected from the orders' stream, so that a seller never reads other people's orders."""

from collections.abc import Sequence
from typing import Any

from chalicelib import clock
from chalicelib.orders.find import some_orders
from chalicelib.orders.models import Inbox, Order, inbox_key
from chalicelib.orders.numbers import register_number
from chalicelib.orders.parts import SubOrder
from chalicelib.orders.rules import BANK, CASH, CONFIRMED, DELIVERED, EXPIRED, HELD, PACKED, SHIPPED
from chalicelib.orders.windows import may_see_address
from chalicelib.store import AlreadyThere, Page, change, page_of

SEQUENCE_DIGITS = 40
Entry = dict[str, Any]


def project_order(old: Order | None, new: Order | None, sequence: str) -> None:
    """Bring the inbox of each seller of an order up to a change of it, and let the order be found by its number.

    Safe to hear twice and in any order: an entry never goes back behind the sequence number that it has.
    Orders of the demonstration data were nobody's work and stand in no inbox.
    """
    if new is None or new.demo:
        return
    before, after = _entries(old) if old else {}, _entries(new)
    if after and not before and new.payment_method != BANK:  # whose number is known since it waits
        register_number(new.order_id)
    for seller_id, entry in after.items():
        if entry != before.get(seller_id):
            _put(seller_id, new, entry, sequence.zfill(SEQUENCE_DIGITS))


def inbox_of(
    seller_id: str, cursor: str = "", limit: int = 20, *, to_do: bool = False
) -> Page[Inbox]:
    """A seller's orders, newest first; with `to_do`, those only that wait for packing, shipping or cash."""
    waiting = Inbox.state.is_in(CONFIRMED, PACKED) | (Inbox.cash_due == True)  # noqa: E712 - a condition
    return page_of(
        lambda **page: Inbox.query(
            seller_id,
            scan_index_forward=False,
            filter_condition=waiting if to_do else None,
            **page,
        ),
        cursor=cursor,
        limit=limit,
    )


def receivers(seller_id: str, order_ids: Sequence[str]) -> dict[str, str]:
    """Who gets a seller's parcels, by order, as long as the seller needs to know. One unit an order."""
    now = clock.now()
    return {
        order.order_id: order.address.name
        for order in some_orders(order_ids)
        for part in order.sub_orders
        if part.seller_id == seller_id and may_see_address(part.state, part.delivered_at, now)
    }


def _entries(order: Order) -> dict[str, Entry]:
    if order.state in (HELD, EXPIRED):
        return {}
    return {part.seller_id: _entry(order, part) for part in order.sub_orders}


def _entry(order: Order, sub_order: SubOrder) -> Entry:
    lines = [line for line in order.lines if line.seller_id == sub_order.seller_id]
    is_cash = order.payment_method == CASH and not sub_order.cash_at
    return {
        "order_id": order.order_id,
        "state": sub_order.state,
        "placed_at": order.placed_at,
        "title": lines[0].title,
        "title_en": lines[0].title_en or "",
        "lines": len(lines),
        "pieces": sum(int(line.quantity) for line in lines),
        "total_fen": sum(int(line.value_fen) for line in lines) + int(sub_order.shipping_fen),
        "payment_method": order.payment_method,
        "cash_due": is_cash and sub_order.state in (SHIPPED, DELIVERED),
    }


def _put(seller_id: str, order: Order, entry: Entry, sequence: str) -> None:
    change(
        Inbox(seller_id, inbox_key(order.placed_at, order.order_id)),
        Inbox.sequence.set(sequence),
        *(getattr(Inbox, name).set(value) for name, value in entry.items()),
        when=Inbox.sequence.does_not_exist() | (Inbox.sequence < sequence),
        already=lambda _: True,
        otherwise=AlreadyThere(),
    )
