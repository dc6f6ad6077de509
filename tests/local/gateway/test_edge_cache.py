"""What the gateway keeps of a page is what CloudFront would keep, for as long, and of nobody's own."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.gateway.edge_cache import MOST_BYTES, MOST_BYTES_OF_A_PAGE, EdgeCache
from infra.local.gateway.storage_door import Answered
from infra.local.gateway.wsgi import Gateway
from tests.client import Client
from tests.goods import on_show

HALF_A_MINUTE = "public, max-age=30"
VARY = ("Vary", "Cookie, Accept-Language")


@dataclass
class Shop:
    """Pages behind a cache, a clock that stands, and how often they were drawn."""

    now: float = 1000
    control: str = HALF_A_MINUTE
    status: int = 200
    more: list[tuple[str, str]] = field(default_factory=lambda: [VARY])
    size: int = 0
    drawn: int = 0

    def __post_init__(self) -> None:
        self.cache = EdgeCache(lambda: self.now)

    def get(self, uri: str = "/goods", method: str = "GET", **headers: str) -> str:
        environ = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "HTTP_HOST": "fair"}
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answered = self.cache.answer({**environ, **named}, self._draw)
        self.headers = dict(answered.headers)
        return b"".join(answered.body).decode().rstrip()

    def _draw(self, _: Any) -> Answered:
        self.drawn += 1
        headers = [*self.more, *([("Cache-Control", self.control)] if self.control else [])]
        return Answered(self.status, headers, [f"page {self.drawn}".encode().ljust(self.size)])


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_page_for_everybody_is_drawn_once_and_tells_its_age(shop: Shop) -> None:
    first = shop.get()
    shop.now += 29

    assert (first, shop.get(), shop.drawn) == ("page 1", "page 1", 1)
    assert shop.headers["Age"] == "29"
    assert shop.headers["Cache-Control"] == HALF_A_MINUTE


def test_a_change_is_seen_when_the_page_has_heads(shop: Shop) -> None:
    shop.get()
    shop.now += 30

    assert shop.get() == "page 2"


def test_nothing_is_kept_longer_than_the_template_allows(shop: Shop) -> None:
    shop.control = "public, max-age=86400"
    shop.get()
    shop.now += 299
    assert shop.get() == "page 1"
    shop.now += 1

    assert shop.get() == "page 2"


@pytest.mark.parametrize(
    "other",
    [
        {"uri": "/goods?cursor=x"},
        {"uri": "/"},
        {"accept_language": "en"},
        {"cookie": "device=gmei"},
        {"host": "elsewhere"},
    ],
)
def test_another_address_language_or_cookie_is_another_page(
    shop: Shop, other: dict[str, str]
) -> None:
    shop.get()

    assert shop.get(**other) == "page 2"
    assert shop.get(**other) == "page 2"
    assert shop.get() == "page 1"


@pytest.mark.parametrize(
    "own",
    [
        {"control": "private, no-store"},
        {"control": "public, no-cache, max-age=30"},
        {"control": "public, max-age=0"},
        {"control": ""},
        {"status": 404},
        {"status": 303},
        {"more": [("Set-Cookie", "device=gmei; Path=/")]},
        {"more": [("Vary", "User-Agent")]},
        {"size": MOST_BYTES_OF_A_PAGE + 1},
    ],
)
def test_what_is_not_for_everybody_is_never_kept(own: dict[str, Any]) -> None:
    shop = Shop(**own)

    assert [shop.get(), shop.get()] == ["page 1", "page 2"]


@pytest.mark.parametrize(
    "request_of_one",
    [{"method": "POST"}, {"method": "HEAD"}, {"if_none_match": '"x"'}, {"range": "bytes=0-1"}],
)
def test_a_form_or_a_question_of_one_browser_passes_by(
    shop: Shop, request_of_one: dict[str, str]
) -> None:
    shop.get()

    assert shop.get(**request_of_one) == "page 2"
    assert shop.get() == "page 1"


def test_memory_is_bounded_and_what_nobody_asks_for_goes_first() -> None:
    shop = Shop(size=MOST_BYTES_OF_A_PAGE)
    for number in range(MOST_BYTES // MOST_BYTES_OF_A_PAGE - 1):
        shop.get(f"/goods?n={number}")
    shop.get("/goods?n=0")
    for number in range(1000, 1020):
        shop.get(f"/goods?n={number}")
        shop.get("/goods?n=0")
    drawn = shop.drawn

    shop.get("/goods?n=0")
    assert shop.drawn == drawn
    shop.get("/goods?n=1")
    assert shop.drawn == drawn + 1


def test_the_fairs_own_pages_leave_nothing_of_one_to_another() -> None:
    from app import app

    path = f"/goods/{on_show().listing_id}"
    gateway = Gateway(app, None, app.api.binary_types, EdgeCache())  # type: ignore[arg-type]
    mei = {"HTTP_COOKIE": "device=gmei"}

    pages = [_page(gateway, path, **more) for more in ({}, mei, {}, mei)]

    assert pages[0] == pages[2] != pages[1] == pages[3]
    words = [Client(app, cookies=cookies).csrf() for cookies in ({}, {"device": "gmei"})]
    assert [[word in page for word in words] for page in pages[:2]] == [
        [True, False],
        [False, True],
    ]


def _page(gateway: Gateway, path: str, **more: str) -> str:
    environ = {"REQUEST_METHOD": "GET", "REQUEST_URI": path, "HTTP_HOST": "127.0.0.1:8000"}
    heads: list[Any] = []
    body = gateway({**environ, **more}, lambda *head: heads.append(head))
    assert heads[0][0] == "200 OK"
    assert not any(name.lower() == "set-cookie" for name, _ in heads[0][1])
    return b"".join(body).decode()
