"""Guests with plain HTTP: they gather, check out and order as a browser without JavaScript would."""

import http.client
import itertools
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

ADDRESS = {
    "name": "Mei",
    "phone": "13800138000",
    "region": "浙江省杭州市西湖区",
    "street": "文三路 123 号",
}
PHONES = itertools.count(1)
FORM = "application/x-www-form-urlencoded"


@dataclass
class Guest:
    """One guest's browser, on the fair at this address; remembers its cookie and where it was sent."""

    address: str
    cookie: str = ""
    status: int = 0
    location: str = ""

    def ask(self, path: str) -> str:
        return self._exchange("GET", path, None)

    def send(self, path: str, fields: dict[str, str]) -> str:
        return self._exchange("POST", path, urlencode(fields))

    def buy(self, sku_id: str, price_fen: int) -> str:
        """The whole way from the first form to the order's page, cash on delivery; returns the page's path."""
        word = hidden_fields(self.ask("/sign-in"))["csrf"]
        line = {"sku_id": sku_id, "quantity": "1", "price_fen": str(price_fen)}
        self.send("/basket/lines", {"csrf": word, **line})
        form = hidden_fields(self.ask("/checkout"))
        page = self.send("/orders", {**form, **new_address(), "method": "cod"})
        assert self.location.startswith("/orders/"), page[:2000]
        return self.location

    def _exchange(self, method: str, path: str, form: str | None) -> str:
        at = urlsplit(self.address)
        headers = {"Accept-Language": "en", "Origin": self.address, "Cookie": self.cookie}
        connection = http.client.HTTPConnection(at.netloc, timeout=60)
        try:
            connection.request(
                method, path, form, {**headers, "Content-Type": FORM} if form else headers
            )
            answer = connection.getresponse()
            body = answer.read().decode()
        finally:
            connection.close()
        self.status, self.location = answer.status, answer.headers.get("Location", "")
        if cookie := answer.headers.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return body


def new_address() -> dict[str, str]:
    """The phone and the home of somebody who has not ordered before."""
    number = next(PHONES)
    return {**ADDRESS, "phone": f"139{number:08}", "street": f"文三路 {number} 号"}


def hidden_fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
