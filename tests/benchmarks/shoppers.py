"""Guests who buy one thing each: `python -m tests.benchmarks.shoppers ADDRESS PATH GUESTS AT_ONCE`.

Each opens the page of the goods, puts one in the basket, looks into it, goes to the checkout, types an address, orders
with cash on delivery, and sees the order's page: six requests on one kept connection, as a browser sends them."""

import http.client
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.guests import FORM, hidden_fields, new_address

SOLD, SOLD_OUT = "sold", "sold out"


class Shopper:
    """One guest's browser: keeps its connection and its cookie."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Accept-Language": "zh-CN", "Origin": address}
        self.requests = 0

    def buy(self, path: str) -> str:
        goods = hidden_fields(self._ask("GET", path)[1])
        if "sku_id" not in goods:
            return SOLD_OUT  # the page has no form any more
        self._ask("POST", "/basket/lines", {**goods, "quantity": "1"})
        self._ask("GET", "/basket")
        place, page = self._ask("GET", "/checkout")
        form = hidden_fields(page)
        if place or "version" not in form:
            return SOLD_OUT
        place, _ = self._ask("POST", "/orders", {**form, **new_address(), "method": "cod"})
        if not place.startswith("/orders/"):
            return SOLD_OUT
        self._ask("GET", place)
        return SOLD

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Where the answer sends the browser, and the page."""
        headers = {**self._headers, "Content-Type": FORM} if fields else self._headers
        self._connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        self.requests += 1
        assert answer.status in {200, 303, 409}, (method, path, page[:2000])
        if cookie := answer.headers.get("Set-Cookie"):
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer.headers.get("Location", ""), page


def shop(address: str, path: str, guests: int, at_once: int) -> dict[str, Any]:
    def one(_: int) -> tuple[str, int]:
        shopper = Shopper(address)
        return shopper.buy(path), shopper.requests

    began, spent = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(one, range(guests)))
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "requests": sum(requests for _, requests in answers),
        "sold": sum(answer == SOLD for answer, _ in answers),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(shop(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
