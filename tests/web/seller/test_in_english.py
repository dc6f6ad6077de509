"""What a maker says of goods in English beside their own words: asked for, screened and reviewed like those."""

from typing import Any

import pytest

from chalicelib.catalogue import Listing, get_listing, publish, recommend
from chalicelib.producers import Producer
from chalicelib.stock import Stock
from tests.client import Answer, Client
from tests.goods import offered
from tests.people import LEISHAN, SignIn

WORDS = {
    "title": "雷山银发簪",
    "price": "168",
    "unit": "piece",
    "category": "crafts",
    "description": "手工錾刻。",
    "title_en": "Leishan silver hairpin",
    "description_en": "Chased by hand.\nAbout 30 g of silver.",
}


@pytest.fixture
def listing(yang: Producer) -> Listing:
    return offered(producer_id=yang.producer_id)


def reword(shop: Client, listing: Listing, **other: Any) -> Answer:
    return shop.post(f"/shop/listings/{listing.listing_id}/edit", **{**WORDS, **other})


def test_goods_are_said_in_two_languages_and_so_is_their_stock(
    shop: Client, listing: Listing
) -> None:
    answer = reword(shop, listing)

    changed = get_listing(listing.listing_id)
    assert answer.status_code == 303
    assert (changed.title, changed.title_en) == ("雷山银发簪", "Leishan silver hairpin")
    assert changed.description_en == "Chased by hand.\nAbout 30 g of silver."
    assert Stock.get(listing.sku_id).title_en == "Leishan silver hairpin"


def test_english_words_are_shown_in_the_form_again_and_can_be_taken_out(
    shop: Client, listing: Listing
) -> None:
    reword(shop, listing)

    page = shop.get(f"/shop/listings/{listing.listing_id}/edit").body
    reword(shop, listing, title_en="", description_en="")

    assert 'value="Leishan silver hairpin"' in page
    assert not get_listing(listing.listing_id).title_en
    assert not Stock.get(listing.sku_id).title_en


@pytest.mark.parametrize(
    ("field", "text"),
    [("title_en", "x" * 121), ("description_en", "x" * 2_001), ("title_en", "\ue816")],
)
def test_what_is_too_long_or_odd_in_english_comes_back(
    shop: Client, listing: Listing, field: str, text: str
) -> None:
    answer = reword(shop, listing, **{field: text})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.body
    assert "手工錾刻。" in answer.body
    assert not get_listing(listing.listing_id).title_en


def test_the_machine_reads_the_english_words_too(shop: Client, listing: Listing) -> None:
    reword(shop, listing, title_en="The best hairpin in China", description_en="It cures cancer.")

    stopped = get_listing(listing.listing_id)
    page = shop.get(f"/shop/listings/{listing.listing_id}").body
    assert stopped.state == "rejected"
    assert "<mark>" in page.partition('<div lang="en">')[2].partition("</div>")[0]


def test_county_and_reviewer_read_both_languages(
    shop: Client, signed_in_as: SignIn, listing: Listing
) -> None:
    reword(shop, listing)
    official, reviewer = signed_in_as(f"official:{LEISHAN}"), signed_in_as("governance:*")

    pages = [
        official.get("/office/listings").body,
        reviewer.get(f"/review/{listing.listing_id}").body,
    ]

    for page in pages:
        assert "雷山银发簪" in page
        assert "Leishan silver hairpin" in page
        assert "About 30 g of silver." in page


def test_words_that_changed_in_one_language_are_not_approved_unseen(
    shop: Client, signed_in_as: SignIn, listing: Listing
) -> None:
    recommend(listing.listing_id, LEISHAN, "li")
    seen = get_listing(listing.listing_id).state_since
    reword(shop, listing, title=listing.title, title_en="Something else")

    answer = signed_in_as("governance:*").post(f"/review/{listing.listing_id}/approve", seen=seen)

    assert answer.status_code == 409
    assert get_listing(listing.listing_id).state == "submitted"


def test_goods_on_show_keep_their_english_words_until_somebody_has_read_the_new(
    shop: Client, listing: Listing
) -> None:
    recommend(listing.listing_id, LEISHAN, "li")
    publish(listing.listing_id, "wang")

    answer = reword(shop, listing)

    assert answer.location.endswith("?done=revised")
    assert not get_listing(listing.listing_id).title_en
