"""POSTs to one address on connections that are kept, by the standard library's HTTP and TLS."""

import os
import ssl
from collections import deque
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import botocore

CONNECT_SECONDS, READ_SECONDS = 2, 5
MOST_KEPT = 40
Answer = tuple[int, Message | Mapping[str, str], bytes]


class Broken(OSError):
    """No answer, or one that is not whole: nobody knows whether the call was heard."""


class _InOnePiece(HTTPConnection):
    """Sends headers and body together, so that whoever listens wakes up once."""

    _held = b""

    def send(self, data: Any) -> None:
        self._held += data

    def getresponse(self) -> HTTPResponse:
        whole, self._held = self._held, b""
        super().send(whole)
        return super().getresponse()


class _SecretInOnePiece(_InOnePiece, HTTPSConnection):
    """The same over TLS."""


class Poster:
    """POSTs to one address. Many threads may use it: each exchange has a connection to itself."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._at = urlsplit(endpoint)
        self._tls = _trusting() if self._at.scheme == "https" else None
        self._idle: deque[HTTPConnection] = deque()

    def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Status, headers and body. Raises Broken."""
        connection = self._taken()
        try:
            if connection.sock is None:
                _open(connection)
            connection.request("POST", f"{self._at.path}/", body, headers)
            answer = connection.getresponse()
            reply: Answer = answer.status, answer.headers, answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            self.close()  # whatever broke this connection has most likely broken the others too
            raise Broken(str(error) or type(error).__name__) from error
        if len(self._idle) < MOST_KEPT:
            self._idle.append(connection)
        else:
            connection.close()
        return reply

    def close(self) -> None:
        """Close the kept connections."""
        while self._idle:
            self._taken().close()

    def _taken(self) -> HTTPConnection:
        """The connection that was used last, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._made()

    def _made(self) -> HTTPConnection:
        host = self._at.hostname or ""
        if self._tls:
            return _SecretInOnePiece(
                host, self._at.port, timeout=CONNECT_SECONDS, context=self._tls
            )
        return _InOnePiece(host, self._at.port, timeout=CONNECT_SECONDS)


def _open(connection: HTTPConnection) -> None:
    connection.connect()
    connection.sock.settimeout(READ_SECONDS)


def _trusting() -> ssl.SSLContext:
    """Trusts the authorities that botocore ships, or those in the file that AWS_CA_BUNDLE names, as AWS's tools do."""
    shipped = Path(botocore.__file__).with_name("cacert.pem")
    return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or shipped)
