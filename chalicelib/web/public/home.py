"""The fair's front page, and what it is."""

from chalice.app import Response

from chalicelib import catalogue, live
from chalicelib.web.page.render import answer, render
from chalicelib.web.page.routes import ANYONE, Pages
from chalicelib.web.page.static_names import static

GOODS_ON_THE_FRONT_PAGE = 10
LIVES_ON_THE_FRONT_PAGE = 6
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


@pages.get("/", who=ANYONE)
def show_home() -> Response:
    return render(
        "public/home/show.html",
        public_seconds=FRESH_SECONDS,
        live_now=live.live_now()[:LIVES_ON_THE_FRONT_PAGE],
        upcoming=live.upcoming(limit=LIVES_ON_THE_FRONT_PAGE).items,
        listings=catalogue.public_listings(limit=GOODS_ON_THE_FRONT_PAGE).items,
    )


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


@pages.get("/about", who=ANYONE)
def show_about() -> Response:
    return render("public/home/about.html", public_seconds=FRESH_SECONDS)
