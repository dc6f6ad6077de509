"""The county's producers, whom the official lets in, and their listings, which the county recommends."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.accounts import BUYER, CODE_MINUTES, LINK_PATH, OFFICIAL, PRODUCER, vouch_for
from chalicelib.catalogue import recommend, waiting_for_county
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.producers import (
    KINDS,
    Producer,
    add_producer,
    get_producer,
    get_producers,
    producers_of_county,
)
from chalicelib.settings import settings
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages

Problems = Mapping[str, FairError]

pages = Pages(__name__)


@pages.get("/office/producers", who=OFFICIAL)
def list_producers() -> Response:
    return _producers(own_county(asking().query), {})


@pages.post("/office/producers", who=OFFICIAL)
def admit_producer() -> Response:
    form = pages.form()
    county_id, me = own_county(form), signed_in_person().person_id
    typed = kept(form, "name", "kind", "phone")
    try:
        producer = add_producer(county_id, typed["name"].strip(), typed["kind"], typed["phone"], me)
    except Invalid as error:
        return _producers(county_id, form, status=422, problems=error.problems)
    except Refused as error:
        return _producers(county_id, form, status=409, problems={"phone": error})
    return _pass_for(producer)


@pages.get("/office/producers/{producer_id}/code", who=OFFICIAL)
def show_producer(producer_id: str) -> Response:
    producer = _own_producer(producer_id)
    return office_page("office/producer.html", producer.county_id, producer=producer)


@pages.post("/office/producers/{producer_id}/code", who=OFFICIAL)
def let_producer_in(producer_id: str) -> Response:
    return _pass_for(_own_producer(producer_id))


@pages.get("/office/listings", who=OFFICIAL)
def list_listings() -> Response:
    return _listings(own_county(asking().query))


@pages.post("/office/listings/{listing_id}/recommend", who=OFFICIAL)
def recommend_listing(listing_id: str) -> Response:
    form = pages.form()
    county_id = own_county(form)
    try:
        recommend(listing_id, county_id, signed_in_person().person_id, seen=form.get("seen", ""))
    except Refused as error:
        return _listings(county_id, status=409, problems={"form": error})
    return see_other(f"/office/listings?county={county_id}&done=recommended")


def _own_producer(producer_id: str) -> Producer:
    producer = get_producer(producer_id)
    if producer.county_id not in signed_in_person().scopes(OFFICIAL):
        raise NotFound("not-found")
    return producer


def _pass_for(producer: Producer) -> Response:
    """The page to show or print. It is the answer to a form, so that looking at a page never makes a link."""
    me = signed_in_person().person_id
    one = vouch_for(producer.person_id, made_by=me, roles=(PRODUCER, BUYER))
    url = f"{settings().base_url}{LINK_PATH}{one.token}"
    import segno  # noqa: PLC0415 - one page of all needs it, and every cold start would pay

    return office_page(
        "office/pass.html",
        producer.county_id,
        producer=producer,
        image=segno.make(url, micro=False).svg_data_uri(scale=4, border=2),
        url=url,
        code=one.code,
        minutes=CODE_MINUTES,
        sign_in_at=f"{settings().base_url}/sign-in/code",
    )


def _producers(
    county_id: str, typed: Mapping[str, str], *, status: int = 200, problems: Problems | None = None
) -> Response:
    return office_page(
        "office/producers.html",
        county_id,
        status,
        form=kept(typed, "name", "kind", "phone"),
        kinds=KINDS,
        producers=producers_of_county(county_id, asking().query.get("cursor", "")),
        problems=problems or {},
    )


def _listings(county_id: str, *, status: int = 200, problems: Problems | None = None) -> Response:
    waiting = waiting_for_county(county_id, asking().query.get("cursor", ""))
    return office_page(
        "office/listings.html",
        county_id,
        status,
        waiting=waiting,
        producers=get_producers(one.producer_id for one in waiting.items),
        done=asking().query.get("done", ""),
        problems=problems or {},
    )
