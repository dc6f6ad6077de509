"""Who asks AWS, and the proof of it: botocore's Signature Version 4 under the keys of this process."""

import hmac
import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth

KIND = "application/x-amz-json-1.0"


class Signer:
    """Signs POSTs to one address of a service."""

    def __init__(self, service: str, endpoint: str) -> None:
        self._service, self._address = service, f"{endpoint}/"
        self._host = urlsplit(endpoint).netloc

    def headers(self, target: str, body: bytes) -> dict[str, str]:
        """All headers of a call of `target` that is made now."""
        headers = {"host": self._host, "x-amz-target": target, "content-type": KIND}
        request = _Post(self._address, headers, body)
        _Signature(_keys(), self._service, region()).add_auth(request)
        return request.headers


class _Keys(NamedTuple):
    """What botocore's signer asks of credentials, without the many ways in which botocore finds them."""

    access_key: str
    secret_key: str
    token: str | None


@dataclass(slots=True)
class _Post:
    """What botocore asks of a request that it signs; to make one of its own kind takes longer than the signature."""

    url: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"
    params: None = None
    context: dict[str, Any] = field(default_factory=dict)


class _Signed(dict[str, str]):
    """Headers of which each has one value."""

    def get_all(self, name: str) -> list[str]:
        return [self[name]]


class _Signature(SigV4Auth):  # type: ignore[misc]  # botocore has no types
    """botocore's signature of a request whose headers are our own: all of them are signed."""

    def headers_to_sign(self, request: _Post) -> _Signed:
        return _Signed({name.lower(): value for name, value in request.headers.items()})

    def signature(self, text: str, request: _Post) -> str:
        day = request.context["timestamp"][:8]
        key = _key_of_day(self.credentials.secret_key, day, self._region_name, self._service_name)
        return hmac.digest(key, text.encode(), "sha256").hex()


def region() -> str:
    """The region of this process: from the environment, as in Lambda, or as the operator's tools are set up."""
    name = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return name or str(_operator().get_config_variable("region"))


def _keys() -> _Keys:
    environment = os.environ
    if "AWS_ACCESS_KEY_ID" in environment:
        token = environment.get("AWS_SESSION_TOKEN") or None
        return _Keys(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], token)
    keys = _operator().get_credentials().get_frozen_credentials()
    return _Keys(keys.access_key, keys.secret_key, keys.token)


@lru_cache(maxsize=2)
def _key_of_day(secret_key: str, *scope: str) -> bytes:
    key = f"AWS4{secret_key}".encode()
    for part in (*scope, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=1)
def _operator() -> Any:
    """The profiles and roles of whoever runs this outside Lambda; keys that end soon are renewed in it."""
    from botocore.session import get_session  # noqa: PLC0415 - not in Lambda, where a start is billed

    return get_session()
