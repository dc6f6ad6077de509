"""The reviewer's pages: the queue, and a decision on each case."""

import pytest

from chalicelib.catalogue import (
    Goods,
    Listing,
    edit_listing,
    get_listing,
    recommend,
    submit_listing,
)
from chalicelib.stock import Stock
from tests.catalogue.test_states import STEPS_TO, listing_in
from tests.client import Client
from tests.goods import SILVER, offered, on_show
from tests.people import LEISHAN, SignIn

STOPPED = Goods("治胃病的蜂蜜", 5_900, "honey-preserves")


def recommended() -> Listing:
    return recommend(offered().listing_id, LEISHAN, "official")


def test_the_queue_shows_what_the_counties_recommended(reviewer: Client) -> None:
    assert "Nothing is waiting for review." in reviewer.get("/review").body
    listing = recommended()

    html = reviewer.get("/review").body

    assert f'href="/review/{listing.listing_id}"' in html
    assert "杨家银饰" in html


def test_one_button_puts_goods_on_show(reviewer: Client, visitor: Client) -> None:
    listing = recommended()
    path = f"/review/{listing.listing_id}"
    assert f'value="{listing.state_since}"' in reviewer.get(path).body

    page = reviewer.follow(reviewer.post(f"{path}/approve", seen=listing.state_since))

    assert "Approved. The product is now on sale." in page.body
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 200


def test_what_the_machine_stops_is_approved_only_by_somebody_who_read_it(
    reviewer: Client, visitor: Client
) -> None:
    listing = offered(goods=STOPPED)
    assert listing.state == "rejected"
    submit_listing(listing.listing_id, listing.producer_id, by="yang", to_person=True)
    listing = recommend(listing.listing_id, LEISHAN, "official")
    path = f"/review/{listing.listing_id}"

    page = reviewer.get(path).body
    assert "<mark>治胃病</mark>" in page
    assert "may not promise to treat" in page
    assert "The maker asked for a person" in page
    assert "Has to be changed" in page
    refused = reviewer.post(f"{path}/approve", seen=listing.state_since)
    assert refused.status_code == 422
    assert "Please read the marked words" in refused.body
    assert 'href="#despite"' in refused.body

    reviewer.follow(reviewer.post(f"{path}/approve", seen=listing.state_since, despite="yes"))
    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 200
    assert get_listing(listing.listing_id).screened_as == "stop"


def test_goods_are_sent_back_with_a_reason(reviewer: Client) -> None:
    listing = recommended()

    reviewer.follow(
        reviewer.post(
            f"/review/{listing.listing_id}/reject", seen=listing.state_since, reason="图文不符"
        )
    )

    assert get_listing(listing.listing_id).reason == "图文不符"


@pytest.mark.parametrize("state", STEPS_TO)
def test_the_page_of_goods_opens_in_every_state(reviewer: Client, shop: Client, state: str) -> None:
    listing = listing_in(state)

    for page in (
        reviewer.get(f"/review/{listing.listing_id}"),
        shop.get(f"/shop/listings/{listing.listing_id}"),
    ):
        assert page.status_code == 200
        assert listing.title in page.body


def test_a_decision_without_a_reason_is_asked_for_one(reviewer: Client) -> None:
    listing = recommended()

    answer = reviewer.post(f"/review/{listing.listing_id}/reject", reason="   ")

    assert answer.status_code == 422
    assert "Please give a reason" in answer.body
    assert 'href="#reason"' in answer.body


def test_a_reason_too_long_comes_back(reviewer: Client) -> None:
    listing = recommended()

    answer = reviewer.post(f"/review/{listing.listing_id}/reject", reason="长" * 301)

    assert answer.status_code == 422
    assert "长" * 301 in answer.body


def test_goods_that_changed_meanwhile_are_looked_at_again(reviewer: Client) -> None:
    listing = recommended()
    edit_listing(listing.listing_id, listing.producer_id, Goods("Gold", 1), by="yang")

    answer = reviewer.post(f"/review/{listing.listing_id}/approve", seen=listing.state_since)

    assert answer.status_code == 409
    assert "This product changed after you opened the page. Please check it again." in answer.body
    assert not Stock.get(listing.sku_id).on_sale


def test_goods_on_show_are_taken_down(reviewer: Client, visitor: Client) -> None:
    listing = on_show()
    assert (
        f'href="/review/{listing.listing_id}"' in reviewer.get(f"/goods/{listing.listing_id}").body
    )

    reviewer.follow(reviewer.post(f"/review/{listing.listing_id}/remove", reason="投诉属实"))

    assert visitor.get(f"/goods/{listing.listing_id}").status_code == 404
    assert not Stock.get(listing.sku_id).on_sale


@pytest.mark.parametrize("grant", ["producer:p1", f"official:{LEISHAN}", "manager:*"])
def test_nobody_else_decides(signed_in_as: SignIn, grant: str) -> None:
    other, listing = signed_in_as(grant), recommended()

    assert other.get("/review").status_code == 404
    assert other.post(f"/review/{listing.listing_id}/approve").status_code == 404
    assert get_listing(listing.listing_id).state == "recommended"
    assert SILVER.title == listing.title
