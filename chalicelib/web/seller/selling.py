"""How a producer's goods sell: a cap for each buyer, a rush of many orders, and live drops of so many pieces."""

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.catalogue import own_listing
from chalicelib.stock import (
    MOST_CAP,
    MOST_PIECES,
    close_shards,
    end_drop,
    limit_buyers,
    make_drop,
    offers,
    open_shards,
)
from chalicelib.web.page.forms import Form, kept, typed
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

WAYS = ("cap", "drop", "end-drop", "rush", "end-rush")

pages = Pages(__name__)


@pages.get("/shop/listings/{listing_id}/selling", who=PRODUCER)
def show_selling(listing_id: str) -> Response:
    listing = own_listing(listing_id, own_producer_id())
    offer = offers([listing.sku_id])[listing.sku_id]
    return render(
        "seller/listings/selling.html",
        listing=listing,
        offer=offer,
        form=kept(typed(), "pieces", "drop_cap", cap=offer.cap or ""),
        most_pieces=MOST_PIECES,
    )


@pages.post("/shop/listings/{listing_id}/selling", who=PRODUCER, again=show_selling)
def change_selling(listing_id: str) -> Response:
    producer_id = own_producer_id()
    sku_id = own_listing(listing_id, producer_id).sku_id
    _change(pages.form(unseen=("do",)), sku_id, producer_id)
    return see_other(f"/shop/listings/{listing_id}/selling")


def _change(form: Form, sku_id: str, producer_id: str) -> None:
    way = form.choice("do", WAYS)
    cap = _cap(form, "cap" if way == "cap" else "drop_cap")
    pieces = form.whole_number("pieces", 1, MOST_PIECES) if way == "drop" else 0
    form.check()
    if way == "cap":
        limit_buyers(sku_id, cap, producer_id=producer_id)
    elif way == "drop":
        make_drop(sku_id, pieces, producer_id=producer_id, cap=cap)
    else:
        act = {"end-drop": end_drop, "rush": open_shards, "end-rush": close_shards}[way]
        act(sku_id, producer_id=producer_id)


def _cap(form: Form, name: str) -> int:
    """Nothing typed is no limit."""
    return form.whole_number(name, 1, MOST_CAP) if form.has(name) else 0
