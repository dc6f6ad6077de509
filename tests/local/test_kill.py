"""Kill -9 of everything, again and again, in the middle of orders: nothing acknowledged is lost, nothing is torn."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import boto3
from botocore.config import Config

from infra.local.engine.process import PROJECT
from tests.local.small_fair import STOCK

chance = Random(8)  # noqa: S311 - nothing here is secret
ROUNDS = 5
BUYERS = 8
ORDERS_OF_A_ROUND = (20, 120)


@dataclass
class Market:
    """The processes of one round, and what they acknowledged."""

    data: Path
    orders: dict[str, int] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def trade_until_killed(self) -> None:
        """Open on what the last round left, look whether all is there, buy, and kill everything at once."""
        process, engine_pid, engine_port, port = self._open()
        check(self, f"http://127.0.0.1:{engine_port}")
        buyers = [threading.Thread(target=self._buy, args=[port]) for _ in range(BUYERS)]
        buyers.append(threading.Thread(target=self._send_photos, args=[port]))
        wanted = len(self.orders) + chance.randint(*ORDERS_OF_A_ROUND), len(self.photos) + 1
        for buyer in buyers:
            buyer.start()
        self._wait_for_trade(*wanted)
        for pid in chance.sample([process.pid, engine_pid], 2):
            os.kill(pid, signal.SIGKILL)
        for buyer in buyers:
            buyer.join()
        process.communicate()

    def _wait_for_trade(self, orders: int, photos: int) -> None:
        """However slow the machine is, something is acknowledged before the kill; a moment more tears at random."""
        until = time.monotonic() + 60
        while len(self.orders) < orders or len(self.photos) < photos:
            assert time.monotonic() < until, "nobody could buy"
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))

    def orders_and_notices(self) -> tuple[int, int]:
        """How many there are at last, when the events of all rounds have been delivered (or after 20 s)."""
        process, _, port, _ = self._open()
        endpoint = f"http://127.0.0.1:{port}"
        placed, found, until = check(self, endpoint), 0, time.monotonic() + 60
        while found < placed and time.monotonic() < until:
            found = len(_scan(endpoint, "small-notices"))
        process.communicate()
        return placed, found

    def _open(self) -> tuple["subprocess.Popen[str]", int, int, int]:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "tests.local.small_fair", str(self.data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**os.environ, "FAIR_BUCKET": "small-storage"},
        )
        assert process.stdout is not None
        engine_pid, engine_port, port = json.loads(process.stdout.readline())
        return process, engine_pid, engine_port, port

    def _buy(self, port: int) -> None:
        headers = {"Content-Type": "text/plain"}
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            while True:
                order_id, quantity = uuid.uuid4().hex, chance.randint(1, 3)
                self.asked.add(order_id)
                if _post(connection, f"/orders/{order_id}", str(quantity).encode(), headers) != 201:
                    return
                self.orders[order_id] = quantity

    def _send_photos(self, port: int) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            while True:
                name, content = (
                    f"{uuid.uuid4().hex}.jpg",
                    chance.randbytes(chance.randint(1, 90_000)),
                )
                if _post(connection, f"/photos-of/{name}", content, headers) != 201:
                    return
                self.photos[name] = content


def test_nothing_acknowledged_is_lost_when_everything_is_killed_while_people_buy(
    tmp_path: Path,
) -> None:
    market = Market(tmp_path)

    for _ in range(ROUNDS):
        before = len(market.orders)
        market.trade_until_killed()
        assert len(market.orders) > before
    placed, notices = market.orders_and_notices()

    assert notices == placed
    assert market.photos


def check(market: Market, endpoint: str) -> int:
    """What was acknowledged is there, and each order is whole or was never placed. Returns how many there are."""
    orders = {item["order_id"]["S"]: _quantity(item) for item in _scan(endpoint, "small-orders")}
    receipts = {
        item["order_id"]["S"]: _quantity(item) for item in _scan(endpoint, "small-receipts")
    }
    left = int(_scan(endpoint, "small-stock")[0]["left"]["N"])

    assert market.orders.items() <= orders.items()
    assert orders.keys() <= market.asked
    assert receipts == orders
    assert left == STOCK - sum(orders.values())
    assert _photos(endpoint, list(market.photos)) == market.photos
    return len(orders)


def _scan(endpoint: str, name: str) -> list[dict[str, Any]]:
    with closing(boto3.client("dynamodb", endpoint_url=endpoint)) as client:
        pages = client.get_paginator("scan").paginate(TableName=f"fair-{name}")
        return [item for page in pages for item in page["Items"]]


def _photos(endpoint: str, names: list[str]) -> dict[str, bytes]:
    config = Config(s3={"addressing_style": "path"})
    with closing(boto3.client("s3", endpoint_url=endpoint, config=config)) as client:
        return {
            name: client.get_object(Bucket="small-storage", Key=f"photos/{name}")["Body"].read()
            for name in names
        }


def _quantity(item: dict[str, Any]) -> int:
    return int(item["quantity"]["N"])


def _post(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]
) -> int:
    """The status of the answer; 0 when there was none."""
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    return answer.status
