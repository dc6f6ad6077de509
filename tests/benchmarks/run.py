"""The whole local fair as its users run it: the processes of `make run`, jobs at work, the demo data as they are.

It is started three times on one folder: new, with the demo data being loaded; again, with one thing more on show, of
which there is plenty; and with 10,000 things on show. CPU is that of the fair (gateway, pages, jobs) and of the engine
together, without that of the guests.

- A cold page is one whose address nobody has asked for; each figure is the median of some rows of pages.
- An order is the whole way of a guest, six pages, eight guests at a time; what its jobs do afterwards counts too.
- Memory is what a process has when a start has been over for a quarter of a minute, the larger one of the first two."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.rows import Row
from tests.benchmarks.whole_fair import WholeFair

MODULE = [sys.executable, "-m"]
DEMO_GOODS, MANY_GOODS = 525, 10_000
ROWS_OF_PAGES, PAGES_IN_A_ROW, PAGES_TO_WARM = 5, 10, 10
CLIENTS, WARMING, ORDERS = 8, 40, 320
SECONDS_BEFORE_IDLE = 15


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as data:
        folder = Path(data)
        with _running(folder) as fair:
            memory = _idle_memory(fair)
        goods = _more_goods(folder, 1)
        with _running(folder) as fair:
            again = _idle_memory(fair)
            yield from (
                Row(f"run_memory_{name}_mib", round(max(memory[name], again[name])), "MiB")
                for name in fair.pids
            )
            yield from _cold_pages(fair)
            yield _page("run_list_cached_cpu_ms", fair, "/goods")
            yield from _orders(fair, goods)
        _more_goods(folder, MANY_GOODS - DEMO_GOODS)
        with _running(folder) as fair:
            fair.rest()
            yield from _cold_pages(fair, "_10000")


@contextmanager
def _running(folder: Path) -> Iterator[WholeFair]:
    fair = WholeFair(folder)
    try:
        yield fair
    finally:
        fair.stop()


def _idle_memory(fair: WholeFair) -> dict[str, float]:
    fair.rest()
    time.sleep(SECONDS_BEFORE_IDLE)
    return fair.memory_mib()


def _more_goods(folder: Path, count: int) -> str:
    """Returns the path of one of them."""
    path: str = _heard("tests.benchmarks.more_goods", str(folder), str(count))
    return path


def _cold_pages(fair: WholeFair, name: str = "") -> Iterator[Row]:
    yield _page(f"run_list_cold_cpu_ms{name}", fair, "/goods?fresh={}")
    yield _page(f"run_home_cold_cpu_ms{name}", fair, "/?fresh={}")


def _page(name: str, fair: WholeFair, path: str) -> Row:
    paths = [
        path.format(number) for number in range(PAGES_TO_WARM + ROWS_OF_PAGES * PAGES_IN_A_ROW)
    ]
    fair.pages_cpu_ms(paths[:PAGES_TO_WARM])
    costs = [
        fair.pages_cpu_ms(paths[at : at + PAGES_IN_A_ROW])
        for at in range(PAGES_TO_WARM, len(paths), PAGES_IN_A_ROW)
    ]
    return Row(name, round(statistics.median(costs), 2), "CPU ms a page")


def _orders(fair: WholeFair, goods: str) -> Iterator[Row]:
    _shop(fair, goods, WARMING)
    fair.rest()
    before = fair.cpu_seconds()
    done = _shop(fair, goods, ORDERS)
    fair.rest()
    spent = fair.cpu_seconds() - before
    assert done["sold"] == ORDERS, done
    yield Row("run_orders_per_second", round(ORDERS / done["seconds"], 1), "orders/s")
    yield Row("run_order_cpu_ms", round(spent / ORDERS * 1000, 2), "CPU ms an order")


def _shop(fair: WholeFair, goods: str, guests: int) -> dict[str, Any]:
    done: dict[str, Any] = _heard(
        "tests.benchmarks.shoppers", fair.address, goods, str(guests), str(CLIENTS)
    )
    return done


def _heard(module: str, *asked: str) -> Any:
    """What another program of the benchmark says."""
    said = subprocess.run(  # noqa: S603 - our own command
        [*MODULE, module, *asked], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(said.stdout)
