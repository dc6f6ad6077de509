"""The gateway: a WSGI application that hands every request to the Lambda handler or to the bucket."""

import json
import logging
import socket
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from infra.local.gateway.edge_cache import EdgeCache
from infra.local.gateway.proxy_event import (
    MOST_EVENT_BYTES,
    Environ,
    Event,
    EventTooLarge,
    LambdaContext,
    body_of,
    event_of,
    get_event,
    headers_of,
    raw_path,
)
from infra.local.gateway.storage_door import Answered, StorageDoor
from infra.local.gateway.upload_form import UploadRefused

OCTETS = "application/octet-stream"
MOST_HEADER_BYTES = 10_240  # request line and headers, as API Gateway counts
MOST_SENT_BYTES = 256 * 1024 * 1024  # read and thrown away, so that the browser hears the answer
THREADS = 32
READS = {"GET", "HEAD"}
REFUSED = "/uploads/refused?code="

Handler = Callable[[Event, LambdaContext], dict[str, Any]]
log = logging.getLogger("countyfair.gateway")


class Gateway:
    """Many threads may call it at once, as Lambda would run many copies."""

    def __init__(
        self,
        handler: Handler,
        door: StorageDoor,
        binary_types: list[str],
        cache: EdgeCache | None = None,
    ) -> None:
        self._handler = handler
        self._door = door
        self._binary_types = binary_types
        self._cache = cache

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        answered = self._answer(environ)
        start_response(_status_line(answered.status), answered.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            if answered.close:
                answered.close()
            return []
        return _Body(answered)

    def _answer(self, environ: Environ) -> Answered:
        path, method = raw_path(environ), environ["REQUEST_METHOD"]
        if path == "/uploads/" and method == "POST":
            return self._upload(environ)
        answer = None
        if method in READS and path.startswith("/static/"):
            answer = self._door.static_file(environ)
        elif method in READS and path.startswith(("/photos/", "/video/")):
            answer = self._door.stored_object(environ)
        elif method in READS and path.startswith(("/private/", "/evidence/")):
            answer = self._door.signed_object(environ)
        if answer or self._cache is None:
            return answer or self._page(environ)
        return self._cache.answer(environ, self._page)

    def _upload(self, environ: Environ) -> Answered:
        try:
            place = self._door.upload(environ)
        except UploadRefused as error:
            return self._invoke(get_event(f"{REFUSED}{error}", environ))
        return Answered(HTTPStatus.SEE_OTHER, [("Location", place), ("Content-Length", "0")])

    def _page(self, environ: Environ) -> Answered:
        try:
            event = event_of(environ, self._binary_types)
        except EventTooLarge:
            if environ.get("CONTENT_TYPE") == OCTETS:
                return _too_long()
            page = self._invoke(get_event(f"{REFUSED}EntityTooLarge", environ))
            return Answered(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, page.headers, page.body)
        return self._invoke(event)

    def _invoke(self, event: Event) -> Answered:
        try:
            answer = self._handler(event, LambdaContext())
            body, headers = body_of(answer), headers_of(answer)
        except Exception:
            log.exception("the handler failed", extra={"path": event["path"]})
            return _bad_gateway()
        if len(body) > MOST_EVENT_BYTES or any(_has_line_break(header) for header in headers):
            log.error("the handler's answer is too large or splits a header: %s", event["path"])
            return _bad_gateway()
        others = [header for header in headers if header[0].lower() != "content-length"]
        if event["httpMethod"] != "HEAD":
            others.append(("Content-Length", str(len(body))))
        return Answered(int(answer["statusCode"]), others, [body])


class _Body:
    """A body that gives back what it holds when the server is done with it, whole or not."""

    def __init__(self, answered: Answered) -> None:
        self._answered = answered

    def __iter__(self) -> Any:
        return iter(self._answered.body)

    def close(self) -> None:
        if self._answered.close:
            self._answered.close()


def make_server(gateway: Gateway, listener: socket.socket) -> Any:
    """A threaded server on a socket that is bound already; `run()` serves, `close()` ends it."""
    from waitress.server import create_server  # noqa: PLC0415 - packaging never needs it

    return create_server(
        gateway,
        sockets=[listener],
        threads=THREADS,
        connection_limit=1000,
        max_request_header_size=MOST_HEADER_BYTES,
        max_request_body_size=MOST_SENT_BYTES,
        channel_timeout=60,
        asyncore_use_poll=True,  # select() takes no file above 1,023: one more, and no page is served any more
        ident="countyfair",
    )


def _too_long() -> Answered:
    """What API Gateway says of any body that is too large: a script that sent bytes has no use for a page."""
    return _json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Too Long")


def _bad_gateway() -> Answered:
    return _json(HTTPStatus.BAD_GATEWAY, "Internal server error")


def _json(status: HTTPStatus, message: str) -> Answered:
    body = json.dumps({"message": message}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return Answered(status, headers, [body])


def _has_line_break(header: tuple[str, str]) -> bool:
    return any(char in part for part in header for char in "\r\n")


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"
