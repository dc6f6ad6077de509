"""Answers: a page from its template, a redirect, JSON, and the headers that every answer carries."""

import json
import string
from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from chalice.app import Response
from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from jinja2.runtime import Context

from chalicelib.clock import SHANGHAI
from chalicelib.counties import get_county
from chalicelib.errors import FairError
from chalicelib.money import yuan
from chalicelib.settings import settings
from chalicelib.web.page.as_written import as_written, wording
from chalicelib.web.page.asking import FIRST, PageRequest, asking, csrf
from chalicelib.web.page.own_shop import shop_choice, shop_of_forms
from chalicelib.web.page.pictures import picture
from chalicelib.web.page.static_names import static
from chalicelib.web.page.translate import phrase, phrase_of_count, sentence
from chalicelib.web.page.workplaces import workplaces_of

LIBRARY = Path(__file__).resolve().parents[2]
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
PRIVATE = "private, no-store"
# What answers a form cannot be asked for again: the browser keeps it for "Back" until it is told to forget.
ANSWER_TO_A_FORM = "private, no-cache"
AS_IT_STANDS = string.punctuation  # an address that is encoded already must not be encoded twice


def render(
    template: str,
    *,
    status: int = 0,
    public_seconds: int = 0,
    is_secret: bool = False,
    **values: Any,
) -> Response:
    """A page, with what was wrong with the form that led here, in sentences. With `public_seconds` shared caches may
    keep it: only for pages that are the same for everyone in one language. The browser keeps what answers a form for
    its own "Back", until this device signs out, unless `is_secret`."""
    current = asking()
    problems = values.get("problems", current.problems)
    values["problems"] = {field: said(problem) for field, problem in problems.items()}
    html = (
        environment()
        .get_template(template)
        .render(is_public=bool(public_seconds), **_common(current), **values)
    )
    if current.method == "POST":
        cache_control = PRIVATE if is_secret else ANSWER_TO_A_FORM
    else:
        is_public = public_seconds and not current.person
        cache_control = f"public, max-age={public_seconds}" if is_public else PRIVATE
    return answer(
        html,
        status=status or current.status,
        headers={"Cache-Control": cache_control, "Vary": "Cookie, Accept-Language"},
    )


def see_other(path: str, *, forgets: bool = False) -> Response:
    """Send the browser on to a page of our own after a form was accepted. What no header can hold, such as 中, is
    encoded. After a guest's first form, and after signing in, the address says so: the page can tell whether the
    cookie was kept. With `forgets` the browser throws away every page of ours that it keeps."""
    assert path.startswith("/")
    assert not path.startswith("//")
    if asking().is_first_form:
        path += f"{'&' if '?' in path else '?'}{FIRST}=1"
    place = quote(path, safe=AS_IT_STANDS)
    headers = {"Location": place, "Cache-Control": PRIVATE}
    if forgets:
        headers["Clear-Site-Data"] = '"cache"'
    return answer("", status=303, headers=headers)


def own_path(path: str, otherwise: str = "/") -> str:
    """A path of ours that a form or link may send people back to; anything else becomes `otherwise`."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() else otherwise


def as_json(value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return json_text(text, status=status, headers=headers)


def json_text(
    text: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON that is written already."""
    kind = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": PRIVATE}
    return answer(text, status=status, headers={**kind, **(headers or {})})


def answer(body: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Any answer. No header value may hold a line break: Chalice does not look into lists of them."""
    out: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        **SECURITY,
        **(headers or {}),
    }
    cookies = asking().cookies_out
    assert not any(c in value for value in [*map(str, out.values()), *cookies] for c in "\r\n")
    if cookies:
        out["Set-Cookie"] = list(cookies)
    return Response(body=body, status_code=status, headers=out)


class _Calls(Context):
    """What a template calls is called as it stands: Jinja asks of each whether it wants the context, and none does."""

    def call(
        self,
        callee: Callable[..., Any],
        /,
        *args: Any,
        _block_vars: Any = None,
        _loop_vars: Any = None,
        **kwargs: Any,
    ) -> Any:
        return callee(*args, **kwargs)


class _Templates(Environment):
    """Every template has the same globals, so one dictionary serves all; Jinja makes a chain of two for each."""

    context_class = _Calls

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        assert not d
        return self.globals


@cache
def environment() -> Environment:
    """The one Jinja environment: compiled templates where the package holds them, files elsewhere."""
    compiled = LIBRARY / "_templates"
    loader = (
        ModuleLoader(compiled)
        if compiled.is_dir()
        else FileSystemLoader(LIBRARY.parent / "templates")
    )
    env = _Templates(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(as_written=as_written, wording=wording)
    env.globals.update(
        _=phrase,
        ngettext=phrase_of_count,
        shop_choice=shop_choice,
        shop_name=shop_name,
        shop_of_forms=shop_of_forms,
        category_name=category_name,
        county_name=county_name,
        craft_name=craft_name,
        csrf=csrf,
        order_number=order_number,
        picture=picture,
        sentence=said,
        shanghai=shanghai,
        shanghai_input=shanghai_input,
        static=static,
        yuan=yuan,
    )
    return env


def shanghai(moment: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    return moment.astimezone(SHANGHAI).strftime(form)


def shanghai_input(moment: datetime) -> str:
    """A moment as `<input type="datetime-local">` wants it."""
    return shanghai(moment, "%Y-%m-%dT%H:%M")


def county_name(county_id: str) -> str:
    """A county's name of today in the reader's language."""
    county = get_county(county_id)
    return county.name_en if asking().lang == "en" else county.name_zh


def category_name(category_id: str) -> str:
    """What a category of either level is called in the reader's language."""
    from chalicelib.catalogue import categories  # noqa: PLC0415 - most pages name none

    return categories()[category_id].name(asking().lang)


def craft_name(craft_id: str) -> str:
    """What a craft is called in the reader's language."""
    from chalicelib.catalogue import crafts  # noqa: PLC0415 - most pages name none

    return crafts()[craft_id].name(asking().lang)


def shop_name(seller_id: str) -> str:
    """What a shop is called; its id for one that is gone."""
    from chalicelib.producers import recent_producers  # noqa: PLC0415 - most pages name no shop

    shops = recent_producers([seller_id])
    return wording(shops[seller_id], "name") if seller_id in shops else seller_id


def order_number(order_id: str) -> str:
    """The number by which everybody knows an order."""
    from chalicelib.orders import number_of  # noqa: PLC0415 - most pages name no order

    return number_of(order_id)


def said(problem: FairError | str) -> str:
    """An error or a message id as a sentence in the reader's language."""
    return sentence(problem if isinstance(problem, FairError) else FairError(problem))


def _common(current: PageRequest) -> dict[str, Any]:
    return {
        "lang": current.lang,
        "me": current.person,
        "path": current.path,
        "base_url": settings().base_url,
        "address_of_page": current.find_address(),
        "demo": settings().demo,
        "refuses_cookies": current.refuses_cookies,
        "workplaces": workplaces_of(current.person),
    }
