"""How a producer's goods sell: a cap for each buyer, a rush of many orders, and live drops of so many pieces."""

from collections.abc import Mapping

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.catalogue import own_listing
from chalicelib.errors import FairError, Invalid, Refused
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
from chalicelib.web.page.forms import choice, kept, whole_number
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import render, see_other
from chalicelib.web.page.routes import Pages

Problems = Mapping[str, FairError]

pages = Pages(__name__)


@pages.get("/shop/listings/{listing_id}/selling", who=PRODUCER)
def show_selling(listing_id: str) -> Response:
    return _selling(listing_id, {})


@pages.post("/shop/listings/{listing_id}/selling", who=PRODUCER)
def change_selling(listing_id: str) -> Response:
    form = pages.form()
    producer_id = own_producer_id()
    sku_id = own_listing(listing_id, producer_id).sku_id
    try:
        _change(form, sku_id, producer_id)
    except Invalid as error:
        return _selling(listing_id, form, status=422, problems=error.problems)
    except Refused as error:
        return _selling(listing_id, form, status=409, problems={"form": error})
    return see_other(f"/shop/listings/{listing_id}/selling")


def _change(form: Mapping[str, str], sku_id: str, producer_id: str) -> None:
    problems: dict[str, FairError] = {}
    ways = ("cap", "drop", "end-drop", "rush", "end-rush")
    way = choice(form, "do", ways, problems)
    cap = _cap(form, "cap" if way == "cap" else "drop_cap", problems)
    pieces = whole_number(form, "pieces", 1, MOST_PIECES, problems) if way == "drop" else 0
    if problems:
        raise Invalid({"form" if name == "do" else name: one for name, one in problems.items()})
    if way == "cap":
        limit_buyers(sku_id, cap, producer_id=producer_id)
    elif way == "drop":
        make_drop(sku_id, pieces, producer_id=producer_id, cap=cap)
    else:
        act = {"end-drop": end_drop, "rush": open_shards, "end-rush": close_shards}[way]
        act(sku_id, producer_id=producer_id)


def _cap(form: Mapping[str, str], name: str, problems: dict[str, FairError]) -> int:
    """Nothing typed is no limit."""
    return whole_number(form, name, 1, MOST_CAP, problems) if form.get(name, "").strip() else 0


def _selling(
    listing_id: str,
    typed: Mapping[str, str],
    *,
    status: int = 200,
    problems: Problems | None = None,
) -> Response:
    listing = own_listing(listing_id, own_producer_id())
    offer = offers([listing.sku_id])[listing.sku_id]
    return render(
        "seller/listings/selling.html",
        status=status,
        listing=listing,
        offer=offer,
        form=kept(typed, "pieces", "drop_cap", cap=offer.cap or ""),
        most_pieces=MOST_PIECES,
        problems=problems or {},
    )
