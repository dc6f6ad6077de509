"""A place in line for goods that are sold out: keep it, see where one stands, buy what is kept, give it up."""

from chalice.app import Response

from chalicelib import clock
from chalicelib.catalogue import Listing, public_listing
from chalicelib.errors import FairError, Refused
from chalicelib.stock import join_line, leave_line, place_in_line, terms_for
from chalicelib.web.page.asking import asking, own_buyer_id
from chalicelib.web.page.forms import choice
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import ANYONE, Pages

pages = Pages(__name__)


@pages.get("/goods/{listing_id}/place", who=ANYONE)
def show_place(listing_id: str) -> Response:
    return _place(public_listing(listing_id), {})


@pages.post("/goods/{listing_id}/place", who=ANYONE)
def change_place(listing_id: str) -> Response:
    listing = public_listing(listing_id)
    problems: dict[str, FairError] = {}
    way = choice(pages.form(), "do", ("join", "leave"), problems)
    if problems:
        return _place(listing, {"form": problems["do"]}, status=422)
    try:
        {"join": join_line, "leave": leave_line}[way](listing.sku_id, own_buyer_id(), asking().also)
    except Refused as error:
        return _place(listing, {"form": error}, status=409)
    return see_other(f"/goods/{listing_id}/place")


def _place(listing: Listing, problems: dict[str, FairError], *, status: int = 200) -> Response:
    one = asking()
    return render(
        "buyer/waiting.html",
        status=status,
        listing=listing,
        offer=terms_for(one.buyer_id, [listing.sku_id], one.also)[listing.sku_id],
        ticket=place_in_line(listing.sku_id, one.buyer_id, clock.now(), one.also),
        problems=problems,
    )
