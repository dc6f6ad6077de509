"""What the fair is, for people and for machines: the page about it, what robots may find, and its icon."""

from chalice.app import Response

from chalicelib.web.page.render import answer, render
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.page.static_names import static

FRESH_SECONDS = 30
KEPT_FOR_A_DAY = "public, max-age=86400"
NOT_FOR_ROBOTS = (
    "/audit",
    "/basket",
    "/checkout",
    "/earnings",
    "/fund",
    "/host",
    "/impact",
    "/language/",
    "/ledger",
    "/me/",
    "/office",
    "/orders",
    "/pay/",
    "/payouts",
    "/points",
    "/review",
    "/shop",
    "/sign-in",
    "/statements",
    "/suspense",
)

pages = Pages(__name__)


@pages.get("/about", who=ANYONE)
def show_about() -> Response:
    return render("public/about/show.html", public_seconds=FRESH_SECONDS)


@pages.get("/robots.txt", who=ANYONE)
def show_to_robots() -> Response:
    """What is for everybody may be found by search; what is somebody's own, or a form, may not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    kind = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": KEPT_FOR_A_DAY}
    return answer("\n".join(lines) + "\n", headers=kind)


@pages.get("/favicon.ico", who=ANYONE)
def show_icon() -> Response:
    """For those who ask without reading a page: the icon has a name with a hash."""
    headers = {"Location": static("icon-180.png"), "Cache-Control": KEPT_FOR_A_DAY}
    return answer("", status=302, headers=headers)
