"""HTTP as Lambda sees it behind API Gateway (REST, proxy integration), there and back."""

import base64
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

GREEDY = "/{proxy+}"
STAGE = "api"
MOST_BODY_BYTES = 10 * 1024 * 1024  # what API Gateway takes
MOST_EVENT_BYTES = 6 * 1024 * 1024  # what Lambda takes, and gives

Environ = dict[str, Any]
Event = dict[str, Any]


class EventTooLarge(Exception):
    """The request is larger than API Gateway or Lambda takes."""


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """What a handler may ask about its own run; made for each request, so threads share none."""

    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_name: str = "countyfair-local"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:countyfair-local"
    deadline: float = field(default_factory=lambda: time.monotonic() + 29)

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.deadline - time.monotonic()) * 1000))


def event_of(environ: Environ, binary_types: list[str]) -> Event:
    """The event of a WSGI request. The path stays percent-encoded, as the person's browser sent it.

    Raises EventTooLarge for more than 10 MB, or when the event would be larger than 6 MB.
    """
    headers = _headers(environ)
    body, is_base64 = _body(environ, headers.get("Content-Type", ""), binary_types)
    query = _by_name(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    path = raw_path(environ)
    return {
        "resource": _resource(path),
        "path": path,
        "httpMethod": environ["REQUEST_METHOD"],
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: each[-1] for name, each in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": path.lstrip("/")} if path != "/" else None,
        "stageVariables": None,
        "requestContext": _context(environ, path, headers),
        "body": body,
        "isBase64Encoded": is_base64,
    }


def get_event(path: str, environ: Environ) -> Event:
    """The event of a GET that nobody sent: the reader (cookies, language) is the one of `environ`."""
    address, _, query = path.partition("?")
    others = {
        name: value
        for name, value in environ.items()
        if name not in {"CONTENT_LENGTH", "CONTENT_TYPE", "wsgi.input", "HTTP_RANGE"}
    }
    request = {"REQUEST_METHOD": "GET", "REQUEST_URI": address, "QUERY_STRING": query}
    return event_of({**others, **request}, [])


def raw_path(environ: Environ) -> str:
    return urlsplit(environ["REQUEST_URI"].partition("?")[0]).path or "/"


def headers_of(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """The headers of a Lambda answer: a name that is in both maps counts once, with its many values."""
    many = answer.get("multiValueHeaders") or {}
    names = {name.lower() for name in many}
    single = [
        (name, str(value))
        for name, value in (answer.get("headers") or {}).items()
        if name.lower() not in names
    ]
    return single + [(name, str(value)) for name, values in many.items() for value in values]


def body_of(answer: dict[str, Any]) -> bytes:
    body = answer.get("body") or ""
    return base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()


def _headers(environ: Environ) -> dict[str, str]:
    values = {
        name.removeprefix("HTTP_"): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    headers = {name.replace("_", "-").title(): value for name, value in values.items() if value}
    headers["X-Forwarded-For"] = environ.get("REMOTE_ADDR", "")
    headers["X-Forwarded-Proto"] = environ.get("wsgi.url_scheme", "http")
    return headers


def _body(environ: Environ, kind: str, binary_types: list[str]) -> tuple[str | None, bool]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MOST_BODY_BYTES:
        raise EventTooLarge
    content: bytes = (
        environ["wsgi.input"].read(MOST_BODY_BYTES + 1) if "wsgi.input" in environ else b""
    )
    is_binary = kind.partition(";")[0].strip().lower() in binary_types
    if len(content) > (MOST_EVENT_BYTES * 3 // 4 if is_binary else MOST_EVENT_BYTES):
        raise EventTooLarge
    if not content:
        return None, False
    if is_binary:
        return base64.b64encode(content).decode(), True
    return content.decode(errors="replace"), False


def _context(environ: Environ, path: str, headers: dict[str, str]) -> Event:
    now = time.time()
    return {
        "accountId": "000000000000",
        "apiId": "local",
        "domainName": headers.get("Host", ""),
        "httpMethod": environ["REQUEST_METHOD"],
        "identity": {
            "sourceIp": environ.get("REMOTE_ADDR", ""),
            "userAgent": headers.get("User-Agent"),
        },
        "path": f"/{STAGE}{path}",
        "protocol": environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        "requestId": str(uuid.uuid4()),
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1000),
        "resourcePath": _resource(path),
        "stage": STAGE,
    }


def _resource(path: str) -> str:
    return "/" if path == "/" else GREEDY


def _by_name(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    values_of: dict[str, list[str]] = {}
    for name, value in pairs:
        values_of.setdefault(name, []).append(value)
    return values_of
