"""The streams of goods and money as Lambda hears them: in batches, and any batch again at any time."""

import os
from typing import Any

import urllib3
from chalice.app import DynamoDBEventConfig

from chalicelib.errors import Refused
from chalicelib.settings import settings
from infra.local.delivery.sources import SHARD

HEARD = ("orders", "quarantine", "journal")
JOBS = (  # those that move money or add up
    "remember_due",
    "send_money_back",
    "mend_quarantine",
    "post_orders",
    "post_quarantined",
    "fold_journal",
    "fold_orders",
)
MOST_TRIES = 5
Change = dict[str, Any]


class Streams:
    """The jobs on the streams of orders, quarantine and journal, and what they have heard."""

    def __init__(self, app: Any) -> None:
        self.jobs: dict[str, list[Any]] = {name: [] for name in HEARD}
        for source in app.event_sources:
            if isinstance(source, DynamoDBEventConfig) and source.name in JOBS:
                table = source.stream_arn.removeprefix("stream:")
                self.jobs[table].append((source.name, app.handler_map[source.name]))
        assert sum(map(len, self.jobs.values())) == len(JOBS)
        self.heard: list[Change] = []
        self._http = urllib3.PoolManager(retries=False)
        self._after = 0

    def begin(self) -> None:
        """Forget; what has happened before is nobody's business."""
        self.heard, self._after = [], 0

    def hear(self, most: int = 1000) -> int:
        """Deliver the next changes, and say how many there were."""
        changes, reached = self._news(most)
        self._deliver(changes)
        self.heard += changes
        self._after = reached
        return len(changes)

    def hear_all(self) -> None:
        """Deliver everything, and what comes of it."""
        while self.hear():
            pass

    def hear_again(self, begin: int, count: int) -> None:
        """Deliver once more, cut into another batch than before."""
        self._deliver(self.heard[begin : begin + count])

    def _news(self, most: int) -> tuple[list[Change], int]:
        tables = ",".join(settings().table_prefix + name for name in HEARD)
        fields = {"after": str(self._after), "tables": tables, "limit": str(most), "wait": "0"}
        endpoint = os.environ["AWS_ENDPOINT_URL"]
        told = self._http.request("GET", f"{endpoint}/_fair/events", fields=fields).json()
        return list(told["records"]), int(told["reached"])

    def _deliver(self, changes: list[Change]) -> None:
        for name, jobs in self.jobs.items():
            mine = [
                change
                for change in changes
                if change["eventSourceARN"].split("/")[1].endswith(name)
            ]
            for job, take in jobs if mine else ():
                assert _is_taken(take, mine), f"{job} never took {mine[0]}"


def _is_taken(take: Any, changes: list[Change]) -> bool:
    """A stream goes on only when a batch is taken: what failed is heard once more."""
    for _ in range(MOST_TRIES):
        try:
            answer = take({"Records": changes, "shardId": SHARD}, None)
        except Refused:
            continue
        failed = [
            failure["itemIdentifier"] for failure in (answer or {}).get("batchItemFailures", ())
        ]
        if not failed:
            return True
        numbers = [change["dynamodb"]["SequenceNumber"] for change in changes]
        changes = changes[numbers.index(failed[0]) :]
    return False
