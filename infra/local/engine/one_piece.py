"""uvicorn's HTTP, with the headers and the body of an answer in one write: who asked wakes up once, not twice."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class InOnePiece(HttpToolsProtocol):
    """The protocol of one connection."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(_Gathering(transport))  # type: ignore[arg-type]


class _Gathering:
    """A transport that sends together what is written in one turn of the loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, some: bytes) -> None:
        if not self._held:
            asyncio.get_running_loop().call_soon(self._flush)
        self._held.append(some)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        parts, self._held = self._held, []
        if parts:
            self._transport.write(b"".join(parts))
