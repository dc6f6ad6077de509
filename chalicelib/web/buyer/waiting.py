"""A place in line for goods that are sold out: keep it, see where one stands, buy what is kept, give it up."""

from chalice.app import Response

from chalicelib import clock
from chalicelib.catalogue import public_listing
from chalicelib.stock import join_line, leave_line, place_in_line, terms_for
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/goods/{listing_id}/place", who=ANYONE)
def show_place(listing_id: str) -> Response:
    listing, buyer_id, also = public_listing(listing_id), asking().buyer_id, asking().also
    return render(
        "buyer/waiting.html",
        listing=listing,
        offer=terms_for(buyer_id, [listing.sku_id], also)[listing.sku_id],
        ticket=place_in_line(listing.sku_id, buyer_id, clock.now(), also),
    )


@pages.post("/goods/{listing_id}/place", who=ANYONE, again=show_place)
def change_place(listing_id: str) -> Response:
    listing, form = public_listing(listing_id), pages.form(unseen=("do",))
    way = form.choice("do", ("join", "leave"))
    form.check()
    {"join": join_line, "leave": leave_line}[way](listing.sku_id, own_buyer_id(), asking().also)
    return see_other(f"/goods/{listing_id}/place")
