"""What makes a route a page: who may call it, whose form it is, and errors as pages for people."""

import functools
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from chalice.app import Blueprint, Response

from chalicelib.accounts import (
    ADMINISTRATOR,
    BUYER,
    GOVERNANCE,
    HOST,
    MANAGER,
    OFFICIAL,
    PRODUCER,
)
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.store import is_away
from chalicelib.web.page.addresses import View, address_of_page, routes_of_pages
from chalicelib.web.page.asking import PageRequest, asking, begin, is_own_form, mark_on, recognise
from chalicelib.web.page.busy import busy_page
from chalicelib.web.page.forms import Form, TooLarge, read_form
from chalicelib.web.page.render import as_json, render, said, see_other
from chalicelib.web.page.waiting_form import LOOK_AGAIN, ask_to_sign_in, show_waiting, waiting_form

__all__ = [
    "ADMINISTRATOR",
    "ANYONE",
    "BUYER",
    "GOVERNANCE",
    "HOST",
    "MANAGER",
    "OFFICIAL",
    "PRODUCER",
    "Pages",
]

ANYONE = "anyone"
BUSY = "busy"
OCTETS = "application/octet-stream"
OWN_PAGES = {403, 404, 409, 413, 422, 500}
Who = str | tuple[str, ...]
log = logging.getLogger("countyfair")

# The table of who may call what: filled as the routes are declared, compared with the tests' own table.
owners: dict[tuple[str, str], Who] = {}


class Pages(Blueprint):
    """Routes of one group of pages. `who` is a role, several roles, or ANYONE; it has no default on purpose."""

    def get(self, path: str, *, who: Who, again: View | None = None) -> Callable[[View], View]:
        """A page. When what it does at once is Refused, it is shown `again`, as the page of a form is."""
        return self._page("GET", path, who, PageAgain(again) if again else None)

    def post(
        self,
        path: str,
        *,
        who: Who,
        again: View | None = None,
        at: str | None = "form",
        status: int = 409,
    ) -> Callable[[View], View]:
        """A form, or a body of bytes whose CSRF word stands in the header `x-csrf`.

        When the form is Invalid or Refused, its page is shown `again` (a view with the same parameters that has an
        address of its own, see `page_at`), with what was
        typed and what was wrong; what was Refused stands at the field `at`, under `status`. Without an `at`, it gets a
        page of its own.
        """
        assert again is None or again in routes_of_pages, f"POST {path} has no address for its page"
        return self._page("POST", path, who, PageAgain(again, at, status) if again else None)

    def script(self, path: str, *, who: Who) -> Callable[[View], View]:
        """What a script of ours posts: it hears in JSON what was wrong, the first thing of several."""
        return self._page("POST", path, who, or_else=_or_json)

    def hook(self, path: str) -> Callable[[View], View]:
        """What a machine posts that signs what it sends: no cookie, no form, and an answer for nobody's eyes."""
        assert ("POST", path) not in owners, f"POST {path} is declared twice"
        owners["POST", path] = ANYONE
        return self.route(path, methods=["POST"], content_types=["*/*"])

    def form(
        self, missing: Mapping[str, FairError] | None = None, *, unseen: Collection[str] = ()
    ) -> Form:
        """What was typed: the fields of an urlencoded or multipart body, the last of each name. `missing` names what
        may be left empty by mistake, `unseen` what nobody types."""
        return Form(read_form(asking()), missing or {}, unseen)

    def _page(
        self,
        method: str,
        path: str,
        who: Who,
        again: "PageAgain | None" = None,
        or_else: Callable[[View], View] | None = None,
    ) -> Callable[[View], View]:
        assert (method, path) not in owners, f"{method} {path} is declared twice"
        owners[method, path] = who
        register = self.route(path, methods=[method], content_types=["*/*"])
        otherwise = again.or_else if again else or_else

        def decorate(view: View) -> View:
            if method == "GET":
                routes_of_pages[view] = path
            safe = otherwise(view) if otherwise else view

            @functools.wraps(view)
            def guarded(**parameters: str) -> Response:
                request = self.current_request
                current = begin(request, method, _path_of(request))
                current.find_address = lambda: address_of_page(
                    again.page if again else None, parameters, path
                )
                current.is_shown_again = again is not None
                return _answered(current, who, lambda: safe(**parameters))

            register(guarded)
            return view

        return decorate


class PageAgain(NamedTuple):
    """Which page shows a form again when it could not be taken, at which field a refusal stands, and its status."""

    page: View
    at: str | None = "form"
    status: int = 409

    def or_else(self, view: View) -> View:
        """The view, or its page again with what was wrong."""

        @functools.wraps(view)
        def viewed(**parameters: str) -> Response:
            if asking().method == "POST" and read_form(asking()).pop(LOOK_AGAIN, ""):
                asking().problems = {"form": FairError("form-as-it-was")}
                return self.page(**parameters)
            try:
                return view(**parameters)
            except Invalid as error:
                asking().problems, asking().status = error.problems, 422
            except Refused as error:
                if self.at is None:
                    raise
                asking().problems, asking().status = {self.at: error}, self.status
            return self.page(**parameters)

        return viewed


def _or_json(view: View) -> View:
    """The view, or the id and the sentence of the first thing that was wrong."""

    @functools.wraps(view)
    def viewed(**parameters: str) -> Response:
        try:
            return view(**parameters)
        except Invalid as error:
            return _json_of(next(iter(error.problems.values())), 422)
        except Refused as error:
            return _json_of(error, 409)
        except NotFound as error:
            return _json_of(error, 404)

    return viewed


def _json_of(problem: FairError, status: int) -> Response:
    return as_json({"id": problem.message_id, "problem": said(problem)}, status=status)


def _path_of(request: Any) -> str:
    return str(request.to_original_event().get("path", request.path))


def _answered(current: PageRequest, who: Who, view: Callable[[], Response]) -> Response:
    try:
        recognise(current)
        refusal = _not_now(current) or _not_for(current, who) or _not_own_form(current)
        return refusal or view()
    except NotFound as error:
        return problem_page(404, error)
    except Invalid as error:
        return problem_page(422, error)
    except Refused as error:
        return busy_page(current) if error.message_id == BUSY else problem_page(409, error)
    except TooLarge as error:
        return problem_page(413, error)
    except Exception as error:
        log.exception("page failed", extra={"path": current.path, "method": current.method})
        ours = FairError("something-went-wrong")
        return busy_page(current) if is_away(error) else problem_page(500, ours)


def problem_page(status: int, error: FairError) -> Response:
    """A page that says what went wrong and how to go on."""
    template = f"page/errors/{status}.html" if status in OWN_PAGES else "page/errors/problem.html"
    return render(template, status=status, message=said(error))


def _not_now(current: PageRequest) -> Response | None:
    """A form that was drawn for somebody who has to sign in again, or has done so meanwhile, waits for that."""
    if current.method != "POST" or _is_bytes(current) or not mark_on(_word_of(current)):
        return None
    if current.person and is_own_form(_word_of(current)):
        return None
    waiting = waiting_form(current)
    if waiting is None:
        return None
    if current.person is None:
        return ask_to_sign_in(waiting, current.find_address())
    return show_waiting(waiting) if waiting.is_of(current.person.person_id) else None


def _not_for(current: PageRequest, who: Who) -> Response | None:
    """Sign-in for those who are not signed in; "not found" for those whose page it is not."""
    roles = (who,) if isinstance(who, str) else who
    if ANYONE in roles:
        return None
    if current.person is None:
        if current.method == "POST":
            return problem_page(403, FairError("sign-in-first"))
        current.is_first_form = current.refuses_cookies
        return see_other(f"/sign-in?{urlencode({'next': current.find_address()}, safe='/')}")
    is_theirs = any(current.person.has(role) for role in roles)
    return None if is_theirs else problem_page(404, NotFound("not-found"))


def _not_own_form(current: PageRequest) -> Response | None:
    if current.method != "POST":
        return None
    is_own = is_own_form(_word_of(current))
    return None if is_own else problem_page(403, FairError("not-our-form"))


def _word_of(current: PageRequest) -> str:
    if _is_bytes(current):
        return current.headers.get("x-csrf", "")
    return read_form(current).get("csrf", "")


def _is_bytes(current: PageRequest) -> bool:
    return current.headers.get("content-type", "").startswith(OCTETS)
