"""Where the language link leads: to the same page, with its query, and never where only forms are taken."""

import re
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest

from tests.client import ORIGIN, Answer, Client
from tests.goods import stocked
from tests.people import LEISHAN, SignIn

FORM = "application/x-www-form-urlencoded"


def led_to(client: Client, answer: Answer) -> str:
    """Where the language link of a page ends."""
    (link,) = re.findall(r'class="language" href="([^"]+)"', answer.body)
    return unquote(client.get(unescape(link)).location)


def sent_from(client: Client, page: str, path: str, **fields: str) -> Answer:
    """A form as a browser sends it, which says on which page it stood."""
    typed = "&".join(f"{name}={value}" for name, value in {"csrf": client.csrf(), **fields}.items())
    headers = {"content-type": FORM, "origin": ORIGIN, "referer": ORIGIN + page}
    return client.send("POST", path, body=typed, headers=headers)


def test_the_language_link_keeps_the_period_of_a_report(manager: Client) -> None:
    asked = "/impact?from=2026-11-01&to=2026-11-30&by=session"

    assert led_to(manager, manager.get(asked)) == asked


def test_a_form_shown_again_links_to_its_page(official: Client, shop: Client) -> None:
    opening = official.post("/office/open", step="check", county=LEISHAN, title="")
    listing = shop.post("/shop/listings", title="")

    assert (opening.status_code, listing.status_code) == (422, 422)
    assert led_to(official, opening) == "/office/open"
    assert led_to(shop, listing) == "/shop/listings/new"


def test_a_form_shown_again_keeps_the_query_of_its_page(official: Client) -> None:
    page = f"/office/open?county={LEISHAN}"

    answer = sent_from(official, page, "/office/open", step="check", county=LEISHAN)

    assert led_to(official, answer) == page


def test_the_checkout_shown_again_is_the_checkout(buyer: Client) -> None:
    stocked("pear")
    buyer.post("/basket/lines", sku_id="pear", quantity=1, price_fen=500)

    answer = sent_from(buyer, "/orders", "/orders", method="cod")

    assert answer.status_code == 422
    assert led_to(buyer, answer) == "/checkout"


@pytest.mark.parametrize(
    ("seen", "back"),
    [
        ("/goods?seen=a", "/goods?seen=a"),
        ("/basket/lines", "/"),
        ("//elsewhere.example/goods", "/"),
    ],
)
def test_a_refused_form_links_to_the_page_on_which_it_stood(
    visitor: Client, seen: str, back: str
) -> None:
    answer = sent_from(visitor, seen, "/sign-out", csrf="0" * 32)

    assert answer.status_code == 403
    assert led_to(visitor, answer) == back


def test_a_page_elsewhere_is_not_led_back_to(visitor: Client) -> None:
    headers = {"content-type": FORM, "referer": "https://elsewhere.example/goods"}

    answer = visitor.send("POST", "/sign-out", body="", headers=headers)

    assert led_to(visitor, answer) == "/"


def test_whoever_signs_in_gets_the_page_with_its_query(app: Any, signed_in_as: SignIn) -> None:
    answer = Client(app).get("/impact?from=2026-11-01&by=session")

    assert unquote(answer.location) == "/sign-in?next=/impact?from=2026-11-01&by=session"
    assert answer.location.count("&") == 0


@pytest.mark.parametrize("header", ["http://[", "http://[::1", "//[", "https://ex[ample/"])
@pytest.mark.parametrize("path", ["/sign-in", "/basket/lines", "/orders", "/shop/listings"])
def test_an_address_that_is_none_breaks_no_page(visitor: Client, path: str, header: str) -> None:
    headers = {"content-type": FORM, "origin": ORIGIN, "referer": header}

    answer = visitor.send("POST", path, body=f"csrf={visitor.csrf()}", headers=headers)
    without_origin = visitor.send(
        "POST", path, body=f"csrf={visitor.csrf()}", headers={**headers, "origin": header}
    )

    assert answer.status_code < 500
    assert without_origin.status_code == 403
    assert "<h1" in without_origin.body
