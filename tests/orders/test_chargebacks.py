"""A lost dispute takes from each line what had not gone back yet, once."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders import Order, record_chargeback, record_refund
from chalicelib.orders.chargebacks import shares_of_loss
from tests.costs import assert_cost
from tests.goods import again

PARTS = st.lists(st.integers(0, 5_000), min_size=1, max_size=6)


def test_a_lost_dispute_is_shared_among_lines_and_shipping(paid: Order) -> None:
    with assert_cost(writes=2, reads=1):
        order = record_chargeback(paid.order_id, dispute_id="d1", fen=3_800)
    with assert_cost(reads=1):
        record_chargeback(paid.order_id, dispute_id="d1", fen=3_800)

    (chargeback,) = again(order).chargebacks
    assert [(part.line, part.fen) for part in chargeback.lines] == [(0, 1_000), (1, 2_000)]


def test_what_was_refunded_before_is_not_lost_again(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 1_000}, reason="damaged")

    record_chargeback(paid.order_id, dispute_id="d1", fen=1_400)
    record_chargeback(paid.order_id, dispute_id="d2", fen=9_999)

    first, second = again(paid).chargebacks
    assert [(part.line, part.fen) for part in first.lines] == [(1, 1_000)]
    assert [(part.line, part.fen) for part in second.lines] == [(1, 1_000)]


def test_two_lost_disputes_take_all_lines_and_shipping_and_no_more(paid: Order) -> None:
    record_chargeback(paid.order_id, dispute_id="d1", fen=1_900)
    record_chargeback(paid.order_id, dispute_id="d2", fen=1_900)

    lost = [part for chargeback in again(paid).chargebacks for part in chargeback.lines]
    assert [sum(part.fen for part in lost if part.line == line) for line in (0, 1)] == [1000, 2000]


@given(fen=st.integers(0, 40_000), left=PARTS)
def test_no_part_loses_more_than_was_left_of_it(fen: int, left: list[int]) -> None:
    shares = shares_of_loss(fen, left)

    assert sum(shares) == min(fen, sum(left))
    assert all(0 <= share <= most for share, most in zip(shares, left, strict=True))
