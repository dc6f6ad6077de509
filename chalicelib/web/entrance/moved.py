"""Where pages went: links to them stand in letters and at Stripe, and their forms lie open on telephones."""

from urllib.parse import quote, urlencode

from chalice.app import Response

from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import PRIVATE, answer, see_other
from chalicelib.web.page.routes import HOST, PRODUCER, Pages

MOVED = {
    "/shop/earnings": ("/earnings/shop", PRODUCER),
    "/host/earnings": ("/earnings/lives", HOST),
}
PAGES_BELOW = ("", "/account", "/stripe", "/weeks/{week}")
FORMS_BELOW = ("/account", "/stripe", "/stripe/use")

pages = Pages(__name__)


def look_there(**_: str) -> Response:
    return see_other(_new_address())


def send_there(**_: str) -> Response:
    """The form again, as it was filled in, to where it is taken now."""
    return answer("", status=308, headers={"Location": _new_address(), "Cache-Control": PRIVATE})


def _new_address() -> str:
    path, query = asking().path, asking().query
    old, new = next((old, new) for old, (new, _) in MOVED.items() if path.startswith(old))
    return (
        new + quote(path.removeprefix(old), safe="/%") + (f"?{urlencode(query)}" if query else "")
    )


for home, (_, role) in MOVED.items():
    for below in PAGES_BELOW:
        pages.get(home + below, who=role)(look_there)
    for below in FORMS_BELOW:
        pages.post(home + below, who=role)(send_there)
