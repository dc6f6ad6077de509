"""One question for all who wait: of which tables has the journal anything new?"""

import json
import threading
import time
from typing import Any

import urllib3

LONGEST_WAIT_SECONDS = 1  # the engine ends when it has answered
SECONDS_TO_GATHER = 0.2  # what comes meanwhile is one batch; Lambda looks four times a second
SECONDS_AFTER_A_FAILURE = 1


class Bell:
    """Listens from the first wait on, in a thread that may end at any moment."""

    def __init__(self, endpoint: str, http: urllib3.PoolManager) -> None:
        self._address = f"{endpoint}/_fair/newest"
        self._http = http
        self._newest: dict[str, int] = {}  # by table, the offset of its newest event
        self._reached = -1  # up to which offset that is known
        self._rung = threading.Condition()
        self._listener: threading.Thread | None = None

    def quiet_until(self, table: str, offset: int, seconds: float) -> int | None:
        """The offset up to which a table has nothing new after this one, when so many seconds have passed; None at
        once when it has."""
        with self._rung:
            self._listen()
            if self._rung.wait_for(lambda: self._newest.get(table, -1) > offset, seconds):
                return None
            return max(offset, self._reached)

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = threading.Thread(target=self._run, name="bell", daemon=True)
            self._listener.start()

    def _run(self) -> None:
        while True:
            try:
                self._hear(self._ask())
                time.sleep(SECONDS_TO_GATHER)
            except (
                urllib3.exceptions.HTTPError,
                ValueError,
            ):  # the engine stops, or is not there yet
                time.sleep(SECONDS_AFTER_A_FAILURE)

    def _ask(self) -> dict[str, Any]:
        fields = {"after": str(self._reached), "wait": str(LONGEST_WAIT_SECONDS)}
        answer = self._http.request("GET", self._address, fields=fields)
        news: dict[str, Any] = json.loads(answer.data)
        return news

    def _hear(self, news: dict[str, Any]) -> None:
        with self._rung:
            self._newest |= news["newest"]
            self._reached = news["reached"]
            self._rung.notify_all()
