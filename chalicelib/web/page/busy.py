"""The page for a fair that is too busy to answer: it keeps what was typed, and one tap sends it again."""

from urllib.parse import urlencode

from chalice.app import Response

from chalicelib.web.page.asking import PageRequest, is_own_form
from chalicelib.web.page.forms import TooLarge, read_form
from chalicelib.web.page.render import own_path, render, said

AGAIN_SECONDS = 5


def busy_page(current: PageRequest) -> Response:
    """Asks nobody anything: not even who sits at the device may be known."""
    query = f"?{urlencode(current.query)}" if current.query else ""
    page = render(
        "page/errors/503.html",
        status=503,
        message=said("busy"),
        again=own_path(current.path) + query,
        fields=_own_fields(current) if current.method == "POST" else None,
        is_form=current.method == "POST",
    )
    page.headers["Retry-After"] = str(AGAIN_SECONDS)
    return page


def _own_fields(current: PageRequest) -> dict[str, str] | None:
    """What was typed into a form of ours, to be sent again; None for anything else."""
    try:
        form = read_form(current)
    except TooLarge:
        return None
    word = form.pop("csrf", "")
    return form if is_own_form(word) else None
