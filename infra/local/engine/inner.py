"""The engine's public API, called inside its own process: by the journal at start, without a socket."""

import html
import json
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

SCOPE = "Credential=local/20200101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"


class EngineRefused(Exception):
    """The engine did not do what was asked of it."""


class Inner:
    """Calls of an ASGI application that speaks the AWS protocols. Every call raises EngineRefused on an error."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def dynamodb(self, operation: str, request: dict[str, Any] | bytes) -> dict[str, Any]:
        return await self._json("dynamodb", "DynamoDB_20120810", "1.0", operation, request)

    async def sqs(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        return await self._json("sqs", "AmazonSQS", "1.0", operation, request)

    async def buckets(self) -> list[str]:
        return _values("Name", await self._s3("GET", "/"))

    async def keys(self, bucket: str, prefix: str = "") -> list[str]:
        """The first thousand keys under a prefix."""
        query = f"list-type=2&prefix={quote(prefix, safe='')}"
        return _values("Key", await self._s3("GET", f"/{bucket}", query))

    async def create_bucket(self, bucket: str) -> None:
        await self._s3("PUT", f"/{bucket}")

    async def delete_object(self, bucket: str, key: str) -> None:
        await self._s3("DELETE", f"/{bucket}/{key}")

    async def _json(
        self, service: str, api: str, version: str, operation: str, request: dict[str, Any] | bytes
    ) -> dict[str, Any]:
        headers = {
            "content-type": f"application/x-amz-json-{version}",
            "x-amz-target": f"{api}.{operation}",
        }
        body = (
            request
            if isinstance(request, bytes)
            else json.dumps(request, ensure_ascii=False).encode()
        )
        answer: dict[str, Any] = json.loads(
            await self._ask(service, "POST", "/", "", headers, body) or "{}"
        )
        return answer

    async def _s3(self, method: str, path: str, query: str = "") -> str:
        return (await self._ask("s3", method, path, query, {}, b"")).decode()

    async def _ask(
        self, service: str, method: str, path: str, query: str, headers: dict[str, str], body: bytes
    ) -> bytes:
        answer: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            answer.append(message)

        await self.app(_scope(service, method, path, query, headers, body), receive, send)
        text = b"".join(message.get("body", b"") for message in answer)
        if answer[0]["status"] >= HTTPStatus.MULTIPLE_CHOICES:
            raise EngineRefused(f"{method} {path} {headers}: {text[:500]!r}")
        return text


def _scope(
    service: str, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> dict[str, Any]:
    own = {
        "host": "127.0.0.1",
        "authorization": "AWS4-HMAC-SHA256 " + SCOPE.format(service),
        "content-length": str(len(body)),
        **headers,
    }
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": query.encode(),
        "client": ("127.0.0.1", 0),
        "headers": [(name.encode(), value.encode()) for name, value in own.items()],
    }


def _values(element: str, xml: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(f"<{element}>([^<]*)</{element}>", xml)]
