"""The real fair, with its real orders, killed in the middle of them: what a buyer was told stays true."""

import os
import re
import shutil
import signal
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from tests.fair import RunningFair, free_port, start_fair
from tests.guests import Guest, hidden_fields

ROUNDS = 2
BUYERS = 6
ORDERS_OF_A_ROUND = 15
SECONDS = 300  # that a round may take on a machine with much else to do


class Market:
    """Guests who buy the same goods of the fair until it dies, and what they were told."""

    def __init__(self, fair: RunningFair) -> None:
        goods = re.findall(r'href="(/goods/[\w-]+)"', Guest(fair.base_url).ask("/goods"))
        self.goods = goods[0]
        facts = hidden_fields(Guest(fair.base_url).ask(self.goods))
        self.sku_id, self.price_fen = facts["sku_id"], int(facts["price_fen"])
        self.told: list[tuple[str, str]] = []
        self.asked = 0

    def buy_until_it_dies(self, fair: RunningFair) -> None:
        wanted = len(self.told) + ORDERS_OF_A_ROUND
        buyers = [threading.Thread(target=self._buy, args=[fair]) for _ in range(BUYERS)]
        for buyer in buyers:
            buyer.start()
        until = time.monotonic() + SECONDS
        while len(self.told) < wanted and time.monotonic() < until:
            time.sleep(0.01)
        kill_all(fair)
        for buyer in buyers:
            buyer.join()
        assert len(self.told) >= wanted

    def _buy(self, fair: RunningFair) -> None:
        """A fair that is busy, or slow for a moment, is asked again; only one that is dead is left alone."""
        while fair.process.poll() is None:
            guest = Guest(fair.base_url)
            self.asked += 1
            with suppress(OSError, HTTPException, KeyError, AssertionError):
                self.told.append((guest.buy(self.sku_id, self.price_fen), guest.cookie))

    def left(self, fair: RunningFair) -> int:
        page = Guest(fair.base_url).ask(self.goods)
        return int(re.findall(r"(\d+) left", page)[0])


def kill_all(fair: RunningFair) -> None:
    """The fair and its engine, at once and without a warning."""
    pid = fair.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for process in [pid, *map(int, children)]:
        os.kill(process, signal.SIGKILL)
    fair.process.wait()


def test_what_a_buyer_was_told_survives_the_death_of_everything(
    first_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(first_data, data)
    running = start_fair(data, free_port())
    market = Market(running)
    before = market.left(running)

    for _ in range(ROUNDS):
        market.buy_until_it_dies(running)
        running = start_fair(data, free_port())

    found = {path: _status(running.base_url, path, cookie) for path, cookie in market.told}
    sold = before - market.left(running)
    running.stop()
    assert set(found.values()) == {200}, found
    assert len(market.told) <= sold <= market.asked


def _status(address: str, path: str, cookie: str) -> int:
    guest = Guest(address, cookie)
    guest.ask(path)
    return guest.status
