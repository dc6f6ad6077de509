"""Orders a second through HTTP: the whole way of a guest, eight at a time; and 400 guests for 100 things.

Three processes, each with its own CPU time: the application (gateway, pages, and what they ask of DynamoDB), the
engine behind its journal on disk, and the guests. The jobs that follow an order (inbox, ledger, roll-ups) are delivered
afterwards and stand apart."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.local.engine.process import Engine, start
from tests.benchmarks.rows import Row

CLIENTS, WARMING, ORDERS = 8, 40, 400
CROWD, CROWD_AT_ONCE = 400, 24
MODULE = [sys.executable, "-m"]
JIFFY = 1 / os.sysconf("SC_CLK_TCK")


class Fair:
    """The application's process; `look` tells its CPU seconds and calls."""

    def __init__(self, engine: Engine) -> None:
        own = {"AWS_ENDPOINT_URL": engine.endpoint, "FAIR_STAGE": "local"}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [*MODULE, "tests.benchmarks.one_fair"],
            env={**os.environ, **own},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told: dict[str, Any] = self._hear()

    def look(self, word: str = "") -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return self._hear()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tables.json").write_text("{}")
        engine = start(["-m", "infra.local.journal", "--data", folder], {})
        fair = None
        try:
            engine.wait_until_ready()
            fair = Fair(engine)
            yield from _whole_way(fair, engine)
            yield from _last_hundred(fair)
        finally:
            if fair:
                fair.stop()
            engine.stop()


def _whole_way(fair: Fair, engine: Engine) -> Iterator[Row]:
    goods = fair.told["goods"]["plenty"]
    _shop(fair, goods, WARMING, CLIENTS)
    fair.look("jobs")
    before, engine_before = fair.look(), _cpu_seconds(engine.process.pid)
    done = _shop(fair, goods, ORDERS, CLIENTS)
    after, engine_after = fair.look(), _cpu_seconds(engine.process.pid)
    jobs = fair.look("jobs")
    assert done["sold"] == ORDERS, done
    yield Row("orders_per_second", round(ORDERS / done["seconds"], 1), "orders/s")
    yield _an_order("application_cpu", after["cpu"] - before["cpu"])
    yield _an_order("engine_cpu", engine_after - engine_before)
    yield _an_order("guest_cpu", done["cpu"])
    yield _an_order("jobs_cpu", jobs["cpu"] - after["cpu"])
    yield Row("order_requests", done["requests"] / ORDERS, "requests an order")
    for name, told, begun in (("order_calls", after, before), ("order_job_calls", jobs, after)):
        calls = sum(told["calls"].values()) - sum(begun["calls"].values())
        yield Row(name, round(calls / ORDERS, 2), "DynamoDB calls an order")


def _last_hundred(fair: Fair) -> Iterator[Row]:
    done = _shop(fair, fair.told["goods"]["scarce"], CROWD, CROWD_AT_ONCE)
    yield Row("sold_of_100_to_400_guests", done["sold"], "orders")


def _shop(fair: Fair, goods: str, guests: int, at_once: int) -> dict[str, Any]:
    asked = [fair.told["address"], goods, str(guests), str(at_once)]
    heard = subprocess.run(  # noqa: S603 - our own command
        [*MODULE, "tests.benchmarks.shoppers", *asked], check=True, capture_output=True, text=True
    )
    done: dict[str, Any] = json.loads(heard.stdout)
    return done


def _an_order(name: str, seconds: float) -> Row:
    return Row(f"order_{name}", round(seconds / ORDERS * 1000, 2), "CPU ms an order")


def _cpu_seconds(pid: int) -> float:
    """Of another process, from the kernel's own count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * JIFFY
