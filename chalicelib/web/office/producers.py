"""The county's producers, whom the official lets in, and their listings, which the county recommends."""

from chalice.app import Response

from chalicelib.accounts import (
    BUYER,
    CODE_MINUTES,
    KNOWN_DAYS,
    LINK_PATH,
    OFFICIAL,
    PRODUCER,
    devices_of,
    is_new,
    know_device,
    names_of,
    vouch_for,
)
from chalicelib.catalogue import recommend, screening_of, waiting_for_county
from chalicelib.errors import NotFound
from chalicelib.producers import (
    KINDS,
    NewProducer,
    Producer,
    add_producer,
    get_producer,
    get_producers,
    producers_of_county,
)
from chalicelib.screening import laws
from chalicelib.settings import settings
from chalicelib.web.office.own_county import office_page, own_county
from chalicelib.web.page.addresses import page_at
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages

pages = Pages(__name__)


@pages.get("/office/producers", who=OFFICIAL)
def list_producers() -> Response:
    county_id = own_county()
    return office_page(
        "office/producers.html",
        county_id,
        form=kept(typed(), "name", "kind", "phone"),
        kinds=KINDS,
        producers=producers_of_county(county_id, asking().query.get("cursor", "")),
    )


@pages.post("/office/producers", who=OFFICIAL, again=list_producers, at="phone")
def admit_producer() -> Response:
    form = kept(pages.form(), "name", "kind", "phone")
    new = NewProducer(form["name"].strip(), form["kind"], form["phone"])
    producer = add_producer(own_county(), new, signed_in_person().person_id)
    if form["phone"].strip():
        return _pass_for(producer)
    # Whoever has no phone cannot be let in yet, and the same form again would add them twice.
    return see_other(f"/office/producers/{producer.producer_id}/code")


@pages.get("/office/producers/{producer_id}/code", who=OFFICIAL)
def show_producer(producer_id: str) -> Response:
    producer = _own_producer(producer_id)
    devices = devices_of(producer.person_id) if producer.person_id else []
    return office_page(
        "office/producer.html",
        producer.county_id,
        producer=producer,
        new_devices=[device for device in devices if is_new(device)],
        names=names_of({str(device.let_in_by) for device in devices if device.let_in_by}),
        my_id=signed_in_person().person_id,
        known_days=KNOWN_DAYS,
    )


@page_at("/office/producers/{producer_id}/code")
def show_producer_again(producer_id: str, **_: str) -> Response:
    return show_producer(producer_id)


@pages.post("/office/producers/{producer_id}/code", who=OFFICIAL)
def let_producer_in(producer_id: str) -> Response:
    return _pass_for(_own_producer(producer_id))


@pages.post(
    "/office/producers/{producer_id}/devices/{device_id}", who=OFFICIAL, again=show_producer_again
)
def know_producers_device(producer_id: str, device_id: str) -> Response:
    producer = _own_producer(producer_id)
    know_device(producer.person_id, device_id, by=signed_in_person().person_id)
    return see_other(f"/office/producers/{producer_id}/code")


@pages.get("/office/listings", who=OFFICIAL)
def list_listings() -> Response:
    county_id = own_county()
    waiting = waiting_for_county(county_id, asking().query.get("cursor", ""))
    return office_page(
        "office/listings.html",
        county_id,
        waiting=waiting,
        producers=get_producers(listing.producer_id for listing in waiting.items),
        screenings={listing.listing_id: screening_of(listing) for listing in waiting.items},
        laws=laws(),
        done=asking().query.get("done", ""),
    )


@page_at("/office/listings")
def show_listings_again(listing_id: str) -> Response:  # noqa: ARG001 - the page shows them all
    return list_listings()


@pages.post(
    "/office/listings/{listing_id}/recommend",
    who=OFFICIAL,
    again=show_listings_again,
)
def recommend_listing(listing_id: str) -> Response:
    county_id, state_since = own_county(), pages.form().get("seen", "")
    recommend(listing_id, county_id, signed_in_person().person_id, state_since=state_since)
    return see_other(f"/office/listings?county={county_id}&done=recommended")


def _own_producer(producer_id: str) -> Producer:
    producer = get_producer(producer_id)
    if producer.county_id not in signed_in_person().scopes(OFFICIAL):
        raise NotFound("not-found")
    return producer


def _pass_for(producer: Producer) -> Response:
    """The page to show or print. It is the answer to a form, so that looking at a page never makes a link."""
    me = signed_in_person().person_id
    voucher = vouch_for(producer.person_id, made_by=me, roles=(PRODUCER, BUYER))
    url = f"{settings().base_url}{LINK_PATH}{voucher.token}"
    import segno  # noqa: PLC0415 - one page of all needs it, and every cold start would pay

    return office_page(
        "office/pass.html",
        producer.county_id,
        is_secret=True,
        producer=producer,
        image=segno.make(url, micro=False).svg_data_uri(scale=4, border=2),
        url=url,
        code=voucher.code,
        minutes=CODE_MINUTES,
        sign_in_at=f"{settings().base_url}/sign-in/code",
    )
