"""What the journal tells of a table, asked once for all handlers that stand at the same place."""

import json
from typing import Any

import urllib3

from infra.local.delivery.bell import Bell

_http = urllib3.PoolManager(maxsize=32, retries=False)


class News:
    """Events are never changed, so what was told of a place stays true; the last answer for each table is kept."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._bell = Bell(endpoint, _http)
        self._told: dict[str, tuple[int, int, bytes]] = {}  # offset, limit, answer

    def after(self, offset: int, table: str, limit: int, wait: float) -> dict[str, Any]:
        """`records` after an offset, at least one if any comes within `wait` seconds; and the offset `reached`."""
        if wait and (reached := self._bell.quiet_until(table, offset, wait)) is not None:
            return {"records": [], "reached": reached}
        asked_before, limit_before, answer = self._told.get(table, (-1, 0, b""))
        if (asked_before, limit_before) != (offset, limit):
            answer = self._ask(offset, table, limit)
        news: dict[str, Any] = json.loads(
            answer
        )  # anew for each: handlers may change what they get
        if news["records"]:
            self._told[table] = (offset, limit, answer)
        return news

    def _ask(self, offset: int, table: str, limit: int) -> bytes:
        fields = {"after": str(offset), "tables": table, "limit": str(limit)}
        answer = _http.request("GET", f"{self._endpoint}/_fair/events", fields=fields)
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"{table}: {answer.data.decode()}")
        return answer.data


def tell_delivered(endpoint: str, offset: int) -> None:
    """Tell the engine that events up to this offset will not be asked for again."""
    _http.request("POST", f"{endpoint}/_fair/delivered?offset={offset}")
