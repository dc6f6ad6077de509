"""Who pays for what a refund still asks for, and what it costs to ask a payout for it and to close that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.ledger import entries_of
from chalicelib.payouts.cover import cover_refunds
from chalicelib.payouts.models import Payout, Reversal
from chalicelib.payouts.payers import cover_shares
from chalicelib.payouts.reversals import _close
from tests.costs import assert_cost
from tests.ledger.books import Shard, refunded
from tests.payments.stripe.fair import no_troubles, stripe_fair
from tests.payments.stripe.test_reversals import LATE, calendar, shard

__all__ = ["calendar", "no_troubles", "shard", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")


def test_what_it_costs_to_ask_and_to_close(shard: Shard) -> None:
    late = refunded(LATE, "r1", (0, 1_000))
    (refund,) = [entry for entry in entries_of(late) if entry.name == "refund.r1"]

    with assert_cost(reads=2.5, writes=8):  # the entry, the payout with two indexes, the reversal
        cover_refunds([refund])
    reversal = next(iter(Reversal.scan()))
    payout = Payout.find(reversal.payout_id)
    with assert_cost(reads=1, writes=4):  # the fund is read; the entry, the reversal
        _close(reversal, payout, 980)


@given(
    owed=st.integers(1, 10_000),
    payable=st.integers(-5_000, 12_000),
    transfers=st.integers(0, 12_000),
    fund=st.integers(-5_000, 12_000),
)
def test_somebody_pays_every_fen_and_nobody_more_than_they_have(
    owed: int, payable: int, transfers: int, fund: int
) -> None:
    cover = cover_shares(owed, payable_fen=payable, transfers_fen=transfers, fund_fen=fund)

    shares = [cover.payable_fen, cover.transfers_fen, cover.fund_fen]
    assert sum(shares) + cover.platform_fen == owed
    for share, most in zip(shares, (payable, transfers, fund), strict=True):
        assert 0 <= share <= max(most, 0)
    for number, (share, most) in enumerate(zip(shares, (payable, transfers, fund), strict=True)):
        paid_later = owed - sum(shares[: number + 1])
        assert not paid_later or share == max(most, 0)
