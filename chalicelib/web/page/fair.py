"""The application behind one greedy route: it matches paths itself, the same in Lambda and on one machine."""

import importlib
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice, Request

NOT_FOUND_PATH = "/not-found"
MOST_PARAMETER_BYTES = 300  # an order's id has some 70; a key of DynamoDB takes 1,024
Event = dict[str, Any]
Sorted = dict[tuple[int | str, ...], list[tuple[str, list[str]]]]


class Fair(Chalice):
    """Chalice that takes `/{proxy+}` events, decodes path parameters once, answers HEAD like GET without
    a body, and keeps the request of each thread apart (locally many threads share one application)."""

    def __init__(self, app_name: str, homes: Mapping[str, Sequence[str]] | None = None) -> None:
        """`homes` names the modules of each route; their `pages` are then registered when they are first asked for."""
        self._of_thread = threading.local()
        self._homes = homes or {}
        self._sorted: tuple[int, Sorted] = 0, {}
        # Chalice's own handler would write everything a second time, and less of it.
        super().__init__(app_name=app_name, configure_logs=False)
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
        verb = event["requestContext"]["httpMethod"]
        method = "GET" if verb == "HEAD" else verb
        answer: dict[str, Any] = super().__call__(self._matched(event, method), context)
        if verb == "HEAD":
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
        for route, pattern in self._like(parts):
            parameters = fit(pattern, parts)
            if parameters is not None:
                return route, parameters
        return NOT_FOUND_PATH, {}

    def _like(self, parts: list[str]) -> list[tuple[str, list[str]]]:
        """Routes of as many parts that begin with the same word, those with the fewest parameters first."""
        routes = self._homes or self.routes
        if self._sorted[0] != len(routes):
            self._sorted = len(routes), _sorted(routes)
        return self._sorted[1].get((len(parts), *parts[1:2]), [])


def _sorted(routes: Iterable[str]) -> Sorted:
    """Every route by the number of its parts and its first word, which is never a parameter."""
    by_length: Sorted = {}
    for route in sorted(routes, key=lambda route: route.count("{")):
        parts = route.rstrip("/").split("/")
        assert not route.startswith("/{")
        by_length.setdefault((len(parts), *parts[1:2]), []).append((route, parts))
    return by_length


def fit(route: list[str], parts: list[str]) -> dict[str, str] | None:
    """The path parameters if the path fits the route, else None."""
    if len(route) != len(parts):
        return None
    parameters = {}
    for word, part in zip(route, parts, strict=True):
        if word.startswith("{"):
            parameter = unquote(part)
            if not _may_be_an_id(parameter):
                return None
            parameters[word.strip("{}")] = parameter
        elif word != part:
            return None
    return parameters


def _may_be_an_id(parameter: str) -> bool:
    return parameter.isprintable() and 0 < len(parameter.encode()) <= MOST_PARAMETER_BYTES
