"""What an order costs in DynamoDB's units, step by step, beside the theoretical minimum of two writes, and all in.

The jobs are fed as Lambda feeds them: a hundred changes of a stream at once. "All in" is everything that a hundred
orders write from the hold to the payment, divided by a hundred: order, stock, due buckets, inboxes, journal, balances
and roll-ups."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from infra.tables import create_tables
from tests.benchmarks.rows import Row
from tests.costs import Cost, meter
from tests.engine import wipe

BATCH = 100
PRICE_FEN = 16_800
FACT = "one durable fact, one unit"
TWO_FACTS = "two durable facts, one unit each"


def rows() -> Iterator[Row]:
    from app import app

    create_tables()
    wipe()
    yield from _steps()
    for name in ("order", "drop"):
        wipe()
        yield from _all_in(app, name)


def _steps() -> Iterator[Row]:
    """Each step of a one-line order through the counter, once."""
    from chalicelib.orders import cancel_order, expire_order, record_refund
    from tests.goods import stocked

    stocked("step", left=9, price_fen=PRICE_FEN)
    with meter() as cost:
        order = _held("step", 1)
    yield _row("order_hold_units", cost, 1)
    with meter() as cost:
        _pay(order)
    yield _row("order_pay_units", cost, 1)
    with meter() as cost:
        record_refund(order.order_id, refund_id="r1", lines={0: 100}, reason="bruised")
    yield _row("order_refund_units", cost, 1)
    order = _held("step", 2)
    with meter() as cost:
        cancel_order(order.order_id, buyer_id=order.buyer_id)
    yield _row("order_cancel_units", cost, 1)
    order = _held("step", 3)
    with meter() as cost:
        expire_order(order.order_id, now=order.expires_at)
    yield _row("order_expire_units", cost, 1)


def _all_in(app: Any, name: str) -> Iterator[Row]:
    """A hundred orders of buyers who have bought before, held and then paid, and what the jobs write after each."""
    from chalicelib.store import forget_all
    from infra.local.delivery.deliver import delivery_for

    deliver = delivery_for(app).deliver_all
    sku_id = f"{name}-goods"
    _on_sale(sku_id, is_drop=name == "drop")
    first = _round(sku_id, deliver)
    core, jobs = _round(sku_id, deliver)
    cold, _ = _round(sku_id, deliver, before_each=forget_all)
    yield Row(f"{name}_core_units", core.writes / BATCH, "write units", TWO_FACTS, 2)
    yield Row(f"{name}_core_reads_cold", cold.reads / BATCH, "read units")
    yield Row(f"{name}_core_reads_warm", core.reads / BATCH, "read units")
    for table, units in sorted(_by_table(jobs).items()):
        yield Row(f"{name}_jobs_units {table}", round(units / BATCH, 2), "write units")
    together = (core.writes + jobs.writes) / BATCH
    yield Row(f"{name}_all_units", round(together, 2), "write units", TWO_FACTS, 2)
    more = sum(cost.writes for cost in first) / BATCH - together
    yield Row(f"{name}_first_order_units", round(more, 2), "write units more, once a buyer")


def _round(
    sku_id: str, deliver: Callable[[], None], before_each: Callable[[], None] = lambda: None
) -> tuple[Cost, Cost]:
    """What a hundred orders cost in the core, and in the jobs."""
    orders = []
    with meter() as core:
        for n in range(BATCH):
            before_each()
            orders.append(_held(sku_id, n))
    with meter() as jobs:
        deliver()
    with meter() as paid:
        for order in orders:
            before_each()
            _pay(order)
    with meter() as later:
        deliver()
    return _sum(core, paid), _sum(jobs, later)


def _sum(cost: Cost, other: Cost) -> Cost:
    return Cost(cost.reads + other.reads, cost.writes + other.writes, cost.calls + other.calls)


def _on_sale(sku_id: str, *, is_drop: bool) -> None:
    from chalicelib.stock import Stock, make_drop
    from tests.goods import stocked
    from tests.people import seller

    seller("wu")
    stocked(sku_id, left=3 * BATCH, price_fen=PRICE_FEN, on_sale=not is_drop)
    if is_drop:
        make_drop(sku_id, 3 * BATCH, producer_id="wu")
        Stock(sku_id).update(actions=[Stock.on_sale.set(True)])


def _held(sku_id: str, number: int) -> Any:
    """A hold of a guest, with ids as long as they are in life."""
    from chalicelib.orders import WantedLine, new_sortable_key
    from chalicelib.web.page.asking import guest_id
    from tests.goods import buy

    wanted = WantedLine(sku_id, 1, PRICE_FEN)
    buyer_id = guest_id(f"guest {number}")
    return buy(wanted, form_key=new_sortable_key(), buyer_id=buyer_id, method="sandbox")


def _pay(order: Any) -> None:
    from chalicelib.orders import mark_paid

    fen = int(order.total_fen)
    mark_paid(order.order_id, payment_id=f"paid-{order.order_id}", fen=fen)


def _by_table(cost: Cost) -> dict[str, float]:
    from chalicelib.settings import settings

    found: dict[str, float] = defaultdict(float)
    for operation, table, units in cost.calls:
        if not operation.startswith(("Get", "BatchGet", "Query", "Scan", "TransactGet")):
            found[table.removeprefix(settings().table_prefix)] += units
    return found


def _row(name: str, cost: Cost, least: float) -> Row:
    return Row(name, cost.writes, "write units", FACT, least)
