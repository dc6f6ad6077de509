"""When a line may be claimed, and what of the shipping goes back with it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.governance.rules import (
    MIND,
    MISSING,
    REASONS,
    is_ready,
    reasons_now,
    refundable_fen,
    shipping_back_fen,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
moments = st.integers(-1000, 1000).map(lambda hours: NOON + timedelta(hours=hours))
maybe = st.none() | moments


@dataclass
class Line:
    value_fen: int = 1000
    refunded_fen: int | None = None
    cancelled_fen: int | None = None
    window_hours: int | None = None


@dataclass
class SubOrder:
    state: str = "delivered"
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    settled_at: datetime | None = None


sub_orders = st.builds(
    SubOrder,
    state=st.sampled_from(["confirmed", "packed", "shipped", "delivered", "settled", "cancelled"]),
    shipped_at=maybe,
    delivered_at=maybe,
    settled_at=maybe,
)
lines = st.builds(
    Line,
    value_fen=st.integers(1, 10_000),
    refunded_fen=st.none() | st.integers(0, 10_000),
    window_hours=st.sampled_from([None, 48, 168]),
)


@given(line=lines, sub_order=sub_orders, now=moments)
def test_nothing_is_claimed_outside_its_time(
    line: Line, sub_order: SubOrder, now: datetime
) -> None:
    possible = reasons_now(line, sub_order, now)

    assert {*possible} <= {*REASONS}
    if possible:
        assert sub_order.settled_at is None
        assert refundable_fen(line) > 0
    if possible and sub_order.delivered_at:
        assert now < sub_order.delivered_at + timedelta(hours=line.window_hours or 168)
    if possible and not sub_order.delivered_at:
        assert MIND not in possible
        assert sub_order.shipped_at is not None
        assert (MISSING in possible) == (now - sub_order.shipped_at >= timedelta(days=5))
    if line.window_hours == 48:
        assert MIND not in possible


@given(
    parts=st.lists(st.integers(1, 1000), min_size=1, max_size=4),
    shipping_fen=st.integers(0, 2000),
    data=st.data(),
)
@settings(max_examples=40)
def test_refunds_of_all_lines_in_any_order_return_the_whole_order(
    parts: list[int], shipping_fen: int, data: st.DataObject
) -> None:
    order = [Line(value_fen=part) for part in parts]
    left_fen, back = shipping_fen, 0

    while any(refundable_fen(line) for line in order):
        i = data.draw(st.sampled_from([i for i, line in enumerate(order) if refundable_fen(line)]))
        rest = refundable_fen(order[i])
        fen = data.draw(st.sampled_from([rest, (rest + 1) // 2]))
        with_it = shipping_back_fen(order, i, fen, MISSING, left_fen)
        order[i].refunded_fen = (order[i].refunded_fen or 0) + fen
        left_fen, back = left_fen - with_it, back + fen + with_it
        assert back <= sum(parts) + shipping_fen

    assert back == sum(parts) + shipping_fen


@given(fen=st.integers(1, 1000), shipping_fen=st.integers(0, 2000))
def test_a_change_of_mind_returns_no_shipping(fen: int, shipping_fen: int) -> None:
    assert shipping_back_fen([Line()], 0, fen, MIND, shipping_fen) == 0


def test_a_dispute_is_ready_when_both_are_or_the_time_is_over() -> None:
    late, soon = NOON - timedelta(seconds=1), NOON + timedelta(seconds=1)

    assert is_ready(buyer_done=True, seller_done=True, ends_at=soon, now=NOON)
    assert is_ready(buyer_done=False, seller_done=False, ends_at=late, now=NOON)
    assert not is_ready(buyer_done=True, seller_done=False, ends_at=soon, now=NOON)
    assert not is_ready(buyer_done=False, seller_done=True, ends_at=soon, now=NOON)
