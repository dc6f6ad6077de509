"""DynamoDB over HTTP: a signed POST for each call, tried again a bounded number of times.

botocore says the same through many layers, which took two thirds of a page's time and two fifths of a cold start. The
protocol: docs.aws.amazon.com/amazondynamodb, "DynamoDB low-level API".
"""

import base64
import json
import os
import random
import time
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from botocore.exceptions import HTTPClientError
from pynamodb.exceptions import CancellationReason, VerboseClientError

from chalicelib.store.wire.http_post import Broken, Poster
from chalicelib.store.wire.signature import Signer, region

MOST_TRIES = 4
FIRST_WAIT_SECONDS = 0.025
LONGEST_SECONDS = (
    4  # after which one last try begins: the page must say so before the gateway gives up
)
TARGET = "DynamoDB_20120810."
# What is worth another try at once; conflicts and throttling that lasts are for `writes.patiently`.
PASSING = {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
}
Ask = Callable[[str, Mapping[str, Any]], dict[str, Any]]  # the operation, and what it is asked
Hook = Callable[[Ask, str, Mapping[str, Any]], dict[str, Any]]

_hooks: list[Hook] = []


def on_call(hook: Hook) -> Callable[[], None]:
    """Every call of DynamoDB is the hook's from now on: it is told how to ask, the operation and what is asked, and
    hands back the answer. The last hook is the first to hear of a call. Call what is returned to take it away."""
    _hooks.append(hook)
    return lambda: _hooks.remove(hook)


class Wire:
    """Calls of DynamoDB. Many threads may use it."""

    def __init__(self) -> None:
        self._poster = Poster(endpoint())
        self._signer = Signer("dynamodb", self._poster.endpoint)

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """What `ask` answers, by way of every hook."""
        ask: Ask = self.ask
        for hook in _hooks:
            ask = partial(hook, ask)
        return ask(operation, request)

    def ask(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer in DynamoDB's own notation. Raises VerboseClientError for what DynamoDB refused, and
        HTTPClientError when it could not be reached; a call whose answer got lost may have been carried out."""
        body = _ENCODER.encode(request).encode()
        until = time.monotonic() + LONGEST_SECONDS
        for tries in range(1, MOST_TRIES + 1):
            is_last = tries == MOST_TRIES or time.monotonic() > until
            try:
                status, answer = self._exchange(operation, body)
            except OSError as error:
                if is_last:
                    raise HTTPClientError(error=error) from error
            else:
                if status == HTTPStatus.OK:
                    return _decoded(answer)
                refusal = _refusal(operation, request, status, answer)
                if is_last or not _is_passing(status, refusal):
                    raise refusal
            time.sleep(random.uniform(0.5, 1) * FIRST_WAIT_SECONDS * 2**tries)  # noqa: S311 - jitter
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """Close the kept connections."""
        self._poster.close()

    def _exchange(self, operation: str, body: bytes) -> tuple[int, bytes]:
        headers = self._signer.headers(TARGET + operation, body)
        status, fields, answer = self._poster.post(headers, body)
        checksum = fields.get("x-amz-crc32")
        if checksum and int(checksum) != zlib.crc32(answer):
            raise Broken("the bytes are not those that were sent")
        return status, answer


def endpoint() -> str:
    """Where DynamoDB is: an address of the environment's, or the region's own."""
    for name in ("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"):
        if address := os.environ.get(name):
            return address
    suffix = "amazonaws.com.cn" if region().startswith("cn-") else "amazonaws.com"
    return f"https://dynamodb.{region()}.{suffix}"


def _refusal(
    operation: str, request: Mapping[str, Any], status: int, answer: bytes
) -> VerboseClientError:
    try:
        fields = json.loads(answer)
    except ValueError:  # a proxy's page
        fields = {}
    reasons = [
        None
        if reason["Code"] == "None"
        else CancellationReason(reason["Code"], reason.get("Message"))
        for reason in fields.get("CancellationReasons") or ()
    ]
    code = str(fields.get("__type", status)).rpartition("#")[2]
    message = fields.get("message") or fields.get("Message") or ""
    return VerboseClientError(
        {"Error": {"Code": code, "Message": message}},
        operation,
        {"request_id": "", "table_name": request.get("TableName", "")},
        cancellation_reasons=reasons,
    )


def _is_passing(status: int, refusal: VerboseClientError) -> bool:
    is_theirs = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return is_theirs or refusal.response["Error"]["Code"] in PASSING


def _plain_bytes(value: bytes) -> str:
    """Bytes as DynamoDB takes them: all else that a record holds is JSON already."""
    return base64.b64encode(value).decode()


_ENCODER = json.JSONEncoder(separators=(",", ":"), default=_plain_bytes, check_circular=False)


def _decoded(answer: bytes) -> dict[str, Any]:
    holds_bytes = b'"B"' in answer or b'"BS"' in answer
    fields: dict[str, Any] = json.loads(answer, object_hook=_with_bytes if holds_bytes else None)
    return fields


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) == 1 and isinstance(content := value.get("B"), str):
        return {"B": base64.b64decode(content)}
    if len(value) == 1 and isinstance(content := value.get("BS"), list):
        return {"BS": [base64.b64decode(text) for text in content]}
    return value
