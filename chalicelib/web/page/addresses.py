"""At which address one may ask for the page that is shown: never where only forms are taken."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from chalice.app import Response

from chalicelib.web.page.asking import address_in, asking, is_ours
from chalicelib.web.page.fair import fit
from chalicelib.web.page.render import own_path

View = Callable[..., Response]

# The GET route of each page: what a form's page is known by is its function.
routes_of_pages: dict[View, str] = {}


def page_at(route: str) -> Callable[[View], View]:
    """Say at which address a page is found that is only shown again."""

    def note(view: View) -> View:
        routes_of_pages[view] = route
        return view

    return note


def address_of_page(again: View | None, parameters: Mapping[str, str], route: str) -> str:
    """Where the page is found that this request shows, or whose form it sends: never where only forms are taken. The
    query is kept: a page's own, or that of the page on which the form stood."""
    current = asking()
    if current.method != "POST":
        return _with_query(own_path(current.path), current.query)
    referrer = address_in(current.headers.get("referer", ""))
    before = referrer.path if is_ours(referrer.geturl()) and _is_page(referrer.path) else "/"
    path = _path_of_form(again, parameters, route) or before
    is_same = before == path and referrer.query
    return f"{path}?{referrer.query}" if is_same else path


def _path_of_form(again: View | None, parameters: Mapping[str, str], route: str) -> str:
    pattern = routes_of_pages.get(again) if again else None
    if pattern is None and route in routes_of_pages.values():
        pattern = route
    return (
        pattern.format(**{k: quote(v, safe="") for k, v in parameters.items()}) if pattern else ""
    )


def _is_page(path: str) -> bool:
    return own_path(path) == path and any(
        fit(route.split("/"), path.split("/")) is not None for route in routes_of_pages.values()
    )


def _with_query(path: str, query: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
