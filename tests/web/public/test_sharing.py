"""What other programs ask of the fair: what a page is called when it is shared, what may be found, and the icon."""

import re
from html import unescape

from tests.client import ORIGIN, Client
from tests.goods import goods_of_wu, on_show
from tests.people import SignIn


def said(body: str, name: str) -> str:
    (content,) = re.findall(rf'<meta property="og:{name}" content="([^"]*)">', body)
    return str(content)


def test_a_shared_page_says_what_it_is_and_where(visitor: Client) -> None:
    listing = on_show()
    path = f"/goods/{listing.listing_id}"

    body = visitor.get(f"{path}?seen=a").body

    assert said(body, "title") == listing.title
    assert said(body, "url") == ORIGIN + path
    assert said(body, "image").startswith(f"{ORIGIN}/")
    assert f'<link rel="canonical" href="{ORIGIN}{path}">' in body


def test_a_shared_title_is_read_as_it_was_typed(visitor: Client) -> None:
    listing = goods_of_wu('Pears "from <Leishan>" & more')

    body = visitor.get(f"/goods/{listing.listing_id}").body

    assert unescape(said(body, "title")) == listing.title


def test_goods_are_shared_with_their_photo(visitor: Client) -> None:
    listing = on_show()
    listing.photo_ref = "f00d"
    listing.save()

    body = visitor.get(f"/goods/{listing.listing_id}").body

    assert said(body, "image") == f"{ORIGIN}/photos/f00d/960.jpg"


def test_a_page_of_ones_own_is_not_for_sharing(signed_in_as: SignIn, visitor: Client) -> None:
    pages = [signed_in_as("manager:*").get("/impact"), visitor.get("/basket")]

    assert not [page for page in pages if "og:" in page.body or "canonical" in page.body]


def test_robots_find_goods_and_nothing_of_one_s_own(visitor: Client) -> None:
    answer = visitor.get("/robots.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /basket\n" in answer.body
    assert not re.search(r"Disallow: /(goods|live|counties|static)?\n", answer.body)


def test_the_icon_is_found_without_a_page(visitor: Client) -> None:
    answer = visitor.get("/favicon.ico")

    assert answer.status_code == 302
    assert re.fullmatch(r"/static/icon-180\.[0-9a-f]{10}\.png", answer.location)
