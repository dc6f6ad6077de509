"""What the core of a one-line order costs in DynamoDB's units, beside the theoretical minimum of two writes."""

from collections.abc import Iterator

from chalicelib.store import meter
from infra.tables import create_tables
from tests.benchmarks.rows import Row
from tests.engine import wipe

LEAST = "two durable facts, one unit each"


def rows() -> Iterator[Row]:
    from chalicelib.orders import Wanted, mark_paid
    from tests.orders.market import buy, stocked

    create_tables()
    wipe()
    stocked("umbrella", left=10, price_fen=16_800)
    with meter() as held:
        order = buy(Wanted("umbrella", 1, 16_800), method="sandbox")
    with meter() as paid:
        mark_paid(order.order_id, payment_id="payment-1", fen=int(order.total_fen))
    yield Row("order_hold_units", held.writes, "write units", LEAST, 2)
    yield Row("order_pay_units", paid.writes, "write units", LEAST, 1)
    yield Row("order_core_units", held.writes + paid.writes, "write units", LEAST, 2)
    yield Row("order_core_reads", held.reads + paid.reads, "read units")
