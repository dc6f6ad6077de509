"""What CloudFront does before the pages: what a page allows everybody to see is kept as long as it says.

The key is that of the template (`infra/cloud/edge.py`): the address with its query, the language, and all cookies.
Stricter than CloudFront, an answer that sets a cookie is never kept."""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from infra.cloud.edge import edge
from infra.local.gateway.proxy_event import Environ
from infra.local.gateway.storage_door import Answered

MOST_BYTES = 8 * 1024 * 1024
MOST_BYTES_OF_A_PAGE = 256 * 1024
BYTES_OF_A_KEY = 1024  # about, with its headers
NOT_SHARED = re.compile(r"\b(private|no-store|no-cache)\b")
MAX_AGE = re.compile(r"\bmax-age=(\d+)")
PER_READER = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_AUTHORIZATION")
Ask = Callable[[Environ], Answered]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer, and from when to when it is fresh."""

    since: float
    until: float
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body) + BYTES_OF_A_KEY


class EdgeCache:
    """Many threads may use it. What was not asked for longest goes first when it is full."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        policy = edge()["PagesCache"]["Properties"]["CachePolicyConfig"]
        keyed = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        assert keyed["CookiesConfig"] == {"CookieBehavior": "all"}
        assert keyed["QueryStringsConfig"] == {"QueryStringBehavior": "all"}
        self._most_seconds: int = policy["MaxTTL"]
        self._headers = {name.lower() for name in keyed["HeadersConfig"]["Headers"]}
        self._now = now
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def answer(self, environ: Environ, ask: Ask) -> Answered:
        """What is kept and fresh, else what `ask` says, which may be kept."""
        if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in PER_READER):
            return ask(environ)
        key = self._key(environ)
        if page := self._fresh(key):
            age = ("Age", str(int(self._now() - page.since)))
            return Answered(HTTPStatus.OK, [*page.headers, age], [page.body])
        began = self._now()
        answered = ask(environ)
        if seconds := self._seconds(answered):
            body = b"".join(answered.body)
            self._keep(key, KeptPage(began, began + seconds, answered.headers, body))
            return Answered(answered.status, answered.headers, [body])
        return answered

    def _key(self, environ: Environ) -> Key:
        headers = (
            environ.get(f"HTTP_{name.upper().replace('-', '_')}", "") for name in self._headers
        )
        fixed = (
            environ.get("HTTP_HOST", ""),
            environ["REQUEST_URI"],
            environ.get("HTTP_COOKIE", ""),
        )
        return (*fixed, *headers)

    def _seconds(self, answered: Answered) -> int:
        """How long an answer may be shown to others; 0: not at all."""
        fields = {name.lower(): value.lower() for name, value in answered.headers}
        control = fields.get("cache-control", "")
        age = MAX_AGE.search(control)
        varies = {name.strip() for name in fields.get("vary", "").split(",") if name.strip()}
        if (
            answered.status != HTTPStatus.OK
            or age is None
            or NOT_SHARED.search(control)
            or "set-cookie" in fields
            or not varies <= {"cookie", *self._headers}
            or answered.close is not None
        ):
            return 0
        return min(int(age[1]), self._most_seconds)

    def _fresh(self, key: Key) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.until <= self._now():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def _keep(self, key: Key, page: KeptPage) -> None:
        if len(page.body) > MOST_BYTES_OF_A_PAGE:
            return
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= page.size
