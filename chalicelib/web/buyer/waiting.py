"""A place in line for goods that are sold out: keep it, see where one stands, buy what is kept, give it up."""

from chalice.app import Response

from chalicelib import clock
from chalicelib.catalogue import public_listing
from chalicelib.errors import FairError
from chalicelib.settings import settings
from chalicelib.stock import GuestContact, join_line, leave_line, place_in_line, terms_for
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import kept, typed
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

LONGEST_PHONE = 20

pages = Pages(__name__)


@pages.get("/goods/{listing_id}/place", who=ANYONE)
def show_place(listing_id: str) -> Response:
    listing, buyer_id, also = public_listing(listing_id), asking().buyer_id, asking().also
    return render(
        "buyer/waiting.html",
        listing=listing,
        offer=terms_for(buyer_id, [listing.sku_id], also)[listing.sku_id],
        ticket=place_in_line(listing.sku_id, buyer_id, clock.now(), also),
        form=kept(typed(), "phone"),
        asks_phone=asking().person is None,
        sends_messages=settings().sends_codes,
        longest_phone=LONGEST_PHONE,
    )


@pages.post("/goods/{listing_id}/place", who=ANYONE, again=show_place)
def change_place(listing_id: str) -> Response:
    missing = {"phone": FairError("phone-missing")}
    listing, form = public_listing(listing_id), pages.form(missing, unseen=("do",))
    joins, guest = form.choice("do", ("join", "leave")) == "join", None
    if joins and asking().network is not None:
        guest = GuestContact(form.text("phone", 1, LONGEST_PHONE), asking().address)
    form.check()
    if joins:
        join_line(listing.sku_id, own_buyer_id(), asking().also, guest=guest)
    else:
        leave_line(listing.sku_id, own_buyer_id(), asking().also)
    return see_other(f"/goods/{listing_id}/place")
