"""The engine answers who knows its word, which is the beginning of every path; it checks no signatures itself."""

import hmac
from typing import Any

REFUSAL = b'{"__type": "AccessDeniedException", "message": "this engine is not for everybody"}'


def guarded(app: Any, word: str) -> Any:
    """An ASGI application behind a word, or as it is without one."""
    return _Guarded(app, word) if word else app


class _Guarded:
    def __init__(self, app: Any, word: str) -> None:
        self._app = app
        self._way = f"/{word}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        length = len(self._way)
        way, rest = scope["raw_path"][:length], scope["raw_path"][length:] or b"/"
        if not (hmac.compare_digest(way, self._way) and rest.startswith(b"/")):
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": REFUSAL})
            return
        own = {"raw_path": rest, "path": scope["path"][length:] or "/"}
        await self._app({**scope, **own}, receive, send)
