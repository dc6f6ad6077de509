"""What makes a route a page: who may call it, whose form it is, and errors as pages for people."""

import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
from chalicelib.web.page.asking import Asking, asking, begin, is_own_form, recognise
from chalicelib.web.page.body import TooLarge, read_form
from chalicelib.web.page.busy import busy_page
from chalicelib.web.page.forms import Form
from chalicelib.web.page.render import render, said, see_other

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
View = Callable[..., Response]
Who = str | tuple[str, ...]
log = logging.getLogger("countyfair")

# The table of who may call what: filled as the routes are declared, compared with the tests' own table.
owners: dict[tuple[str, str], Who] = {}


class Pages(Blueprint):
    """Routes of one group of pages. `who` is a role, several roles, or ANYONE; it has no default on purpose."""

    def get(self, path: str, *, who: Who) -> Callable[[View], View]:
        return self._page("GET", path, who)

    def post(
        self, path: str, *, who: Who, again: View | None = None, at: str = "form"
    ) -> Callable[[View], View]:
        """A form, or a body of bytes whose CSRF word stands in the header `x-csrf`.

        When the form is Invalid or Refused, its page is shown `again` (a view with the same parameters), with what was
        typed and what was wrong; what was Refused stands at the field `at`.
        """
        return self._page("POST", path, who, Again(again, at) if again else None)

    def hook(self, path: str) -> Callable[[View], View]:
        """What a machine posts that signs what it sends: no cookie, no form, and an answer for nobody's eyes."""
        assert ("POST", path) not in owners, f"POST {path} is declared twice"
        owners["POST", path] = ANYONE
        return self.route(path, methods=["POST"], content_types=["*/*"])

    def form(self, missing: Mapping[str, FairError] | None = None) -> Form:
        """What was typed: the fields of an urlencoded or multipart body, the last of each name. `missing` names what
        may be left empty by mistake."""
        return Form(read_form(asking()), missing or {})

    def _page(
        self, method: str, path: str, who: Who, again: "Again | None" = None
    ) -> Callable[[View], View]:
        assert (method, path) not in owners, f"{method} {path} is declared twice"
        owners[method, path] = who
        register = self.route(path, methods=[method], content_types=["*/*"])

        def decorate(view: View) -> View:
            register(self._guarded(again.or_else(view) if again else view, method, who))
            return view

        return decorate

    def _guarded(self, view: View, method: str, who: Who) -> View:
        @functools.wraps(view)
        def guarded(**parameters: str) -> Response:
            request = self.current_request
            current = begin(request, method, _path_of(request))
            return _answered(current, who, lambda: view(**parameters))

        return guarded


@dataclass(frozen=True, slots=True)
class Again:
    """Which page shows a form again when it could not be taken, and at which field a refusal stands."""

    page: View
    at: str

    def or_else(self, view: View) -> View:
        """The view, or its page again with what was wrong."""

        @functools.wraps(view)
        def viewed(**parameters: str) -> Response:
            try:
                return view(**parameters)
            except Invalid as error:
                asking().problems, asking().status = error.problems, 422
            except Refused as error:
                asking().problems, asking().status = {self.at: error}, 409
            return self.page(**parameters)

        return viewed


def _path_of(request: Any) -> str:
    return str(request.to_original_event().get("path", request.path))


def _answered(current: Asking, who: Who, view: Callable[[], Response]) -> Response:
    try:
        recognise(current)
        refusal = _not_for(current, who) or _not_own_form(current)
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


def _not_for(current: Asking, who: Who) -> Response | None:
    """Sign-in for those who are not signed in; "not found" for those whose page it is not."""
    roles = (who,) if isinstance(who, str) else who
    if ANYONE in roles:
        return None
    if current.person is None:
        if current.method == "POST":
            return problem_page(403, FairError("sign-in-first"))
        return see_other(f"/sign-in?next={current.path}")
    return (
        None
        if any(current.person.has(role) for role in roles)
        else problem_page(404, NotFound("not-found"))
    )


def _not_own_form(current: Asking) -> Response | None:
    if current.method != "POST":
        return None
    is_bytes = current.headers.get("content-type", "").startswith(OCTETS)
    word = current.headers.get("x-csrf", "") if is_bytes else read_form(current).get("csrf", "")
    return None if is_own_form(word) else problem_page(403, FairError("not-our-form"))
