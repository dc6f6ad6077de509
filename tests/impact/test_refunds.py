"""Refunds and cancellations, as orders write them, are what the report counts."""

import pytest

from chalicelib.impact.counting import cells_of, merged, steps
from chalicelib.impact.images import sale_of
from chalicelib.impact.sales import Cell
from chalicelib.orders import (
    Order,
    Wanted,
    cancel_order,
    confirm_delivery,
    mark_paid,
    move_on,
    record_refund,
    ship,
)
from tests.goods import again, buy, stocked
from tests.people import MEI, seller


@pytest.fixture
def paid() -> Order:
    seller("wu", 800)
    stocked("pear")
    stocked("tea", price_fen=2_000, seller_id="li", producer_id="li")
    order = buy(Wanted("pear", 2, 500), Wanted("tea", 1, 2_000), method="sandbox")
    return mark_paid(order.order_id, payment_id="p1", fen=3_800)


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
        ship(paid.order_id, seller_id=who, carrier="SF", tracking="SF123456")
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
