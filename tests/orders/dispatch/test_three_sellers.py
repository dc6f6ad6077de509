"""A basket from three sellers: one order, sent in four parcels, received bit by bit, partly refunded, and settled."""

from datetime import timedelta

import pytest

from chalicelib.errors import Invalid, Refused
from chalicelib.orders import (
    Order,
    WantedLine,
    confirm_delivery,
    mark_paid,
    mark_refund_sent,
    move_on,
    record_refund,
    ship,
    sub_order_of,
)
from tests.costs import assert_cost
from tests.goods import again, buy, pears, stocked, tea_of_li
from tests.people import MEI, seller


@pytest.fixture
def paid() -> Order:
    """Three pears and two baskets from Wu, tea from Li, eggs from Zhao; each sends for a fee of their own."""
    for who, fee in (("wu", 800), ("li", 600), ("zhao", 0)):
        seller(who, fee)
    stocked("pear", price_fen=500)
    stocked("basket", price_fen=3_000)
    tea_of_li(price_fen=2_000, category="tea")
    stocked("eggs", price_fen=900, seller_id="zhao", producer_id="zhao", category="meat-eggs")
    order = buy(
        pears(3),
        WantedLine("tea", 1, 2_000),
        WantedLine("basket", 2, 3_000),
        WantedLine("eggs", 1, 900),
        method="sandbox",
    )
    return mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen))


def _send(order: Order, who: str, tracking: str, lines: dict[int, int] | None = None) -> Order:
    return ship(order.order_id, seller_id=who, carrier="SF", tracking=tracking, lines=lines)


def test_a_basket_of_three_sellers_goes_its_whole_way(paid: Order) -> None:
    _send(paid, "wu", "SF1001", {0: 2})
    first = again(paid)
    _send(paid, "wu", "SF1002")
    _send(paid, "li", "SF2001")
    _send(paid, "zhao", "SF3001")
    confirm_delivery(paid.order_id, buyer_id=MEI, seller_id="zhao")
    record_refund(
        paid.order_id, refund_id="r1", lines={0: 500}, shipping={"wu": 300}, reason="damaged"
    )
    mark_refund_sent(paid.order_id, "r1")
    shipped = again(paid)
    confirm_delivery(paid.order_id, buyer_id=MEI)
    delivered = again(paid)
    eggs_end = delivered.sub_orders[2].window_ends_at
    early = move_on(delivered, eggs_end)
    settled = move_on(again(paid), eggs_end + timedelta(days=7))

    assert (paid.goods_fen, paid.shipping_fen, paid.total_fen) == (10_400, 1_400, 11_800)
    assert [part.state for part in first.sub_orders] == ["confirmed"] * 3
    assert [part.state for part in shipped.sub_orders] == ["shipped", "shipped", "delivered"]
    assert shipped.state == "shipped"
    assert [
        [
            (parcel.tracking, [(int(p.line), int(p.quantity)) for p in parcel.lines])
            for parcel in it.parcels
        ]
        for it in shipped.sub_orders
    ] == [
        [("SF1001", [(0, 2)]), ("SF1002", [(0, 1), (2, 2)])],
        [("SF2001", [(1, 1)])],
        [("SF3001", [(3, 1)])],
    ]
    assert [part.state for part in early.sub_orders] == ["delivered", "delivered", "settled"]
    assert early.state == "delivered"
    assert settled.state == "settled"
    assert settled.refunded_fen == 800
    assert [int(part.settled_refunds) for part in settled.sub_orders] == [1, 1, 1]


def test_a_seller_sees_what_is_left_to_send_and_what_was_refunded_of_theirs(paid: Order) -> None:
    _send(paid, "wu", "SF1001", {0: 2, 2: 1})
    record_refund(
        paid.order_id, refund_id="r1", lines={1: 200, 2: 300}, shipping={"wu": 50}, reason="damaged"
    )

    wu, li, zhao = (sub_order_of(paid.order_id, [who]) for who in ("wu", "li", "zhao"))

    assert (wu.numbers, wu.left) == ([0, 2], {0: 1, 2: 1})
    assert (li.numbers, li.left) == ([1], {1: 1})
    assert [[refund.fen for refund in it.refunds] for it in (wu, li, zhao)] == [[350], [200], []]


def test_the_same_parcel_again_is_no_news(paid: Order) -> None:
    for lines in ({0: 2}, None):
        first = _send(paid, "wu", f"SF{lines}".replace("{0: 2}", "1001"), lines)
        second = _send(paid, "wu", f"SF{lines}".replace("{0: 2}", "1001"), lines)

        assert first.version == second.version

    assert len(again(paid).sub_orders[0].parcels) == 2


def test_one_number_does_not_stand_for_two_parcels(paid: Order) -> None:
    _send(paid, "wu", "SF1001", {0: 2})

    with pytest.raises(Invalid) as refused:
        _send(paid, "wu", "SF1001", {0: 1})

    assert set(refused.value.problems) == {"tracking"}


@pytest.mark.parametrize(
    ("lines", "field"),
    [({0: 4}, "line-0"), ({0: 0}, "line-0"), ({0: -1}, "line-0"), ({1: 1}, "line-1"), ({}, "form")],
)
def test_a_parcel_holds_only_what_was_ordered_of_its_seller(
    paid: Order, lines: dict[int, int], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _send(paid, "wu", "SF1001", lines)

    assert set(refused.value.problems) == {field}
    assert again(paid).sub_orders[0].parcels is None


def test_an_order_of_which_a_part_has_left_is_not_cancelled(paid: Order) -> None:
    from chalicelib.orders import cancel_order

    _send(paid, "wu", "SF1001", {0: 1})

    with pytest.raises(Refused, match="too-late-to-cancel"):
        cancel_order(paid.order_id, buyer_id=MEI)


def test_an_order_is_not_sent_in_more_parcels_than_a_page_can_show() -> None:
    stocked("pear", left=50)
    order = buy(pears(30))
    for i in range(20):
        _send(order, "wu", f"SF100{i}", {0: 1})

    with pytest.raises(Refused, match="too-many-parcels"):
        _send(order, "wu", "SF2000", {0: 1})


def test_a_buyer_confirms_one_sellers_parcel_and_not_the_others(paid: Order) -> None:
    _send(paid, "wu", "SF1001")
    _send(paid, "li", "SF2001")

    for _ in range(2):
        confirm_delivery(paid.order_id, buyer_id=MEI, seller_id="li")

    assert [part.state for part in again(paid).sub_orders] == ["shipped", "delivered", "confirmed"]
    with pytest.raises(Refused, match="not-on-its-way"):
        confirm_delivery(paid.order_id, buyer_id=MEI, seller_id="zhao")


def test_each_line_keeps_its_fee_its_window_and_its_share_of_a_refund(paid: Order) -> None:
    fees = [(int(line.value_fen), int(line.fee_fen), int(line.window_hours)) for line in paid.lines]

    assert fees == [(1_500, 30, 168), (2_000, 40, 168), (6_000, 120, 168), (900, 18, 48)]


def test_a_step_of_a_whole_order_costs_a_unit_a_kilobyte(paid: Order) -> None:
    with assert_cost(writes=2, reads=1):
        _send(paid, "wu", "SF1001", {0: 2})
    with assert_cost(writes=2, reads=1):
        _send(paid, "wu", "SF1002")
