"""The fair's front page."""

from chalice.app import Response

from chalicelib import catalogue, live
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import ANYONE, Pages

GOODS_ON_THE_FRONT_PAGE = 10
LIVES_ON_THE_FRONT_PAGE = 6
FRESH_SECONDS = 30

pages = Pages(__name__)


@pages.get("/", who=ANYONE)
def show_home() -> Response:
    return render(
        "public/home/show.html",
        public_seconds=FRESH_SECONDS,
        live_now=live.live_now()[:LIVES_ON_THE_FRONT_PAGE],
        upcoming=live.upcoming(limit=LIVES_ON_THE_FRONT_PAGE).items,
        stalls=[stall for stall in catalogue.categories().values() if not stall.parent],
        listings=catalogue.public_listings(limit=GOODS_ON_THE_FRONT_PAGE).items,
    )
