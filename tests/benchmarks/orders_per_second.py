"""Orders a second through HTTP: the whole way of a guest, from the first form to the order, eight at a time."""

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from infra import locale
from infra.tables import create_tables
from tests.benchmarks.rows import Row
from tests.engine import wipe
from tests.guests import Guest

CLIENTS, ORDERS, PRICE_FEN = 8, 160, 16_800


def rows() -> Iterator[Row]:
    from app import app
    from tests.orders.market import stocked
    from tests.served import served

    create_tables()
    wipe()
    locale.build()
    stocked("umbrella", left=ORDERS * 2, price_fen=PRICE_FEN)
    with served(app) as address:
        _buy(address)
        spent, began = _cpu_seconds(), time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda _: _buy(address), range(ORDERS)))
        seconds, cpu = time.perf_counter() - began, _cpu_seconds() - spent
    yield Row("orders_per_second", round(ORDERS / seconds, 1), "orders/s")
    yield Row(
        "order_cpu", round(cpu / ORDERS * 1000, 1), "ms of application and client CPU an order"
    )


def _buy(address: str) -> None:
    Guest(address).buy("umbrella", PRICE_FEN)


def _cpu_seconds() -> float:
    """Of this process: the application and the eight clients, not the engine."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime
