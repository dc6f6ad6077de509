"""What buyers see: goods, one of them, and the storefront of who made it."""

import re

import pytest

from chalicelib.catalogue import Goods, remove
from chalicelib.stock import restock
from tests.client import Client
from tests.goods import SILVER, offered, on_show
from tests.people import LEISHAN


def test_goods_tell_price_stock_and_where_they_come_from(visitor: Client) -> None:
    listing = on_show(quantity=3)

    html = visitor.get(f"/goods/{listing.listing_id}").body

    assert "168" in html
    assert "Only 3 left" in html
    assert f'href="/counties/{LEISHAN}"' in html
    assert "Formerly designated" in html
    assert "杨家银饰" in html


def test_goods_go_into_the_basket_with_the_price_that_was_seen(visitor: Client) -> None:
    listing = on_show()

    html = visitor.get(f"/goods/{listing.listing_id}").body

    form = html[html.index('action="/basket/lines"') :]
    assert f'name="sku_id" value="{listing.sku_id}"' in form
    assert 'name="price_fen" value="16800"' in form
    assert 'name="quantity"' in form


def test_goods_seen_in_a_live_remember_the_pin(visitor: Client) -> None:
    listing = on_show()

    html = visitor.get(f"/goods/{listing.listing_id}?session_id=s1&pin_id=p1&price_fen=1").body

    assert 'name="session_id" value="s1"' in html
    assert 'name="pin_id" value="p1"' in html
    assert 'value="1"' not in re.sub(r"<input id=\"quantity\"[^>]+>", "", html)


def test_sold_out_goods_have_no_button(visitor: Client) -> None:
    listing = on_show(quantity=1)
    restock(listing.sku_id, -1, producer_id=listing.producer_id, form_key="a")

    html = visitor.get(f"/goods/{listing.listing_id}").body

    assert "Sold out" in html
    assert "/basket/lines" not in html


def test_public_pages_may_be_kept_by_caches(visitor: Client) -> None:
    listing = on_show()

    for path in ("/goods", f"/goods/{listing.listing_id}", f"/producers/{listing.producer_id}"):
        assert visitor.get(path).headers["cache-control"].startswith("public")


@pytest.mark.parametrize("state", ["submitted", "removed", "missing"])
def test_goods_that_are_not_on_show_are_not_found(visitor: Client, state: str) -> None:
    listing = offered() if state == "submitted" else on_show()
    if state == "removed":
        remove(listing.listing_id, "投诉属实", "reviewer")
    path = "/goods/none" if state == "missing" else f"/goods/{listing.listing_id}"

    assert visitor.get(path).status_code == 404


def test_a_title_is_text_whatever_it_holds(visitor: Client) -> None:
    listing = on_show(Goods("<script>alert(1)</script>", 100, description="<b>x</b>\nsecond line"))

    html = visitor.get(f"/goods/{listing.listing_id}").body

    assert "&lt;script&gt;" in html
    assert "<b>x</b>" not in html


def test_all_goods_are_read_by_page(visitor: Client) -> None:
    for at in range(26):
        on_show(Goods(f"Goods {at}", 100))

    first = visitor.get("/goods").body
    more = re.search(r'href="(/goods\?cursor=[^"]+)"', first)

    assert more
    assert first.count('class="card"') == 24
    assert visitor.get(more[1]).body.count('class="card"') == 2


def test_a_made_up_cursor_leads_to_the_first_page(visitor: Client) -> None:
    assert visitor.get("/goods?cursor=made-up").status_code == 200


def test_a_storefront_shows_its_own_goods_on_show(visitor: Client) -> None:
    listing = on_show()
    offered(Goods("Not yet", 100))

    html = visitor.get(f"/producers/{listing.producer_id}").body

    assert SILVER.title in html
    assert "Not yet" not in html


def test_an_empty_fair_says_so(visitor: Client) -> None:
    assert "coming soon" in visitor.get("/goods").body
    assert visitor.get("/producers/nobody").status_code == 404
