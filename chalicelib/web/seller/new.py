"""New goods: one photo, a name, a price, how many. Without JavaScript in two pages, with it in one."""

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.catalogue import (
    INNER_UNITS,
    UNITS,
    NewListing,
    categories,
    crafts,
    offer_listing,
)
from chalicelib.media import get_photo, turn_photo
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.forms import kept, named, new_form_key
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.photo_upload import photo_state
from chalicelib.web.page.render import as_json, render, see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.seller.forms import (
    FIELDS,
    MISSING,
    photo_of,
    read_offer,
    read_turned,
    upload_to,
)

WITH_PHOTO = "/shop/listings/new?photo={photo_id}"

pages = Pages(__name__)


@pages.get("/shop/listings/new", who=PRODUCER)
def show_new_listing() -> Response:
    usual = {"unit": UNITS[0], "holds_unit": INNER_UNITS[0], "category": "other"}
    form = kept(named(), "photo", "quantity", *FIELDS, **usual, form_key=new_form_key())
    return render(
        "seller/listings/new.html",
        form=form,
        photo=photo_of(form["photo"]),
        upload=upload_to(WITH_PHOTO),
        units=UNITS,
        inner_units=INNER_UNITS,
        categories=categories().values(),
        crafts=crafts().values(),
    )


@pages.post("/shop/listings", who=PRODUCER, again=show_new_listing)
def create_listing() -> Response:
    form = pages.form(MISSING)
    goods, quantity, photo_id = read_offer(form)
    listing = offer_listing(
        own_producer_id(),
        goods,
        quantity,
        NewListing(
            form.key(),
            signed_in_person().person_id,
            photo_id=photo_id,
            is_draft=form.get("then") == "draft",
        ),
    )
    coming = "" if listing.photo_ref else f"&photo={photo_id}"
    return see_other(f"/shop/listings/{listing.listing_id}?done={listing.state}{coming}")


@pages.post("/shop/photos", who=PRODUCER)
def begin_another_photo() -> Response:
    """For a page that sends photos by itself: the fields of one more upload."""
    upload = upload_to(WITH_PHOTO)
    return as_json({"photo_id": upload.photo_id, "fields": upload.fields})


@pages.get("/shop/photos/{photo_id}", who=PRODUCER)
def show_photo_state(photo_id: str) -> Response:
    return as_json(photo_state(get_photo(photo_id, own_producer_id())))


@pages.post("/shop/photos/turn", who=PRODUCER, again=show_new_listing)
def turn_new_photo() -> Response:
    """The form of the goods comes along, so that nothing typed is lost."""
    form = pages.form(unseen=("turned",))
    turn_photo(form.get("photo", ""), own_producer_id(), read_turned(form))
    return show_new_listing()
