"""Refunds and cancellations, as orders write them, are what the report counts."""

from chalicelib.impact.counting import cells_of, merged, steps
from chalicelib.impact.images import sale_of
from chalicelib.impact.sales import Cell
from chalicelib.orders import (
    Order,
    cancel_order,
    confirm_delivery,
    move_on,
    record_refund,
)
from tests.goods import again, shipped
from tests.people import MEI


def _net(order: Order) -> list[tuple[int, int, int]]:
    sale = sale_of(again(order).serialize())
    assert sale is not None
    return [(one.gmv_fen, one.cancelled_fen, one.refunded_fen) for one in sale.lines]


def test_a_refund_lowers_its_own_line_and_shipping_lowers_none(paid: Order) -> None:
    record_refund(
        paid.order_id, refund_id="r1", lines={0: 300}, shipping={"wu": 800}, reason="damaged"
    )

    assert _net(paid) == [(1_000, 0, 300), (2_000, 0, 0)]


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
    total = merged([cells_of([before]), *(one.cells for one in changes)])
    figures = total[Cell("total", before.day, "")]
    assert (figures.gmv_fen, figures.cancelled_fen, figures.refunded_fen) == (3_000, 3_000, 0)
