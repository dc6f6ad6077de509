"""The producer's shop: what is listed, how it fares, what is left of it."""

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.catalogue import (
    EDITABLE,
    INNER_UNITS,
    PUT_AWAY,
    REVIEWED,
    UNITS,
    Listing,
    categories,
    crafts,
    edit_listing,
    goods_of,
    listings_of_producer,
    own_listing,
    revise_listing,
    revision_of,
    screening_of,
    screening_of_goods,
    submit_listing,
    turn_photo_of,
    with_revision,
)
from chalicelib.governance import claims_waiting_for
from chalicelib.media import AWAITING, QUARTERS, Photo, Upload, turned_photo
from chalicelib.producers import get_producer
from chalicelib.screening import STOP, laws
from chalicelib.service import QUESTION, count_for_seller
from chalicelib.stock import offers, restock
from chalicelib.web.page.asking import asking, signed_in_person
from chalicelib.web.page.forms import kept, new_form_key, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.pictures import DRAWN
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.seller.forms import (
    FIELDS,
    MISSING,
    as_typed,
    photo_of,
    read_delta,
    read_goods,
    read_turned,
    upload_to,
)

pages = Pages(__name__)


@pages.get("/shop", who=PRODUCER)
def show_shop() -> Response:
    producer_id = own_producer_id()
    listings = listings_of_producer(producer_id, asking().query.get("cursor", ""))
    return render(
        "seller/listings/show.html",
        producer=get_producer(producer_id),
        listings=listings,
        offers=offers(listing.sku_id for listing in listings.items),
        claims_waiting=claims_waiting_for(producer_id),
        questions_waiting=count_for_seller(QUESTION, producer_id),
    )


@pages.get("/shop/listings/{listing_id}", who=PRODUCER)
def show_listing(listing_id: str) -> Response:
    listing = own_listing(listing_id, own_producer_id())
    query = asking().query
    photo = _sent_for(listing, query.get("photo", ""))
    screening = screening_of(listing)
    is_stopped = screening.outcome == STOP and listing.state in EDITABLE
    return render(
        "seller/listings/listing.html",
        listing=listing,
        offer=offers([listing.sku_id])[listing.sku_id],
        coming=photo,
        upload=_another_photo(listing, photo, is_asked=query.get("change") == "photo"),
        is_editable=listing.state in EDITABLE,
        is_reviewed=listing.state in REVIEWED,
        may_put_away=listing.state in PUT_AWAY,
        revision=revision_of(listing_id) if listing.state in REVIEWED else None,
        is_stopped=is_stopped and not listing.person_asked,
        findings=screening.findings if is_stopped else (),
        laws=laws(),
        turn_to=_turned_next(listing),
        form=kept(
            typed(),
            "units",
            way="add",
            price=as_typed(goods_of(listing))["price"],
            form_key=new_form_key(),
        ),
        done=query.get("done", ""),
    )


@pages.post("/shop/listings/{listing_id}/stock", who=PRODUCER, again=show_listing, at="units")
def change_stock(listing_id: str) -> Response:
    form = pages.form(MISSING)
    producer_id = own_producer_id()
    listing = own_listing(listing_id, producer_id)
    delta = read_delta(form)
    restock(listing.sku_id, delta, producer_id=producer_id, form_key=form.key())
    return see_other(f"/shop/listings/{listing_id}?done=stock")


@pages.post("/shop/listings/{listing_id}/submit", who=PRODUCER, again=show_listing)
def send_for_review(listing_id: str) -> Response:
    to_person = pages.form().get("ask") == "person"
    submit_listing(
        listing_id, own_producer_id(), by=signed_in_person().person_id, to_person=to_person
    )
    return see_other(f"/shop/listings/{listing_id}?done=submitted")


@pages.get("/shop/listings/{listing_id}/edit", who=PRODUCER)
def show_edit(listing_id: str) -> Response:
    listing = own_listing(listing_id, own_producer_id())
    is_reviewed = listing.state in REVIEWED
    revision = revision_of(listing_id) if is_reviewed else None
    goods = with_revision(listing, revision) if revision else goods_of(listing)
    return render(
        "seller/listings/edit.html",
        listing=listing,
        is_reviewed=is_reviewed,
        findings=() if typed() else screening_of_goods(goods).findings,
        may_ask=is_reviewed and _by_machine(),
        laws=laws(),
        form=kept(typed() or as_typed(goods), *FIELDS, holds_unit=INNER_UNITS[0]),
        units=UNITS,
        inner_units=INNER_UNITS,
        categories=categories().values(),
        crafts=crafts().values(),
    )


@pages.post("/shop/listings/{listing_id}/edit", who=PRODUCER, again=show_edit)
def change_listing(listing_id: str) -> Response:
    form, producer_id, by = pages.form(MISSING), own_producer_id(), signed_in_person().person_id
    goods, to_person = read_goods(form), form.get("ask") == "person"
    if own_listing(listing_id, producer_id).state in REVIEWED:
        is_waiting = revise_listing(listing_id, producer_id, goods, by=by, to_person=to_person)
        return see_other(f"/shop/listings/{listing_id}?done={'revised' if is_waiting else 'price'}")
    edit_listing(listing_id, producer_id, goods, by=by)
    return see_other(f"/shop/listings/{listing_id}?done=submitted")


@pages.post("/shop/listings/{listing_id}/turn", who=PRODUCER, again=show_listing)
def turn_picture(listing_id: str) -> Response:
    form = pages.form(unseen=("turned",))
    turned = read_turned(form)
    photo = turn_photo_of(own_listing(listing_id, own_producer_id()), turned)
    return see_other(f"/shop/listings/{listing_id}?photo={photo.photo_id}")


def _by_machine() -> bool:
    """Whether it is the machine that did not take what was typed: a person may."""
    return any(what.message_id == "words-are-stopped" for what in asking().problems.values())


def _sent_for(listing: Listing, photo_id: str) -> Photo | None:
    """The photo that was just sent for this listing."""
    photo = photo_of(photo_id)
    return photo if photo and photo.listing_id == listing.listing_id else None


def _another_photo(listing: Listing, photo: Photo | None, *, is_asked: bool) -> Upload | None:
    """The form for a photo where one is wanted: none came through yet, or another was asked for."""
    is_coming = photo is not None and photo.state == AWAITING
    if listing.state not in EDITABLE or is_coming or not (is_asked or listing.photo_problem):
        return None
    path = f"/shop/listings/{listing.listing_id}?photo={{photo_id}}"
    return upload_to(path, listing.listing_id)


def _turned_next(listing: Listing) -> int | None:
    """How the picture stands after one more turn; None where it is no photo, or stays as it was reviewed."""
    ref = listing.photo_ref
    if listing.state not in EDITABLE or not ref or ref.startswith(DRAWN):
        return None
    return (turned_photo(ref)[1] + 1) % QUARTERS
