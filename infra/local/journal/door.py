"""The engine behind its journal: an ASGI application around an ASGI application."""

import asyncio
import hashlib
import json
import zlib
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from infra.local.engine.inner import Inner
from infra.local.journal.changes import CHANGES, READS, changes
from infra.local.journal.reading import answer_of_own
from infra.local.journal.replay import Replay, tables_of, without_stream
from infra.local.journal.stream_record import stream_record
from infra.local.journal.writing import Journal, end_engine

DYNAMODB = "DynamoDB_20120810."
MOST_WAIT_SECONDS = 20
TOLD = {
    b"content-length",
    b"content-type",
    b"date",
    b"x-amz-crc32",
    b"x-amzn-requestid",
}  # as AWS does
OWN_HOSTS = {"127.0.0.1", "localhost"}

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class Journalled:
    """Writes to DynamoDB one after the other; answers only when what they tell is on disk."""

    def __init__(self, app: Any, journal: Journal) -> None:
        self.app = app
        self.inner = Inner(app)
        self.journal = journal
        self._replay = Replay(self.inner, journal.mirror)
        self._lock = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, self._opening_and_closing(send))
            return
        headers = dict(scope.get("headers", []))
        operation = headers.get(b"x-amz-target", b"").decode()
        if (
            scope["type"] != "http"
            or not _from_here(headers)
            or scope["path"].startswith("/_ministack")
        ):
            await _say(send, _refusal(403, "AccessDeniedException", "not from outside"))
        elif scope["path"].startswith("/_fair/"):
            await _say(send, await self._own(scope))
        elif operation.startswith(DYNAMODB):
            body = await _body(receive)
            answer = await self._dynamodb(operation.removeprefix(DYNAMODB), scope, body)
            await self.journal.durable()  # a reader must not be told what could still be lost
            await _say(send, answer)
        else:
            await self.app(scope, receive, send)

    async def _dynamodb(self, operation: str, scope: Any, body: bytes) -> Answer:
        request = json.loads(body or b"{}")
        if operation in READS:
            if (own := answer_of_own(self.journal.mirror, operation, request)) is not None:
                return _answer(200, own)
            if operation != "DescribeTable":
                await self._replay.ready(tables_of(request))
            return await self._ask(scope, body)
        if operation not in CHANGES and operation != "CreateTable":
            message = f"{operation} would change what the journal does not keep"
            return _refusal(400, "UnknownOperationException", message)
        await self._replay.ready(tables_of(request))
        async with self._lock:
            return await self._change(operation, scope, body, request)

    async def _change(
        self, operation: str, scope: Any, body: bytes, request: dict[str, Any]
    ) -> Answer:
        token = _token(request) if operation == "TransactWriteItems" else None
        if token and (earlier := self.journal.mirror.known(token[0])) is not None:
            return _said_before(same=earlier == token[1])
        if operation == "CreateTable":
            body = json.dumps(without_stream(request)).encode()
        answer = await self._ask(scope, body)
        if answer[0] != 200:  # noqa: PLR2004
            return answer
        if operation == "CreateTable":
            self.journal.create(request)
        else:
            await self._keep(operation, request, json.loads(answer[2] or b"{}"), token)
        return answer

    async def _keep(
        self,
        operation: str,
        request: dict[str, Any],
        answer: dict[str, Any],
        token: tuple[str, str] | None,
    ) -> None:
        try:
            events = await changes(self.inner, self.journal.mirror, operation, request, answer)
            self.journal.append(events, token)
        except Exception as error:  # noqa: BLE001 - whatever it is, the change must not stay unkept
            end_engine(f"{operation} was done and cannot be kept", error)

    async def _ask(self, scope: Any, body: bytes) -> Answer:
        parts: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            parts.append(message)

        await self.app(scope, receive, send)
        return parts[0]["status"], parts[0]["headers"], b"".join(m.get("body", b"") for m in parts)

    async def _own(self, scope: Any) -> Answer:
        query = {key: each[0] for key, each in parse_qs(scope["query_string"].decode()).items()}
        if scope["path"] == "/_fair/events" and scope["method"] == "GET":
            return await self._events(query)
        if scope["path"] == "/_fair/newest" and scope["method"] == "GET":
            return await self._newest(query)
        if scope["path"] == "/_fair/delivered" and scope["method"] == "POST":
            self.journal.forget(int(query["offset"]))
            return _json(200, {})
        return _refusal(404, "NotFound", "no such thing here")

    async def _events(self, query: dict[str, str]) -> Answer:
        after, limit = int(query["after"]), int(query["limit"])
        await self.journal.news(after, min(float(query.get("wait", 0)), MOST_WAIT_SECONDS))
        tables = set(query["tables"].split(","))
        if without := [table for table in tables if not self.journal.mirror.streams(table)]:
            return _refusal(400, "ResourceNotFoundException", f"no stream: {without}")
        events, reached = self.journal.events(after, tables, limit)
        records = [stream_record(event, self.journal.mirror) for event in events]
        return _json(200, {"records": records, "reached": reached})

    async def _newest(self, query: dict[str, str]) -> Answer:
        after = int(query["after"])
        await self.journal.news(after, min(float(query.get("wait", 0)), MOST_WAIT_SECONDS))
        newest = self.journal.newest(after)
        return _json(200, {"newest": newest, "reached": max(after, self.journal.safe)})

    def _opening_and_closing(self, send: Any) -> Any:
        async def sent(message: dict[str, Any]) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._replay.create_tables()
                works = (self._replay.run(), self.journal.write_forever())
                self._tasks += [asyncio.create_task(work) for work in works]
            elif message["type"] == "lifespan.shutdown.complete":
                await self.journal.close()
            await send(message)

        return sent


def _token(request: dict[str, Any]) -> tuple[str, str] | None:
    """The idempotency token of a transaction, with a hash of what it asks for."""
    token = request.get("ClientRequestToken")
    items = json.dumps(request["TransactItems"], sort_keys=True).encode()
    return (token, hashlib.sha256(items).hexdigest()) if token else None


def _said_before(*, same: bool) -> Answer:
    if same:
        return _json(200, {})
    return _refusal(
        400,
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request.",
    )


def _from_here(headers: dict[bytes, bytes]) -> bool:
    """Programs on this machine only, never a web page: those send an Origin, or come by another name."""
    host = (
        headers.get(b"host", b"").decode().rpartition(":")[0] or headers.get(b"host", b"").decode()
    )
    return b"origin" not in headers and host in OWN_HOSTS


async def _body(receive: Any) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _json(status: int, content: Any) -> Answer:
    return _answer(status, json.dumps(content, ensure_ascii=False).encode())


def _answer(status: int, text: bytes) -> Answer:
    headers = [
        (b"content-type", b"application/x-amz-json-1.0"),
        (b"content-length", b"%d" % len(text)),
        (b"x-amz-crc32", b"%d" % zlib.crc32(text)),
    ]
    return status, headers, text


def _refusal(status: int, kind: str, message: str) -> Answer:
    return _json(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{kind}", "message": message})


async def _say(send: Any, answer: Answer) -> None:
    status, fields, text = answer
    headers = [header for header in fields if header[0].lower() in TOLD]
    with suppress(OSError):  # the one who asked may have gone
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text})
