"""Refunds: counted once, by line and by fee, never beyond what was paid."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    Order,
    cancel_order,
    mark_paid,
    mark_refund_sent,
    record_refund,
)
from chalicelib.orders import refunds as refunds_module
from tests.costs import assert_cost
from tests.goods import again, buy, pears, pears_and_tea, stocked
from tests.orders.doubts import in_doubt, out_of_doubt
from tests.people import MEI

WHY = "not-as-described"


def test_a_refund_stands_on_its_line_its_fee_and_its_order(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 300}, shipping={"wu": 100}, reason=WHY)

    after = again(paid)
    assert after.refunded_fen == 400
    assert [line.refunded_fen for line in after.lines] == [300, None]
    assert [part.shipping_refunded_fen for part in after.sub_orders] == [100, None]
    (refund,) = after.refunds
    assert (refund.refund_id, refund.fen, refund.reason) == ("r1", 400, WHY)
    assert not refund.sent_at
    assert [(line.line, line.fen) for line in refund.lines] == [(0, 300)]
    assert [(fee.seller_id, fee.fen) for fee in refund.shipping] == [("wu", 100)]


def test_the_same_refund_again_is_no_news(paid: Order) -> None:
    for _ in range(2):
        record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason=WHY)

    assert again(paid).refunded_fen == 300


def test_nothing_goes_back_of_money_that_the_bank_may_have_taken(paid: Order) -> None:
    in_doubt(paid)
    with pytest.raises(Refused, match="money-in-doubt"):
        record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason=WHY)
    out_of_doubt(paid)

    assert record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason=WHY).refunded_fen


def test_a_doubt_that_comes_between_reading_and_writing_stops_a_refund(
    paid: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refunds_module, "check_money", in_doubt)

    with pytest.raises(Refused):
        record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason=WHY)
    assert not again(paid).refunds


def test_no_line_gives_back_more_than_it_cost(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 600}, reason=WHY)

    with pytest.raises(Refused, match="refund-too-large"):
        record_refund(paid.order_id, refund_id="r2", lines={0: 401}, reason=WHY)
    record_refund(paid.order_id, refund_id="r3", lines={0: 400}, reason=WHY)

    assert again(paid).refunded_fen == 1_000


def test_no_fee_gives_back_more_than_it_was(paid: Order) -> None:
    def refund(refund_id: str, fen: int) -> None:
        record_refund(
            paid.order_id, refund_id=refund_id, lines={}, shipping={"wu": fen}, reason=WHY
        )

    with pytest.raises(Refused, match="refund-too-large"):
        refund("r1", 801)
    refund("r2", 800)
    with pytest.raises(Refused, match="refund-too-large"):
        refund("r3", 1)

    assert again(paid).refunded_fen == 800


def test_a_refund_of_nothing_or_of_what_was_not_sold_is_refused(paid: Order) -> None:
    with pytest.raises(Refused, match="refund-too-large"):
        record_refund(paid.order_id, refund_id="r1", lines={0: 0}, reason=WHY)
    with pytest.raises(NotFound):
        record_refund(paid.order_id, refund_id="r1", lines={2: 1}, reason=WHY)
    with pytest.raises(NotFound):
        record_refund(paid.order_id, refund_id="r1", lines={}, shipping={"zhao": 1}, reason=WHY)

    assert again(paid).refunds is None


def test_nothing_is_refunded_before_it_is_paid() -> None:
    order = pears_and_tea()

    with pytest.raises(Refused, match="refund-too-large"):
        record_refund(order.order_id, refund_id="r1", lines={0: 1}, reason=WHY)


def test_refunds_from_eight_threads_stay_within_the_line(paid: Order) -> None:
    def refund(i: int) -> bool:
        try:
            record_refund(paid.order_id, refund_id=f"r{i}", lines={0: 300}, reason=WHY)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(refund, range(8)))

    assert taken.count(True) == 3
    assert again(paid).lines[0].refunded_fen == 900


def test_the_same_refund_from_eight_threads_counts_once(paid: Order) -> None:
    def refund(_: int) -> None:
        record_refund(paid.order_id, refund_id="r1", lines={0: 100}, reason=WHY)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(refund, range(8)))

    assert again(paid).refunded_fen == 100
    assert len(again(paid).refunds) == 1


def test_a_refund_is_sent_once(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason=WHY)
    record_refund(paid.order_id, refund_id="r2", lines={1: 300}, reason=WHY)

    first = mark_refund_sent(paid.order_id, "r2")
    second = mark_refund_sent(paid.order_id, "r2")

    assert first.version == second.version
    assert [refund.sent_at is not None for refund in again(paid).refunds] == [False, True]
    with pytest.raises(NotFound):
        mark_refund_sent(paid.order_id, "r3")


def test_a_paid_order_that_is_cancelled_owes_all_that_is_left(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 300}, shipping={"wu": 50}, reason=WHY)

    for _ in range(2):
        cancelled = cancel_order(paid.order_id, buyer_id=MEI)

    assert [(refund.refund_id, refund.fen) for refund in cancelled.refunds] == [
        ("r1", 350),
        ("cancelled", 3_450),
    ]
    assert cancelled.refunded_fen == cancelled.total_fen


def test_an_unpaid_order_that_is_cancelled_owes_nothing() -> None:
    cancelled = cancel_order(pears_and_tea().order_id, buyer_id=MEI)

    assert cancelled.refunds is None


def test_a_refund_costs_one_unit_a_kilobyte(held_pear: Order) -> None:
    mark_paid(held_pear.order_id, payment_id="p1", fen=500)

    with assert_cost(writes=1, reads=1):
        record_refund(held_pear.order_id, refund_id="r1", lines={0: 300}, reason=WHY)
    with assert_cost(writes=0, reads=1):
        record_refund(held_pear.order_id, refund_id="r1", lines={0: 300}, reason=WHY)
    with assert_cost(writes=1, reads=1):
        mark_refund_sent(held_pear.order_id, "r1")


@pytest.fixture
def held_pear() -> Order:
    stocked("pear")
    return buy(pears(1), method="sandbox")


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    asked=st.lists(
        st.tuples(st.integers(0, 1_200), st.integers(0, 2_400), st.integers(0, 900)), max_size=6
    )
)
def test_whatever_is_refunded_the_sums_agree_and_stay_within_what_was_paid(
    asked: list[tuple[int, int, int]],
) -> None:
    order = mark_paid(pears_and_tea(str(uuid.uuid4())).order_id, payment_id="p1", fen=3_800)

    for i, (pear, tea, fee) in enumerate(asked):
        with suppress(Refused):
            record_refund(
                order.order_id,
                refund_id=f"r{i}",
                lines={0: pear, 1: tea},
                shipping={"wu": fee},
                reason=WHY,
            )

    after = again(order)
    on_lines = [int(line.refunded_fen or 0) for line in after.lines]
    on_fees = [int(part.shipping_refunded_fen or 0) for part in after.sub_orders]
    whole = sum(int(refund.fen) for refund in after.refunds or ())
    assert whole == int(after.refunded_fen or 0) == sum(on_lines) + sum(on_fees)
    assert on_lines[0] <= 1_000
    assert on_lines[1] <= 2_000
    assert on_fees[0] <= 800
