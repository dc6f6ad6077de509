"""POSTs to one address on connections that are kept, by the standard library's HTTP and TLS."""

import os
import ssl
from collections import deque
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader
from pathlib import Path
from urllib.parse import urlsplit

import botocore

CONNECT_SECONDS, READ_SECONDS = 2, 5
MOST_KEPT = 40
LONGEST_LINE, MOST_FIELDS = 65_536, 100
Answer = tuple[int, Mapping[str, str], bytes]


class Broken(OSError):
    """No answer, or one that is not whole: nobody knows whether the call was heard."""


class _Response(HTTPResponse):
    """Reads its headers line by line: the standard library's parser of e-mails takes as long as all else of a call."""

    fp: BufferedReader
    chunked: bool
    chunk_left: int | None
    fields: Mapping[str, str]

    def begin(self) -> None:
        version, self.status, _ = self._read_status()  # type: ignore[attr-defined]
        self.fields = fields = self._read_fields()
        length = fields.get("content-length")
        self.chunked = fields.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        self.length = int(length) if length and not self.chunked else None
        is_last = version != "HTTP/1.1" or fields.get("connection", "").lower() == "close"
        self.will_close = is_last or (self.length is None and not self.chunked)

    def _read_fields(self) -> dict[str, str]:
        fields: dict[str, str] = {}
        while (line := self.fp.readline(LONGEST_LINE)) != b"\r\n":
            if not line.endswith(b"\r\n") or len(fields) == MOST_FIELDS:
                raise HTTPException("the headers have no end")
            name, _, value = line.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        return fields


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
            connection.sock.sendall(self._request(headers, body))
            reply = _read_answer(connection)
        except (OSError, HTTPException, ValueError) as error:
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
            return HTTPSConnection(host, self._at.port, timeout=CONNECT_SECONDS, context=self._tls)
        return HTTPConnection(host, self._at.port, timeout=CONNECT_SECONDS)

    def _request(self, headers: Mapping[str, str], body: bytes) -> bytes:
        """Headers and body in one piece, so that whoever listens wakes up once."""
        fields = {"host": self._at.netloc, "content-length": len(body), **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"POST {self._at.path}/ HTTP/1.1\r\n{lines}\r\n".encode() + body


def _read_answer(connection: HTTPConnection) -> Answer:
    answer = _Response(connection.sock, method="POST")
    answer.begin()
    body = answer.read()
    if answer.will_close:
        connection.close()
    return answer.status, answer.fields, body


def _open(connection: HTTPConnection) -> None:
    connection.connect()
    connection.sock.settimeout(READ_SECONDS)


def _trusting() -> ssl.SSLContext:
    """Trusts the authorities that botocore ships, or those in the file that AWS_CA_BUNDLE names, as AWS's tools do."""
    shipped = Path(botocore.__file__).with_name("cacert.pem")
    return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or shipped)
