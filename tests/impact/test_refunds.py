"""Refunds and cancellations, as orders write them, are what the report counts."""

from chalicelib.impact.counting import cells_of, merged, steps
from chalicelib.impact.images import sale_of
from chalicelib.impact.sales import Cell
from chalicelib.ledger import COD_IN_TRANSIT, Posting, entries_of, sold_of
from chalicelib.orders import (
    Order,
    WantedLine,
    cancel_order,
    confirm_cash,
    confirm_delivery,
    move_on,
    not_taken,
    record_chargeback,
    record_refund,
)
from tests.goods import again, sent, shipped, stocked, tea_of_li
from tests.people import LI, MEI, WU, seller


def _net(order: Order) -> list[tuple[int, int, int]]:
    sale = sale_of(again(order).serialize())
    assert sale is not None
    return [(line.gmv_fen, line.cancelled_fen, line.refunded_fen) for line in sale.lines]


def test_a_refund_lowers_its_own_line_and_shipping_lowers_none(paid: Order) -> None:
    record_refund(
        paid.order_id, refund_id="r1", lines={0: 300}, shipping={"wu": 800}, reason="damaged"
    )

    assert _net(paid) == [(1_000, 0, 300), (2_000, 0, 0)]


def test_a_parcel_that_was_refused_at_the_door_is_no_sale_as_in_the_ledger() -> None:
    seller(WU, 800)
    stocked("pear", price_fen=10_000)
    tea_of_li(price_fen=3_333)
    lines = WantedLine("pear", 1, 10_000), WantedLine("tea", 1, 3_333)
    order = sent(*lines, method="cod")
    not_taken(order.order_id, seller_id=LI)
    refused = again(order)

    confirm_cash(order.order_id, seller_id=WU, receipt="SF-1")

    alone, paid = sale_of(refused.serialize()), sale_of(again(order).serialize())
    assert alone is not None
    assert paid is not None
    assert [(line.gmv_fen, line.refused_fen) for line in alone.lines] == [(0, 3_333)]
    figures = merged([cells_of([alone]), *(step.cells for step in steps(alone, paid))])
    total = figures[Cell("total", next(iter(paid.days)), "")]
    assert (total.gmv_fen, total.cancelled_fen, total.refused_fen) == (10_000, 0, 3_333)
    assert (total.orders, total.lines) == (1, 1)
    (booked,) = entries_of(sold_of(again(order).serialize()))
    assert Posting(COD_IN_TRANSIT, 10_000 + 800) in booked.postings


def test_a_lost_dispute_is_taken_off_after_what_was_refunded(paid: Order) -> None:
    record_refund(paid.order_id, refund_id="r1", lines={0: 300}, reason="damaged")

    record_chargeback(paid.order_id, dispute_id="d1", fen=3_500)

    sale = sale_of(again(paid).serialize())
    assert sale is not None
    figures = cells_of([sale])[Cell("total", next(iter(sale.days)), "")]
    assert (figures.gmv_fen, figures.refunded_fen, figures.charged_back_fen) == (3_000, 300, 2_700)
    assert figures.net_gmv_fen == 0


def test_a_settled_order_counts_what_it_counted_before(paid: Order) -> None:
    for who in ("wu", "li"):
        shipped(paid, who)
    delivered = confirm_delivery(paid.order_id, buyer_id=MEI)
    before = _net(paid)

    move_on(delivered, delivered.sub_orders[0].window_ends_at)

    assert again(paid).state == "settled"
    assert _net(paid) == before == [(1_000, 0, 0), (2_000, 0, 0)]


def test_a_cancelled_order_is_taken_off_once_though_its_money_goes_back_too(paid: Order) -> None:
    before = sale_of(paid.serialize())
    cancel_order(paid.order_id, buyer_id=MEI)

    changes = steps(before, sale_of(again(paid).serialize()))

    assert before is not None
    total = merged([cells_of([before]), *(change.cells for change in changes)])
    figures = total[Cell("total", next(iter(before.days)), "")]
    assert (figures.gmv_fen, figures.cancelled_fen, figures.refunded_fen) == (3_000, 3_000, 0)
