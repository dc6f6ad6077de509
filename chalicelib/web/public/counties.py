"""Counties: search of the register, and each county's storefront with what the register knows of it."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from chalice.app import Response

from chalicelib import clock
from chalicelib.catalogue import public_listings, seasons_of
from chalicelib.counties import (
    PROVINCES,
    Office,
    Province,
    counties_of,
    find_counties,
    find_office,
    get_county,
    get_province,
    open_offices,
    province_of_county,
)
from chalicelib.live import programme_of_county
from chalicelib.notices import followers_of
from chalicelib.producers import producers_of_county
from chalicelib.showcase import Picture, office_owner, showcase_of, showcases_of
from chalicelib.web.page.asking import asking
from chalicelib.web.page.render import render
from chalicelib.web.page.routes import ANYONE, Pages

MOST_FOUND = 40
MOST_NEW = 12
MOST_SEASONS = 8
MOST_COVERS = 100  # that one read gives
MOST_PRODUCERS = 12
FRESH_SECONDS = 30

pages = Pages(__name__)


@pages.get("/counties", who=ANYONE)
def list_counties() -> Response:
    query = asking().query
    if query.get("q"):
        return _show_found(query["q"])
    if query.get("province"):
        return _show_province(get_province(query["province"]))
    offices = open_offices()
    return render(
        "public/counties/list.html",
        public_seconds=FRESH_SECONDS,
        provinces=PROVINCES.values(),
        shops=_shops_by_province(offices),
        newest=offices[:MOST_NEW],
        covers=_covers(offices[:MOST_NEW]),
        text="",
    )


@pages.get("/counties/{county_id}", who=ANYONE)
def show_county(county_id: str) -> Response:
    county = get_county(county_id)
    producers = producers_of_county(county_id, limit=MOST_PRODUCERS).items
    goods = public_listings(county_id=county_id, cursor=asking().query.get("cursor", ""))
    return render(
        "public/counties/show.html",
        public_seconds=FRESH_SECONDS,
        county=county,
        province=province_of_county(county),
        parent=get_county(county.part_of) if county.part_of else None,
        office=find_office(county_id),
        showcase=showcase_of(office_owner(county_id)),
        followers=followers_of(f"county:{county_id}"),
        follow=asking().query.get("follow", ""),
        lives=programme_of_county(county_id),
        producers=producers,
        showcases=showcases_of(producer.producer_id for producer in producers),
        goods=goods,
        seasons=seasons_of(goods.items)[:MOST_SEASONS],
        month=clock.shanghai_day(clock.now()).month,
    )


def _show_found(text: str) -> Response:
    counties = find_counties(text, MOST_FOUND)
    return render(
        "public/counties/found.html",
        public_seconds=FRESH_SECONDS,
        text=text,
        counties=counties,
        is_cut=len(counties) == MOST_FOUND,
    )


def _show_province(province: Province) -> Response:
    counties = counties_of(province)
    open_shops = {office.county_id: office for office in open_offices()}
    shops = [open_shops[county.county_id] for county in counties if county.county_id in open_shops]
    return render(
        "public/counties/province.html",
        public_seconds=FRESH_SECONDS,
        province=province,
        shops=shops,
        covers=_covers(shops[:MOST_COVERS]),
        letters=[
            (letter.upper(), list(some))
            for letter, some in groupby(counties, key=lambda county: county.pinyin[0])
        ],
    )


def _shops_by_province(offices: Iterable[Office]) -> Counter[str]:
    return Counter(
        province_of_county(get_county(office.county_id)).province_id for office in offices
    )


def _covers(offices: Iterable[Office]) -> dict[str, Picture | None]:
    """The cover of each county's page, by county."""
    owners = {office_owner(office.county_id): office.county_id for office in offices}
    return {owners[owner]: case.cover for owner, case in showcases_of(owners).items()}
