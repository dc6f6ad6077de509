"""microburst as a proxy before the engine: failures that no SDK can tell from those of DynamoDB."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.fair import free_port

SECONDS_TO_START = 60
Rule = dict[str, Any]


class Proxy:
    """A proxy that runs, and the rules by which it fails."""

    def __init__(self, upstream: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "microburst", "-u", upstream, "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()
        self._learn()

    @contextmanager
    def failing(self, *rules: Rule) -> Iterator[None]:
        """Fail by these rules in the block."""
        self._ask("DELETE", "fired")
        self._ask("POST", "rules", [{"service": "dynamodb", **rule} for rule in rules])
        try:
            yield
        finally:
            self._ask("POST", "rules", [])

    def fired(self) -> list[str]:
        """The operations that failed since the last rules were given."""
        return [request["operation"] for request in self._ask("GET", "fired")]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                self._ask("GET", "health")
            except OSError:
                assert self._process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            else:
                return

    def _learn(self) -> None:
        """The first call makes it read what botocore knows of DynamoDB, which takes longer than our patience."""
        scope = "AWS4-HMAC-SHA256 Credential=local/20261122/us-east-1/dynamodb/aws4_request"
        headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Authorization": scope}
        request = urllib.request.Request(self.address, b"{}", headers)  # noqa: S310 - our own loopback
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            answer.read()

    def _ask(self, method: str, what: str, told: Any = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own loopback
            f"{self.address}/_microburst/{what}",
            json.dumps(told).encode() if told is not None else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.loads(answer.read())
