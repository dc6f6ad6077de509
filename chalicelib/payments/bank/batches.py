"""Couriers' batches: which collected cash comes to the bank under which reference."""

from chalicelib import clock
from chalicelib.errors import FairError, Invalid
from chalicelib.orders import Order
from chalicelib.payments.bank.models import CashInBatch
from chalicelib.payments.rules import is_batch
from chalicelib.store import AlreadyThere, put_new

CAME = "~"


def read_batch(text: str) -> str:
    """A courier's receipt or batch number as it is kept; "" when none was typed. Raises Invalid."""
    batch = text.strip().upper().replace(" ", "")
    if batch and not is_batch(batch):
        raise Invalid({"receipt": FairError("not-a-receipt")})
    return batch


def project_batches(order: Order) -> None:
    """Keep what couriers collected for the parts of an order, by batch. Twice is no news."""
    for sub_order in order.sub_orders:
        if sub_order.cash_at and sub_order.cash_receipt:
            goods_fen = sum(
                int(line.value_fen) for line in order.lines if line.seller_id == sub_order.seller_id
            )
            CashInBatch(
                sub_order.cash_receipt,
                f"{order.order_id} {sub_order.seller_id}",
                fen=goods_fen + int(sub_order.shipping_fen),
                at=sub_order.cash_at,
            ).save()


def batch_fen(batch: str) -> int:
    """What couriers have collected under this reference; 0 when nobody knows it."""
    return sum(int(line.fen) for line in CashInBatch.query(batch, consistent_read=True))


def came_in(batch: str, line_id: str) -> bool:
    """A line of the bank brings a batch: True for the first line that says so, however often it says it."""
    mark = CashInBatch(batch, CAME, fen=0, at=clock.now(), line_id=line_id)
    try:
        put_new(mark)
    except AlreadyThere:
        return bool(CashInBatch.find(batch, CAME).line_id == line_id)
    return True
