"""Counties: search of the register, and each county's storefront with what the register knows of it."""

from chalice.app import Response

from chalicelib.catalogue import public_listings
from chalicelib.counties import find_counties, find_office, get_county, open_offices
from chalicelib.live import sessions_of_county
from chalicelib.producers import producers_of_county
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import ANYONE, Pages

MOST_FOUND = 40
MOST_LIVES = 6
MOST_PRODUCERS = 12
FRESH_SECONDS = 30

pages = Pages(__name__)


@pages.get("/counties", who=ANYONE)
def list_counties() -> Response:
    text = asking().query.get("q", "")
    counties = find_counties(text, MOST_FOUND) if text else []
    offices = None if text else open_offices(asking().query.get("cursor", ""))
    return render(
        "public/counties/list.html",
        public_seconds=FRESH_SECONDS,
        text=text,
        counties=counties,
        is_cut=len(counties) == MOST_FOUND,
        offices=offices,
    )


@pages.get("/counties/{county_id}", who=ANYONE)
def show_county(county_id: str) -> Response:
    county = get_county(county_id)
    return render(
        "public/counties/show.html",
        public_seconds=FRESH_SECONDS,
        county=county,
        parent=get_county(county.part_of) if county.part_of else None,
        office=find_office(county_id),
        lives=sessions_of_county(county_id, limit=MOST_LIVES).items,
        producers=producers_of_county(county_id, limit=MOST_PRODUCERS).items,
        goods=public_listings(county_id=county_id, cursor=asking().query.get("cursor", "")),
    )
