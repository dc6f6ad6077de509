"""Pages of the waiting line: keep a place, be offered what comes back, buy it or pass it on."""

import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.catalogue import Goods, Listing, publish, recommend
from chalicelib.stock import make_drop, restock, serve_line
from infra.local.delivery.sources import scheduled_event
from tests.client import Client
from tests.goods import offered, on_show
from tests.guests import ADDRESS
from tests.people import LEISHAN

PHONE = "139 0000 0001"


@pytest.fixture
def sold_out(app: Any) -> Listing:
    listing = on_show(quantity=1)
    restock(listing.sku_id, -1, producer_id=listing.producer_id, form_key="a" * 16)
    return listing


def a_minute_passes(app: Any) -> None:
    """The schedule comes by."""
    app.handler_map["serve_lines"](scheduled_event("serve_lines"), None)


def restocked(listing: Listing, units: int = 1) -> None:
    restock(listing.sku_id, units, producer_id=listing.producer_id, form_key="b" * 16)


def test_sold_out_goods_offer_a_place_for_a_phone(visitor: Client, sold_out: Listing) -> None:
    page = visitor.get(f"/goods/{sold_out.listing_id}")
    assert f'href="/goods/{sold_out.listing_id}/place"' in page.body
    assert 'name="phone"' in visitor.get(f"/goods/{sold_out.listing_id}/place").body

    place = visitor.follow(
        visitor.post(f"/goods/{sold_out.listing_id}/place", do="join", phone=PHONE)
    )

    assert "You are first on the waiting list." in place.body
    assert place.headers["cache-control"] == "private, no-store"


def test_the_first_in_line_buys_what_came_back_and_a_walk_in_cannot(
    app: Any, visitor: Client, sold_out: Listing
) -> None:
    path = f"/goods/{sold_out.listing_id}/place"
    visitor.post(path, do="join", phone=PHONE)
    second = Client(app)
    assert (
        "One person is ahead of you."
        in second.follow(second.post(path, do="join", phone="13900000002")).body
    )
    restocked(sold_out)
    a_minute_passes(app)

    page = visitor.get(path)
    fields = dict(re.findall(r'name="(sku_id|price_fen|quantity|next)" value="([^"]*)"', page.body))
    assert "It is your turn" in page.body
    checkout = visitor.follow(visitor.post("/basket/lines", **fields))
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', checkout.body))
    form.pop("csrf")
    order = visitor.post("/orders", **form, **ADDRESS, method="cod")

    assert order.status_code == 303
    assert order.location.startswith("/orders/")
    assert "You have bought the piece" in visitor.get(path).body
    assert "first on the waiting list" in second.get(path).body


def test_an_offer_that_is_over_says_so_and_goes_back(
    app: Any, visitor: Client, sold_out: Listing
) -> None:
    path = f"/goods/{sold_out.listing_id}/place"
    visitor.post(path, do="join", phone=PHONE)
    restocked(sold_out)
    serve_line(sold_out.sku_id, clock.now() - timedelta(hours=1))

    assert "The 30 minutes passed, so the piece went to the next person." in visitor.get(path).body
    a_minute_passes(app)

    answer = visitor.post(path, do="join", phone=PHONE)

    assert answer.status_code == 409
    assert "you can buy it now" in answer.body


def test_without_a_phone_there_is_no_place_and_what_was_typed_stays(
    visitor: Client, sold_out: Listing
) -> None:
    path = f"/goods/{sold_out.listing_id}/place"

    empty = visitor.post(path, do="join", phone=" ")
    wrong = visitor.post(path, do="join", phone="139 0000")

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "Please enter a phone number." in empty.body
    assert 'value="139 0000"' in wrong.body


def test_somebody_signed_in_needs_no_phone_and_reads_a_notice(
    app: Any, shop: Client, sold_out: Listing
) -> None:
    buyer, path = shop, f"/goods/{sold_out.listing_id}/place"
    assert 'name="phone"' not in buyer.get(path).body
    buyer.post(path, do="join")
    restocked(sold_out)

    a_minute_passes(app)

    notices = buyer.get("/me/notices").body
    assert "is back, and it is your turn until" in notices
    assert f'href="{path}"' in notices


def test_who_leaves_is_told_so(visitor: Client, sold_out: Listing) -> None:
    path = f"/goods/{sold_out.listing_id}/place"
    visitor.post(path, do="join", phone=PHONE)

    assert "You left the waiting list." in visitor.follow(visitor.post(path, do="leave")).body


def test_goods_that_are_there_and_drops_have_no_line(visitor: Client) -> None:
    there = on_show()
    drop = _drop()

    for listing in (there, drop):
        answer = visitor.post(f"/goods/{listing.listing_id}/place", do="join", phone=PHONE)
        assert answer.status_code == 409
        assert "Problem:" in answer.body
    assert visitor.post(f"/goods/{there.listing_id}/place", do="jump").status_code == 422
    assert visitor.get("/goods/nothing/place").status_code == 404


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_the_page_speaks_both_languages(app: Any, sold_out: Listing, lang: str) -> None:
    guest = Client(app, lang=lang)

    page = guest.follow(guest.post(f"/goods/{sold_out.listing_id}/place", do="join", phone=PHONE))

    assert (
        "您排在第一位" if lang == "zh-Hans" else "You are first on the waiting list."
    ) in page.body


def _drop() -> Listing:
    listing = offered(Goods(title="银杯", price_fen=9_900, category="crafts"))
    make_drop(listing.sku_id, 2, producer_id=listing.producer_id)
    recommend(listing.listing_id, LEISHAN, "official")
    return publish(listing.listing_id, "reviewer")
