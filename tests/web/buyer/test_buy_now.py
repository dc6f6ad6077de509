"""Bought at once: that one thing, whatever lies in the basket, which stays as it was."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import clock
from chalicelib.live import end
from chalicelib.orders import Order
from chalicelib.payments import open_point
from tests.client import Client
from tests.goods import goods_of_wu, left, stocked
from tests.live.stage import on_air
from tests.people import COUNTY, HOME
from tests.web.buyer.test_basket import fields_of, order, orders, put

HALL = {"name": "County hall", "address": "1 Main Street", "hours": "9–17"}


def test_the_pin_orders_that_one_thing_and_the_basket_stays(visitor: Client) -> None:
    stocked("apple", price_fen=300)
    stocked("pear")
    put(visitor, "apple", 2, 300)

    at = put(visitor, next="checkout").location
    page = visitor.get(at).body
    order(visitor, at)

    assert "Apple" not in page
    assert "Your basket stays as it is" in page
    assert [(line.sku_id, line.quantity) for line in orders()[0].lines] == [("pear", 1)]
    assert "¥3.00 × 2" in visitor.get("/basket").body
    assert (left("apple"), left("pear")) == (10, 9)


def test_the_page_of_goods_sells_at_once_as_many_as_were_typed(visitor: Client) -> None:
    umbrella = goods_of_wu(left=300)
    page = visitor.get(f"/goods/{umbrella.listing_id}").body
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page[page.index("/basket/lines") :]))

    bought = visitor.post("/basket/lines", **{**form, "quantity": 2, "next": "checkout"})
    order(visitor, bought.location)

    assert 'name="next" value="checkout">Buy now' in page
    assert [int(line.quantity) for line in orders()[0].lines] == [2]
    assert left(umbrella.sku_id) == 298


def test_what_is_bought_at_once_twice_from_one_form_is_one_order(visitor: Client) -> None:
    stocked("pear")
    form = fields_of(visitor.get(put(visitor, next="checkout").location))
    to = {"name": HOME.name, "phone": HOME.phone, "region": HOME.region, "street": HOME.street}

    answers = [visitor.post("/orders", **{**form, **to}) for _ in range(2)]

    assert len({urlsplit(answer.location).path for answer in answers}) == 1
    assert left("pear") == 9


@pytest.mark.parametrize(
    ("now", "mend", "total"), [(2, "take:pear:2", "10.00"), (9, "price:pear:700", "21.00")]
)
def test_what_changed_is_mended_at_the_checkout(
    visitor: Client, now: int, mend: str, total: str
) -> None:
    stocked("pear", left=500)
    form = fields_of(visitor.get(put(visitor, quantity=3, next="checkout").location))
    stocked("pear", left=now, price_fen=700 if mend.startswith("price") else 500)
    to = {"name": "Mei", "phone": "13800138000", "region": HOME.region, "street": "<Lane 9>"}

    refused = visitor.post("/orders", **{**form, **to})
    mended = visitor.post("/checkout", **{**form, **to, "mend": mend})
    placed = visitor.post("/orders", **fields_of(mended))

    assert refused.status_code == 409
    assert 'href="#trouble-pear"' in refused.body
    assert f"¥{total}" in mended.body
    assert 'value="&lt;Lane 9&gt;"' in mended.body
    assert placed.status_code == 303


def test_what_is_not_wanted_after_all_leads_back_to_the_basket(visitor: Client) -> None:
    stocked("pear")
    form = fields_of(visitor.get(put(visitor, next="checkout").location))

    assert visitor.post("/checkout", **form, mend="remove:pear").location == "/basket"


def test_it_may_be_fetched_at_a_point(visitor: Client) -> None:
    stocked("apple", seller_id="li", seller_county_id="elsewhere")
    stocked("pear")
    open_point(f"county:{COUNTY}", "k1", made_by="pyang", **HALL)
    put(visitor, "apple")
    at = put(visitor, next="checkout").location

    points = visitor.get(at.replace("/checkout?", "/checkout/points?")).body
    chosen = re.search(r'href="(/checkout\?point=[^"]+)"', points)
    assert chosen
    order(visitor, chosen[1].replace("&amp;", "&"), method="pickup")

    (bought,) = orders()
    assert bought.spot.name == "County hall"
    assert [line.sku_id for line in bought.lines] == ["pear"]


def test_whoever_tapped_while_the_live_ran_and_ordered_after_it_counts_for_it(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    line = {"quantity": 1, "price_fen": 16_800, "session_id": session.session_id}
    at = put(visitor, umbrella.sku_id, **line, next="checkout").location
    end(session.session_id, "host-1")
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    order(visitor, at, method="cod")

    assert [line.credit for line in next(iter(Order.scan())).lines] == ["indirect"]


@pytest.mark.parametrize("tap", ["", "9999999999-abc", "-", "１-", "x-é"])
def test_a_tap_that_is_not_ours_counts_for_nobody(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, tap: str
) -> None:
    umbrella = goods_of_wu()
    session = on_air([umbrella])
    line = {"quantity": 1, "price_fen": 16_800, "session_id": session.session_id}
    at = put(visitor, umbrella.sku_id, **line, next="checkout").location
    end(session.session_id, "host-1")
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    order(visitor, at, method="cod", tap=tap)

    assert [line.credit for line in next(iter(Order.scan())).lines] == [None]


@pytest.mark.parametrize("query", ["quantity=1e3", "quantity=0", "price_fen=-1", "sku_id=nothing"])
def test_an_address_that_names_nothing_for_sale_is_refused(visitor: Client, query: str) -> None:
    stocked("pear")
    at = urlsplit(put(visitor, next="checkout").location)
    fields = {name: values[0] for name, values in parse_qs(at.query).items()}
    name, _, value = query.partition("=")

    answer = visitor.get(
        "/checkout?" + "&".join(f"{k}={v}" for k, v in {**fields, name: value}.items())
    )

    assert answer.status_code in (404, 422)
