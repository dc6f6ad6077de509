"""One tap each: pause and sell again, another price, a copy, into the archive and out of it."""

from chalice.app import Response

from chalicelib.accounts import PRODUCER
from chalicelib.catalogue import (
    copy_listing,
    pause_listing,
    put_away,
    reprice_listing,
    sell_again,
    take_out,
    withdraw_revision,
)
from chalicelib.web.page.asking import signed_in_person
from chalicelib.web.page.own_shop import own_producer_id
from chalicelib.web.page.render import see_other
from chalicelib.web.page.routes import Pages
from chalicelib.web.seller.forms import MISSING
from chalicelib.web.seller.listings import show_listing

DEEDS = {
    "pause": pause_listing,
    "sell": sell_again,
    "away": put_away,
    "out": take_out,
    "withdraw": withdraw_revision,
}

pages = Pages(__name__)


@pages.post("/shop/listings/{listing_id}/sale", who=PRODUCER, again=show_listing)
def change_sale(listing_id: str) -> Response:
    form = pages.form(unseen=("do",))
    deed = form.choice("do", tuple(DEEDS))
    form.check()
    DEEDS[deed](listing_id, own_producer_id(), by=signed_in_person().person_id)
    return see_other(f"/shop/listings/{listing_id}?done={deed}")


@pages.post("/shop/listings/{listing_id}/price", who=PRODUCER, again=show_listing, at="price")
def change_price(listing_id: str) -> Response:
    form = pages.form(MISSING)
    price_fen = form.money("price")
    form.check()
    reprice_listing(listing_id, own_producer_id(), price_fen, by=signed_in_person().person_id)
    return see_other(f"/shop/listings/{listing_id}?done=price")


@pages.post("/shop/listings/{listing_id}/copy", who=PRODUCER, again=show_listing)
def make_copy(listing_id: str) -> Response:
    copy = copy_listing(
        listing_id,
        own_producer_id(),
        form_key=pages.form().key(),
        by=signed_in_person().person_id,
    )
    return see_other(f"/shop/listings/{copy.listing_id}?done=copy")
