"""What does not leave: everybody has a way out, the money comes back once, and the rest of the order goes on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import clock, ledger, payments
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    confirm_cash,
    confirm_delivery,
    drop_rest,
    mark_paid,
    not_taken,
    pack,
    record_refund,
    ship,
    sub_order_of,
    take_back,
)
from chalicelib.orders.dispatch.unsent import end_unsent, unsent_until
from chalicelib.orders.due import due_after
from tests.costs import assert_cost
from tests.goods import again, buy, left, pears, stocked, tea_of_li
from tests.people import LI, MEI, WU, seller

DAYS_14 = timedelta(days=14)


@pytest.fixture
def paid() -> Order:
    """Three pears of Wu (1,500 fen, shipping 800) and one tea of Li (2,000 fen), paid for: 4,300 fen."""
    order = _ordered("sandbox")
    return mark_paid(order.order_id, payment_id="p1", fen=4_300)


def _ordered(method: str) -> Order:
    seller(WU, 800)
    stocked("pear")
    tea_of_li(price_fen=2_000)
    return buy(pears(3), WantedLine("tea", 1, 2_000), method=method)


def _two_of_three(order: Order) -> Order:
    return ship(order.order_id, seller_id=WU, carrier="SF", tracking="SF1002", lines={0: 2})


def _books(order: Order) -> dict[str, int]:
    """What the order comes to in each account, by the journal."""
    ledger.post_order(None, again(order).serialize())
    sums: dict[str, int] = {}
    for entry in ledger.entries_about(order.order_id):
        assert sum(posting.fen for posting in entry.postings) == 0
        for posting in entry.postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.fen
    return {account: fen for account, fen in sums.items() if fen}


def test_the_rest_does_not_come_and_what_was_sent_goes_on(paid: Order) -> None:
    _two_of_three(paid)

    order = drop_rest(paid.order_id, seller_id=WU, on_shelf=False)

    (refund,) = order.refunds
    assert (refund.fen, refund.reason) == (500, "not-sent")
    assert [part.state for part in order.sub_orders] == ["shipped", "confirmed"]
    assert left("pear") == 7
    assert sub_order_of(paid.order_id, [WU]).left == {}
    confirm_delivery(paid.order_id, buyer_id=MEI, seller_id=WU)


def test_a_whole_part_that_does_not_come_gives_its_shipping_back_too(paid: Order) -> None:
    order = drop_rest(paid.order_id, seller_id=WU, on_shelf=True)

    assert order.refunds[0].fen == 1_500 + 800
    assert [part.state for part in order.sub_orders] == ["cancelled", "confirmed"]
    assert order.state == "confirmed"
    assert left("pear") == 10


def test_when_nothing_comes_of_any_part_the_order_is_cancelled_and_all_comes_back(
    paid: Order,
) -> None:
    payments.drop_rest(paid.order_id, seller_id=WU, on_shelf=True)
    order = payments.drop_rest(paid.order_id, seller_id=LI, on_shelf=True)

    assert (order.state, order.refunded_fen) == ("cancelled", 4_300)
    assert order.cancelled_at is not None
    assert all(refund.sent_at for refund in again(order).refunds)
    assert _books(order) == {}


def test_a_part_refund_before_is_not_paid_twice(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 1_200}, reason="other")

    order = drop_rest(paid.order_id, seller_id=WU, on_shelf=True)

    assert [int(refund.fen) for refund in order.refunds] == [1_200, 300 + 800]


def test_the_buyer_takes_back_what_is_not_packed_and_later_what_is_late(
    paid: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(paid.order_id, seller_id=LI)
    take_back(paid.order_id, buyer_id=MEI, seller_id=WU)
    with pytest.raises(Refused, match="too-late-to-cancel"):
        take_back(paid.order_id, buyer_id=MEI, seller_id=LI)
    late = clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: late)

    order = take_back(paid.order_id, buyer_id=MEI, seller_id=LI)

    assert (order.state, order.refunded_fen) == ("cancelled", 4_300)
    assert (left("pear"), left("tea")) == (10, 10)


def test_what_is_on_its_way_is_taken_back_by_nobody(paid: Order) -> None:
    _two_of_three(paid)
    with pytest.raises(Refused, match="too-late-to-cancel"):
        take_back(paid.order_id, buyer_id=MEI, seller_id=WU)
    ship(paid.order_id, seller_id=WU, carrier="SF", tracking="SF1003")

    with pytest.raises(Refused, match="already-on-its-way"):
        drop_rest(paid.order_id, seller_id=WU, on_shelf=True)
    assert not again(paid).refunds


def test_others_take_nothing_back(paid: Order) -> None:
    with pytest.raises(NotFound):
        take_back(paid.order_id, buyer_id="gli", seller_id=WU)
    with pytest.raises(NotFound):
        drop_rest(paid.order_id, seller_id="zhao", on_shelf=True)


@pytest.mark.parametrize(
    "deed",
    [
        lambda order: drop_rest(order.order_id, seller_id=WU, on_shelf=True),
        lambda order: take_back(order.order_id, buyer_id=MEI, seller_id=WU),
        lambda order: end_unsent(again(order), clock.now() + timedelta(days=15)),
    ],
)
def test_from_eight_hands_it_is_done_once(paid: Order, deed: Callable[[Order], Order]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: deed(paid), range(8)))

    refunds = {refund.refund_id: int(refund.fen) for refund in again(paid).refunds}
    assert refunds["unsent.wu"] == 2_300
    assert len(again(paid).refunds) == len(refunds)
    assert left("pear") <= 10


def test_time_ends_what_nobody_sends_and_its_money_is_nobodys(paid: Order) -> None:
    _two_of_three(paid)
    until = unsent_until(again(paid))
    assert until

    assert end_unsent(again(paid), until - timedelta(hours=1)).refunds is None
    for _ in range(2):
        order = end_unsent(again(paid), until)

    assert until - paid.paid_at >= DAYS_14
    assert [part.state for part in order.sub_orders] == ["shipped", "cancelled"]
    assert sorted(int(refund.fen) for refund in order.refunds) == [500, 2_000]
    assert (left("pear"), left("tea")) == (7, 9)
    assert order.state == "shipped"
    assert unsent_until(order) is None
    assert not [account for account in _books(order) if account.startswith("producer:li")]


def test_time_is_told_once_when_it_looks(paid: Order) -> None:
    held = _as_held(paid)

    assert list(due_after(held, paid)) == [unsent_until(paid)]
    assert list(due_after(paid, _two_of_three(paid))) == []


def test_a_part_in_cash_that_never_leaves_is_never_asked_for() -> None:
    order = _ordered("cod")
    ship(order.order_id, seller_id=LI, carrier="SF", tracking="SF1004")
    confirm_cash(order.order_id, seller_id=LI)
    assert again(order).paid_at is None

    ended = drop_rest(order.order_id, seller_id=WU, on_shelf=True)

    assert ended.paid_at is not None
    assert not ended.refunds
    assert _books(order)["cod_in_transit"] == 2_000
    assert left("pear") == 10


def test_the_rest_of_a_part_in_cash_is_not_to_be_paid() -> None:
    order = _two_of_three(_ordered("cod"))
    assert again(order).lines[0].fee_fen == 30

    ended = drop_rest(order.order_id, seller_id=WU, on_shelf=True)

    line = ended.lines[0]
    assert (line.quantity, line.value_fen, line.fee_fen) == (2, 1_000, 20)
    assert (ended.goods_fen, ended.total_fen) == (3_000, 3_800)
    assert not ended.refunds
    assert left("pear") == 8
    assert sub_order_of(order.order_id, [WU]).total_fen == 1_800
    assert not sub_order_of(order.order_id, [WU]).left
    ship(order.order_id, seller_id=LI, carrier="SF", tracking="SF1004")
    for seller_id in (WU, LI):
        confirm_cash(order.order_id, seller_id=seller_id)
    assert _books(order)["cod_in_transit"] == 3_800


def test_what_was_sent_of_a_cut_part_may_still_be_refused_at_the_door() -> None:
    stocked("pear")
    order = buy(pears(3))
    _two_of_three(order)
    drop_rest(order.order_id, seller_id=WU, on_shelf=True)

    ended = not_taken(order.order_id, seller_id=WU)

    assert ended.state == "cancelled"
    assert left("pear") == 10


def test_an_order_in_cash_of_which_nothing_leaves_is_over() -> None:
    stocked("pear")
    order = buy(pears(2))

    ended = drop_rest(order.order_id, seller_id=WU, on_shelf=False)

    assert ended.state == "cancelled"
    assert not ended.paid_at
    assert not ended.refunds
    assert left("pear") == 8


def test_it_costs_one_transaction(paid: Order) -> None:
    with assert_cost(writes=6, reads=2):  # the order is larger than 1 KB
        drop_rest(paid.order_id, seller_id=WU, on_shelf=True)


def _as_held(order: Order) -> Order:
    held = again(order)
    held.state, held.paid_at = "held", None
    for part in held.sub_orders:
        part.state = "held"
    return held
