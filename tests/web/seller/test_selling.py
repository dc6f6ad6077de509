"""How a producer's goods sell: limits, a rush, drops; shipping fees; and what a unit holds."""

import re

import pytest

from chalicelib.catalogue import Goods, Listing, get_listing, publish, recommend
from chalicelib.orders import WantedLine
from chalicelib.producers import Producer, Rates, Zone, get_producer, rates_of
from chalicelib.stock import Stock
from tests.client import Client
from tests.goods import SILVER, buy, offered, on_show
from tests.guests import ADDRESS
from tests.people import LEISHAN, SignIn

NEAR_AND_FAR = {
    "first-0": "8",
    "further-0": "2",
    "provinces-1": "新疆、西藏",
    "first-1": "25",
    "further-1": "18",
    "free_from": "199",
}


def selling(listing: Listing) -> str:
    return f"/shop/listings/{listing.listing_id}/selling"


def test_a_limit_for_each_buyer_is_set_shown_and_lifted(shop: Client, visitor: Client) -> None:
    listing = on_show(quantity=5)

    shop.follow(shop.post(selling(listing), do="cap", cap=2))
    assert "Limit 2 per buyer" in visitor.get(f"/goods/{listing.listing_id}").body
    shop.follow(shop.post(selling(listing), do="cap", cap=""))

    assert Stock.find(listing.sku_id).cap is None


def test_stock_is_dealt_out_for_a_rush_and_brought_back(shop: Client) -> None:
    listing = on_show(quantity=50)

    page = shop.follow(shop.post(selling(listing), do="rush"))
    assert "split over 16 counters" in page.body
    buy(WantedLine(listing.sku_id, 1, 16_800))
    shop.follow(shop.post(selling(listing), do="end-rush"))

    stock = Stock.find(listing.sku_id)
    assert int(stock.left) == 49
    assert stock.kind is None


def test_a_drop_is_made_before_the_goods_are_on_show_and_ended_after(shop: Client) -> None:
    listing = offered(quantity=5)

    page = shop.follow(shop.post(selling(listing), do="drop", pieces=3, drop_cap=1))
    assert "Limited release of 3 pieces" in page.body
    assert "Limit one per buyer." in page.body
    shop.follow(shop.post(selling(listing), do="end-drop"))

    assert int(Stock.find(listing.sku_id).left) == 5


def test_a_piece_of_a_drop_is_bought_like_anything_else(
    shop: Client, visitor: Client, yang: Producer
) -> None:
    listing = offered(quantity=5)
    shop.post(selling(listing), do="drop", pieces=3)
    recommend(listing.listing_id, LEISHAN, "official")
    publish(listing.listing_id, "reviewer")
    assert "Only 3 left" in visitor.get(f"/goods/{listing.listing_id}").body

    visitor.post("/basket/lines", sku_id=listing.sku_id, quantity=1, price_fen=16_800)
    form = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', visitor.get("/checkout").body)
    )
    form.pop("csrf")
    page = visitor.follow(visitor.post("/orders", **form, **ADDRESS, method="cod"))

    assert "雷山银发簪" in page.body
    assert "drop-" in visitor.get("/orders").body


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"do": "cap", "cap": "0"}, 422, "from 1 to 999"),
        ({"do": "cap", "cap": "1e3"}, 422, "whole number"),
        ({"do": "drop", "pieces": ""}, 422, "fill"),
        (
            {"do": "drop", "pieces": "3"},
            409,
            "This product is already on sale. Set up a limited release before it goes on sale.",
        ),
        ({"do": "sell-all"}, 422, ""),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_comes_back(
    shop: Client, fields: dict[str, str], status: int, sentence: str
) -> None:
    listing = on_show(quantity=5)

    answer = shop.post(selling(listing), **fields)

    assert answer.status_code == status
    assert "Problem:" in answer.body
    assert sentence in answer.body


def test_a_neighbour_changes_nothing(neighbour: Client) -> None:
    listing = on_show()

    assert neighbour.get(selling(listing)).status_code == 404
    for way in ("cap", "drop", "rush", "end-rush", "end-drop"):
        assert neighbour.post(selling(listing), do=way, cap=1, pieces=1).status_code == 404


def test_shipping_fees_are_typed_and_come_back(shop: Client, yang: Producer) -> None:
    page = shop.follow(shop.post("/shop/shipping", **NEAR_AND_FAR))

    assert "Saved." in page.body
    assert 'value="Xinjiang, Tibet"' in page.body
    assert rates_of(get_producer(yang.producer_id)) == Rates(
        (Zone((), 800, 200), Zone(("新疆", "西藏"), 2_500, 1_800)), 19_900
    )


def test_what_the_page_shows_can_be_sent_again_unchanged(shop: Client, yang: Producer) -> None:
    shop.post("/shop/shipping", **NEAR_AND_FAR)
    shown = re.findall(
        r'name="([a-z_]+(?:-\d)?)" type="text" value="([^"]*)"', shop.get("/shop/shipping").body
    )

    assert shop.post("/shop/shipping", **dict(shown)).status_code == 303

    assert len(rates_of(get_producer(yang.producer_id)).zones) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first-0": ""}, "first-0"),
        ({"first-0": "-8"}, "first-0"),
        ({"further-0": "201"}, "further-0"),
        ({"provinces-1": ""}, "provinces-1"),
        ({"provinces-1": "新疆、火星"}, "provinces-1"),
        ({"provinces-2": "西藏", "first-2": "1", "further-2": "1"}, "provinces-2"),
        ({"free_from": "much"}, "free_from"),
    ],
)
def test_fees_that_cannot_be_are_refused(
    shop: Client, yang: Producer, change: dict[str, str], field: str
) -> None:
    answer = shop.post("/shop/shipping", **{**NEAR_AND_FAR, **change})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.body
    assert rates_of(get_producer(yang.producer_id)).zones == (Zone((), 0, 0),)


def test_the_checkout_counts_the_dearest_zone_until_the_province_is_typed(
    shop: Client, visitor: Client
) -> None:
    shop.post("/shop/shipping", **NEAR_AND_FAR)
    listing = on_show(Goods("竹篮", 5_000, "bamboo-wood", weight_g=2_300))
    assert "Delivery from ¥8.00" in visitor.get(f"/goods/{listing.listing_id}").body
    visitor.post("/basket/lines", sku_id=listing.sku_id, quantity=1, price_fen=5_000)

    first = visitor.get("/checkout")
    typed = visitor.post("/checkout", mend="shipping", **ADDRESS)
    strange = visitor.post("/checkout", mend="shipping", **{**ADDRESS, "region": "火星"})

    assert total_in(first.body) == 5_000 + 2_500 + 2 * 1_800
    assert total_in(typed.body) == 5_000 + 800 + 2 * 200
    assert "Delivery to Zhejiang" in typed.body
    assert (
        "The address does not start with a province we recognise, so the highest delivery fee is used."
        in strange.body
    )
    assert total_in(strange.body) == total_in(first.body)


def test_the_order_pays_the_fee_of_its_address_and_no_other_total_is_taken(
    shop: Client, visitor: Client
) -> None:
    shop.post("/shop/shipping", **NEAR_AND_FAR)
    listing = on_show(Goods("竹篮", 5_000, "bamboo-wood", weight_g=2_300))
    visitor.post("/basket/lines", sku_id=listing.sku_id, quantity=1, price_fen=5_000)
    form = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', visitor.get("/checkout").body)
    )
    form.pop("csrf")

    answer = visitor.post("/orders", **form, **ADDRESS, method="cod")
    assert answer.status_code == 409
    assert total_in(answer.body) == 6_200
    again = visitor.post("/orders", **{**form, "total_fen": "6200"}, **ADDRESS, method="cod")

    assert "¥62.00" in visitor.follow(again).body.replace("<small>¥</small>", "¥").replace(
        "62<", "62.00<"
    )


def test_a_box_of_five_jin_says_so_and_what_a_jin_costs(
    signed_in_as: SignIn, yang: Producer, visitor: Client
) -> None:
    pears = on_show(Goods("雪梨", 3_980, "fruit-vegetables", "case", holds=5, holds_unit="jin"))

    page = visitor.get(f"/goods/{pears.listing_id}").body
    chinese = Client(visitor.app, lang="zh-Hans").get(f"/goods/{pears.listing_id}").body

    assert "of 5 jin" in page
    assert "¥7.96 a jin" in page
    assert "箱（5 斤）" in chinese
    assert "折合每斤 ¥7.96" in chinese
    assert int(Stock.find(pears.sku_id).weight_g) == 2_500


def test_a_producer_says_what_a_unit_holds_and_weighs(shop: Client) -> None:
    listing = offered(SILVER)
    path = f"/shop/listings/{listing.listing_id}/edit"
    fields = {"title": "雪梨", "price": "39.8", "unit": "box", "category": "fruit-vegetables"}

    shop.follow(shop.post(path, **fields, holds=5, holds_unit="jin", weight=2_900))

    kept = get_listing(listing.listing_id)
    assert (int(kept.holds), kept.holds_unit, int(kept.weight_g)) == (5, "jin", 2_900)
    page = shop.get(path).body
    assert 'value="2900"' in page
    for wrong, field in (
        ({"holds": "0", "holds_unit": "jin"}, "holds"),
        ({"weight": "x"}, "weight"),
    ):
        assert f'href="#{field}"' in shop.post(path, **fields, **wrong).body
    by_weight = shop.post(path, **{**fields, "unit": "jin"}, holds=5, holds_unit="jin")
    assert "Products sold by weight contain no units; please leave this empty." in by_weight.body


def total_in(html: str) -> int:
    found = re.search(r'name="total_fen" value="(\d+)"', html)
    assert found
    return int(found[1])
