"""Refunds: what an order owes its buyer back, by line and by seller's shipping, and whether it has been sent."""

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.orders.doubts import check_money
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order, line_at, refund_at, sub_order_at
from chalicelib.orders.parts import LineRefund, Refund, ShippingRefund
from chalicelib.orders.steps import key_of
from chalicelib.store import change

CANCELLED_REFUND = "cancelled"


def record_refund(
    order_id: str,
    *,
    refund_id: str,
    lines: Mapping[int, int],
    shipping: Mapping[str, int] | None = None,
    reason: str,
) -> Order:
    """Owe the buyer money of a paid order: fen by number of line, and of sellers' shipping. The same id is no news.

    One update, under the condition that there is room in the order, in each line and in each fee. Raises NotFound
    for a line or a seller that the order does not have, Refused("refund-too-large", "money-in-doubt").
    """
    order = any_order(order_id)
    if refund_id in (order.refund_ids or ()):
        return order
    refund = drawn_up(refund_id, lines, shipping or {}, reason)
    _check_parts(order, refund)
    check_money(order)
    return change(
        key_of(order),
        Order.version.add(1),
        *owed(order, refund),
        when=Order.paid_at.exists()
        & Order.doubts.does_not_exist()
        & ~Order.refund_ids.contains(refund_id)
        & reduce(and_, _rooms(order, refund)),
        already=lambda order: refund_id in (order.refund_ids or ()),
        otherwise=Refused("refund-too-large"),
    )


def mark_refund_sent(order_id: str, refund_id: str, *, from_bank: bool = False) -> Order:
    """The money of a refund has gone out, the way that it came in or from the bank; twice is no news. Raises NotFound
    for a refund that was not recorded."""
    order = any_order(order_id)
    i = _index(order, refund_id)
    if order.refunds[i].sent_at:
        return order
    return change(
        key_of(order),
        Order.version.add(1),
        refund_at(i).sent_at.set(clock.now()),
        *([refund_at(i).from_bank.set(True)] if from_bank else []),
        when=(refund_at(i).refund_id == refund_id) & refund_at(i).sent_at.does_not_exist(),
        already=lambda order: order.refunds[i].sent_at is not None,
        otherwise=NotFound("not-found"),
    )


def leave_refund_to_person(order_id: str, refund_id: str) -> Order:
    """From now on a person sends this refund, and no machine any more, unless it has been sent. Twice is no news.

    Raises NotFound for a refund that was not recorded.
    """
    order = any_order(order_id)
    i = _index(order, refund_id)
    return change(
        key_of(order),
        Order.version.add(1),
        refund_at(i).by_hand.set(True),
        when=(refund_at(i).refund_id == refund_id)
        & refund_at(i).sent_at.does_not_exist()
        & refund_at(i).by_hand.does_not_exist(),
        already=lambda order: bool(order.refunds[i].by_hand or order.refunds[i].sent_at),
        otherwise=NotFound("not-found"),
    )


def all_of(order: Order, why: str) -> Refund:
    """The refund of everything that a cancelled order has not given back yet."""
    lines = {
        i: int(line.value_fen) - int(line.refunded_fen or 0) for i, line in enumerate(order.lines)
    }
    shipping = {
        sub_order.seller_id: int(sub_order.shipping_fen) - int(sub_order.shipping_refunded_fen or 0)
        for sub_order in order.sub_orders
    }
    return drawn_up(CANCELLED_REFUND, lines, shipping, why)


def drawn_up(
    refund_id: str, lines: Mapping[int, int], shipping: Mapping[str, int], reason: str
) -> Refund:
    """A refund as it is kept; what is nothing is left out."""
    assert all(fen >= 0 for fen in (*lines.values(), *shipping.values()))
    return Refund(
        refund_id=refund_id,
        fen=sum(lines.values()) + sum(shipping.values()),
        lines=[LineRefund(line=i, fen=fen) for i, fen in lines.items() if fen],
        shipping=[
            ShippingRefund(seller_id=seller_id, fen=fen)
            for seller_id, fen in shipping.items()
            if fen
        ],
        reason=reason,
        at=clock.now(),
    )


def owed(order: Order, refund: Refund) -> list[Action]:
    """What is written into an order so that it owes a refund."""
    paths = [(path.set((path | 0) + fen)) for path, _, fen in _sums(order, refund)]
    return [
        Order.refunded_fen.set((Order.refunded_fen | 0) + refund.fen),
        Order.refund_ids.add({refund.refund_id}),
        Order.refunds.set((Order.refunds | []).append([refund])),
        *paths,
    ]


def _rooms(order: Order, refund: Refund) -> Iterator[Condition]:
    yield _has_room(Order.refunded_fen, int(order.total_fen), int(refund.fen))
    for path, most, fen in _sums(order, refund):
        yield _has_room(path, most, fen)


def _has_room(path: Any, most_fen: int, fen: int) -> Condition:
    if fen > most_fen:
        raise Refused("refund-too-large")
    room: Condition = path.does_not_exist() | (path <= most_fen - fen)
    return room


def _sums(order: Order, refund: Refund) -> Iterator[tuple[Any, int, int]]:
    """For each part of a refund: the path of its sum, the most that it may come to, and the part's fen."""
    for line_refund in refund.lines:
        i = int(line_refund.line)
        yield line_at(i).refunded_fen, int(order.lines[i].value_fen), int(line_refund.fen)
    sellers = [sub_order.seller_id for sub_order in order.sub_orders]
    for fee in refund.shipping:
        j = sellers.index(fee.seller_id)
        most_fen = int(order.sub_orders[j].shipping_fen)
        yield sub_order_at(j).shipping_refunded_fen, most_fen, int(fee.fen)


def _check_parts(order: Order, refund: Refund) -> None:
    sellers = {sub_order.seller_id for sub_order in order.sub_orders}
    if any(not 0 <= line.line < len(order.lines) for line in refund.lines):
        raise NotFound("not-found")
    if any(fee.seller_id not in sellers for fee in refund.shipping):
        raise NotFound("not-found")
    if refund.fen <= 0:
        raise Refused("refund-too-large")


def _index(order: Order, refund_id: str) -> int:
    for i, refund in enumerate(order.refunds or ()):
        if refund.refund_id == refund_id:
            return i
    raise NotFound("not-found")
