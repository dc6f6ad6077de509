"""What the roll-ups cost an order: a batch of a hundred paid orders of one live, folded at once."""

from collections.abc import Iterator

from infra.tables import create_tables
from tests.benchmarks.rows import Row
from tests.costs import meter
from tests.engine import wipe

BATCH = 100


def rows() -> Iterator[Row]:
    from chalicelib.impact import fold
    from tests.impact.orders import Shard, order

    create_tables()
    wipe()
    shard = Shard()
    orders = [
        order(f"buyer{at}", str(at), session_id="live", host_ids=("head",)) for at in range(BATCH)
    ]
    changes = shard.news(*((None, order) for order in orders))
    with meter() as cost:
        fold(shard.name, changes)
    first = sum(units for _, name, units in cost.calls if name.endswith("first_orders"))
    yield Row("fold_units_an_order", round((cost.writes - first) / BATCH, 3), "write units")
    yield Row("first_order_units_an_order", round(first / BATCH, 3), "write units")
