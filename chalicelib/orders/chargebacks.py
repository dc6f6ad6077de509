"""Charge-backs: what a lost dispute took from an order, line by line."""

from collections.abc import Sequence

from chalicelib import clock
from chalicelib.money import split_fen
from chalicelib.orders.find import any_order
from chalicelib.orders.models import Order
from chalicelib.orders.parts import Chargeback, LineRefund
from chalicelib.orders.steps import key_of, unmoved
from chalicelib.store import Moved, change, step


def record_chargeback(order_id: str, *, dispute_id: str, fen: int) -> Order:
    """A dispute was lost: so many fen of an order's payment are gone. The same dispute again is no news. Raises
    NotFound."""
    return step(lambda: _recorded(any_order(order_id), dispute_id, fen))


def shares_of_loss(fen: int, left_fen: Sequence[int]) -> list[int]:
    """What a loss takes of each part, in proportion to what has not gone back of it yet, and never more than that."""
    return split_fen(min(fen, sum(left_fen)), left_fen) if any(left_fen) else [0] * len(left_fen)


def _recorded(order: Order, dispute_id: str, fen: int) -> Order:
    if any(chargeback.dispute_id == dispute_id for chargeback in order.chargebacks or ()):
        return order
    shares = shares_of_loss(fen, [*_lines_left(order), _shipping_left(order)])
    chargeback = Chargeback(
        dispute_id=dispute_id,
        fen=fen,
        lines=[LineRefund(line=i, fen=shares[i]) for i in range(len(order.lines)) if shares[i]],
        at=clock.now(),
    )
    return change(
        key_of(order),
        Order.version.add(1),
        Order.chargebacks.set((Order.chargebacks | []).append([chargeback])),
        when=unmoved(order),
        otherwise=Moved(),
    )


def _lines_left(order: Order) -> list[int]:
    left = [int(line.value_fen) - int(line.refunded_fen or 0) for line in order.lines]
    for chargeback in order.chargebacks or ():
        for lost in chargeback.lines:
            left[int(lost.line)] -= int(lost.fen)
    return [max(0, fen) for fen in left]


def _shipping_left(order: Order) -> int:
    """Of all shipping fees together: what a dispute took beyond its lines was taken of them."""
    left = sum(
        int(part.shipping_fen) - int(part.shipping_refunded_fen or 0) for part in order.sub_orders
    )
    for chargeback in order.chargebacks or ():
        left -= int(chargeback.fen) - sum(int(lost.fen) for lost in chargeback.lines)
    return max(0, left)
