"""What the report reads out of the images of a stream."""

from chalicelib.impact.images import sale_of
from chalicelib.orders import Order, mark_paid
from chalicelib.stock import Slot
from tests.goods import cup, drop
from tests.people import MEI


def test_a_sold_piece_is_a_sale_and_a_free_slot_says_nothing() -> None:
    drop()
    free = Slot.find("drop-cup-0", "000").serialize()
    order = cup()
    paid = mark_paid(order.order_id, payment_id="p1", fen=6_000)
    image = Order.find(paid.buyer_id, paid.order_key).serialize()

    sale = sale_of(image)

    assert sale_of(free) is None
    assert sale is not None
    assert (sale.order_id, sale.buyer_id) == (order.order_id, MEI)
