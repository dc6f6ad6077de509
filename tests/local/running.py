"""A running gateway with a handler that keeps the events it got."""

import http.client
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Fair:
    """A running gateway; `asked` are the events that its handler got."""

    static: Path
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"statusCode": 200, "body": "hello"})

    def handler(self, event: dict[str, Any], _: Any) -> dict[str, Any]:
        self.asked.append(event)
        if event["path"] == "/uploads/refused":
            code = event["queryStringParameters"]["code"]
            return {"statusCode": 422, "headers": {}, "body": f"refused: {code}"}
        if event["path"] == "/echo":
            return {"statusCode": 200, "headers": {}, "body": event["queryStringParameters"]["n"]}
        return self.answer

    def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer, answer.read()
