"""The application behind one greedy route: it matches paths itself, the same in Lambda and on one machine."""

import importlib
import threading
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice, Request

NOT_FOUND_PATH = "/not-found"
Event = dict[str, Any]


class Fair(Chalice):
    """Chalice that takes `/{proxy+}` events, decodes path parameters once, answers HEAD like GET without
    a body, and keeps the request of each thread apart (locally many threads share one application)."""

    def __init__(self, app_name: str, homes: Mapping[str, Sequence[str]] | None = None) -> None:
        """`homes` names the modules of each route; their `pages` are then registered when they are first asked for."""
        self._of_thread = threading.local()
        self._homes = homes or {}
        super().__init__(app_name=app_name)
        self.api.binary_types = ["multipart/form-data", "application/octet-stream"]

    @property
    def current_request(self) -> Request | None:
        return getattr(self._of_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._of_thread.request = request

    @property
    def lambda_context(self) -> Any:
        return getattr(self._of_thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._of_thread.context = context

    def __call__(self, event: Event, context: Any) -> dict[str, Any]:
        asked = event["requestContext"]["httpMethod"]
        method = "GET" if asked == "HEAD" else asked
        answer: dict[str, Any] = super().__call__(self._matched(event, method), context)
        if asked == "HEAD":
            answer["body"] = ""
        return answer

    def _matched(self, event: Event, method: str) -> Event:
        route, parameters = self._find(event["path"])
        self._bring(route)
        is_allowed = method in self.routes[route]
        self._bring(route if is_allowed else NOT_FOUND_PATH)
        return {
            **event,
            "pathParameters": parameters,
            "requestContext": {
                **event["requestContext"],
                "resourcePath": route if is_allowed else NOT_FOUND_PATH,
                "httpMethod": method if is_allowed else "GET",
                "allowedMethods": [] if route == NOT_FOUND_PATH else sorted(self.routes[route]),
            },
        }

    def _bring(self, route: str) -> None:
        if route not in self.routes:
            for home in self._homes[route]:
                self.register_blueprint(importlib.import_module(home).pages)

    def _find(self, path: str) -> tuple[str, dict[str, str]]:
        """The route with the fewest parameters that fits: fixed words win over `{…}`."""
        parts = path.rstrip("/").split("/")
        best: tuple[str, dict[str, str]] | None = None
        for route in self._homes or self.routes:
            parameters = _fit(route.rstrip("/").split("/"), parts)
            if parameters is not None and (best is None or len(parameters) < len(best[1])):
                best = route, parameters
        return best or (NOT_FOUND_PATH, {})


def _fit(route: list[str], parts: list[str]) -> dict[str, str] | None:
    """The path parameters if the path fits the route, else None."""
    if len(route) != len(parts):
        return None
    parameters = {}
    for wanted, given in zip(route, parts, strict=True):
        if wanted.startswith("{"):
            if not given:
                return None
            parameters[wanted.strip("{}")] = unquote(given)
        elif wanted != given:
            return None
    return parameters
