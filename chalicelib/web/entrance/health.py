"""Whether the fair is up, and which version of it; and the page for a path that leads nowhere."""

from chalice.app import Response

from chalicelib.errors import FairError, NotFound
from chalicelib.settings import settings
from chalicelib.web.page.fair import NOT_FOUND_PATH
from chalicelib.web.page.render import as_json
from chalicelib.web.page.routes import ANYONE, Pages, problem_page

pages = Pages(__name__)


@pages.get("/healthz", who=ANYONE)
def show_health() -> Response:
    messages = "sent" if settings().sends_codes else "none"
    return as_json({"status": "ok", "version": settings().version, "messages": messages})


@pages.get(NOT_FOUND_PATH, who=ANYONE)
def show_not_found() -> Response:
    if pages.current_request.context["allowedMethods"]:
        return problem_page(405, FairError("method-not-allowed"))
    return problem_page(404, NotFound("not-found"))
