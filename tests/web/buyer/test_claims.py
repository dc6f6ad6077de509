"""The pages of claims: of the buyer, the seller and the platform; each shows a side what is theirs to do."""

import json
import re
from html import unescape
from typing import Any

import pytest
import urllib3

from chalicelib.media import Photo
from chalicelib.orders import Order
from chalicelib.store import put_object
from tests.client import Client
from tests.goods import buy, delivered, pears, stocked
from tests.governance.claims import claimed, declined, now_of, photo, refunds
from tests.people import GUEST, MEI, WU, SignIn
from tests.served import served


@pytest.fixture
def order() -> Order:
    return delivered(buyer_id=GUEST)


def ask(buyer: Client, order: Order, **more: str) -> str:
    fields = {"line-0": "yes", "fen-0": "10.00", "reason": "missing", "form_key": "ab" * 8, **more}
    answer = buyer.post(f"/orders/{order.order_id}/claim", **fields)
    assert answer.status_code == 303, answer.body
    return answer.location


def test_the_orders_page_leads_to_the_claim_and_shows_it(buyer: Client, order: Order) -> None:
    page = buyer.get(f"/orders/{order.order_id}").body
    assert f'href="/orders/{order.order_id}/claim"' in page

    claim_page = buyer.get(ask(buyer, order)).body

    assert "Your report has been sent to the seller" in claim_page
    page = buyer.get(f"/orders/{order.order_id}").body
    assert f'href="/orders/{order.order_id}/claims/0.1"' in page
    assert f'href="/orders/{order.order_id}/claim"' not in page  # its only line waits for an answer


def test_an_order_that_has_not_come_offers_no_claim(buyer: Client) -> None:
    stocked("pear")
    order = buy(pears(1), buyer_id=GUEST)

    assert "/claim" not in buyer.get(f"/orders/{order.order_id}").body
    assert (
        "There is nothing to report at the moment"
        in buyer.get(f"/orders/{order.order_id}/claim").body
    )


def test_the_only_line_is_chosen_and_the_amount_is_there(buyer: Client, order: Order) -> None:
    page = buyer.get(f"/orders/{order.order_id}/claim").body

    assert 'name="line-0" value="yes" checked' in page
    assert 'value="10.00"' in page


def test_a_form_with_problems_comes_back_as_it_was(buyer: Client, order: Order) -> None:
    answer = buyer.post(
        f"/orders/{order.order_id}/claim",
        **{"line-0": "yes", "fen-0": "<99>", "text": "裂了<b>"},
    )

    assert answer.status_code == 422
    assert 'href="#fen-0"' in answer.body
    assert 'href="#reason"' in answer.body
    assert "&lt;99&gt;" in answer.body
    assert "裂了&lt;b&gt;" in answer.body


def test_damage_without_a_photo_asks_for_one(buyer: Client, order: Order) -> None:
    answer = buyer.post(
        f"/orders/{order.order_id}/claim", **{"line-0": "yes", "fen-0": "1", "reason": "damaged"}
    )

    assert answer.status_code == 422
    assert 'href="#photo"' in answer.body


def test_a_photo_that_was_sent_stays_with_the_form(buyer: Client, order: Order) -> None:
    photo("ph1", GUEST)

    page = buyer.get(f"/orders/{order.order_id}/claim?photo=ph1").body

    assert 'name="photo" value="ph1"' in page
    assert "The photo is good." in page


def test_a_page_follows_a_photo_of_its_own_order_only(buyer: Client, order: Order) -> None:
    path = f"/orders/{order.order_id}/photos"
    photo("of-another", "gwang")

    begun = buyer.post(path)

    assert '"success_action_redirect"' in begun.body
    assert buyer.get(f"{path}/of-another").status_code == 404


def test_a_claim_made_twice_leads_to_the_same_page(buyer: Client, order: Order) -> None:
    assert ask(buyer, order) == ask(buyer, order)


def test_an_open_claim_refuses_another_with_a_sentence(buyer: Client, order: Order) -> None:
    ask(buyer, order)

    answer = buyer.post(
        f"/orders/{order.order_id}/claim",
        **{"line-0": "yes", "fen-0": "1", "reason": "missing", "form_key": "cd" * 8},
    )

    assert answer.status_code == 409
    assert "” already has an open report. Please wait until it is settled." in answer.body


def test_a_stranger_finds_none_of_it(visitor: Client, signed_in_as: SignIn) -> None:
    claim = claimed(delivered())
    other_shop = signed_in_as("producer:li")

    assert visitor.get(f"/orders/{claim.order_id}/claim").status_code == 404
    assert visitor.get(f"/orders/{claim.order_id}/claims/0.1").status_code == 404
    assert visitor.post(f"/orders/{claim.order_id}/claims/0.1/withdraw").status_code == 404
    assert other_shop.get(f"/shop/claims/{claim.claim_id}").status_code == 404
    assert other_shop.post(f"/shop/claims/{claim.claim_id}/accept").status_code == 404
    assert now_of(claim).state == "opened"


def test_the_shop_shows_how_many_claims_wait_and_which(wu: Client) -> None:
    assert "No reported problem needs a reply." in wu.get("/shop/claims").body
    claim = claimed()

    assert '<span class="chip chip-soon">1</span>' in wu.get("/shop").body
    assert f'href="/shop/claims/{claim.claim_id}"' in wu.get("/shop/claims").body
    assert wu.get("/shop/claims?shop=li").status_code == 404


def test_a_seller_accepts_with_one_button(wu: Client) -> None:
    claim = claimed()

    page = wu.follow(wu.post(f"/shop/claims/{claim.claim_id}/accept"))

    assert "¥10.00 will be refunded to the original" in page.body
    assert refunds(claim.order_id) == [("claim.0.1", 1000, True)]
    assert "No reported problem needs a reply." in wu.get("/shop/claims").body
    assert claim.claim_id in wu.get("/shop/claims?list=all").body


def test_a_seller_offers_a_part_and_the_buyer_takes_it(wu: Client, buyer: Client) -> None:
    claim = claimed(delivered(buyer_id=GUEST))
    path = f"/orders/{claim.order_id}/claims/0.1"

    wu.follow(wu.post(f"/shop/claims/{claim.claim_id}/offer", offer="4.5", reply="抱歉"))
    assert "The seller offers ¥4.50" in buyer.get(path).body
    page = buyer.follow(buyer.post(f"{path}/take"))

    assert "¥4.50 will be refunded" in page.body
    assert buyer.post(f"{path}/withdraw").status_code == 409


@pytest.mark.parametrize("offer", ["", "0", "10", "99", "1e3", "-1"])
def test_an_offer_that_is_no_part_comes_back(wu: Client, offer: str) -> None:
    claim = claimed()

    answer = wu.post(f"/shop/claims/{claim.claim_id}/offer", offer=offer, reply="抱歉")

    assert answer.status_code == 422
    assert 'href="#offer"' in answer.body
    assert "抱歉" in answer.body


def test_a_no_needs_a_reason(wu: Client) -> None:
    claim = claimed()

    assert wu.post(f"/shop/claims/{claim.claim_id}/decline", reply=" ").status_code == 422
    wu.follow(wu.post(f"/shop/claims/{claim.claim_id}/decline", reply="完好"))

    assert now_of(claim).state == "declined"


def test_a_dispute_is_heard_and_decided(wu: Client, buyer: Client, reviewer: Client) -> None:
    claim = declined(delivered(buyer_id=GUEST))
    path = f"/orders/{claim.order_id}/claims/0.1"

    empty = buyer.post(f"{path}/dispute", form_key="ee" * 8, is_all="yes")
    assert empty.status_code == 422
    buyer.follow(buyer.post(f"{path}/dispute", text="裂了", form_key="ee" * 8, is_all="yes"))
    assert "Both sides are adding evidence" in reviewer.get("/review/claims").body
    wu.follow(
        wu.post(
            f"/shop/claims/{claim.claim_id}/evidence", text="没裂", form_key="ff" * 8, is_all="yes"
        )
    )
    assert '<span class="chip chip-soon">1</span>' in reviewer.get("/review").body
    case = reviewer.get(f"/review/claims/{claim.claim_id}").body
    assert "裂了" in case
    assert "没裂" in case
    decided = reviewer.post(
        f"/review/claims/{claim.claim_id}/decide", verdict="part", amount="2.50", reason="both"
    )

    assert "Decided" in reviewer.follow(decided).body
    for page in (buyer.get(path), wu.get(f"/shop/claims/{claim.claim_id}")):
        assert "The platform decided: partial refund." in page.body
        assert "Both sides share responsibility" in page.body
    assert refunds(claim.order_id) == [("claim.0.1", 250, True)]


def test_a_buyer_is_shown_no_secret_of_the_case(buyer: Client) -> None:
    claim = claimed(delivered(buyer_id=GUEST))

    page = buyer.get(f"/orders/{claim.order_id}/claims/0.1").body

    assert "/accept" not in page
    assert MEI not in page


def test_an_answer_says_who_gave_it_in_the_sellers_name(wu: Client, order: Order) -> None:
    claim = claimed(order)

    wu.post(f"/shop/claims/{claim.claim_id}/decline", reply="完好无损")

    assert now_of(claim).changed_by == f"p-producer-{WU}"


def test_a_photo_is_shown_to_both_sides_and_the_officer_alone(
    app: Any, buyer: Client, wu: Client, reviewer: Client, order: Order
) -> None:
    photo("ph1", GUEST, private=True)
    put_object("evidence/ph1/480.jpg", b"jpeg", content_type="image/jpeg")
    claim = claimed(order, reason="damaged", photo_id="ph1")
    pages = {
        "buyer": buyer.get(f"/orders/{claim.order_id}/claims/{claim.claim_key}"),
        "seller": wu.get(f"/shop/claims/{claim.claim_id}"),
        "officer": reviewer.get(f"/review/claims/{claim.claim_id}"),
    }

    with served(app) as fair:
        for whose, page in pages.items():
            (address,) = re.findall(r'src="(/evidence/[^"]+)"', page.body)
            assert read(fair + unescape(address)) == b"jpeg", whose
        assert b"jpeg" not in read(f"{fair}/evidence/ph1/480.jpg")
        assert b"jpeg" not in read(f"{fair}/photos/ph1/480.jpg")


def test_a_photo_of_before_is_still_found(buyer: Client, order: Order) -> None:
    photo("ph1", GUEST)
    claim = claimed(order, reason="damaged", photo_id="ph1")

    page = buyer.get(f"/orders/{claim.order_id}/claims/{claim.claim_key}").body

    assert 'src="/photos/ph1/480.jpg"' in page


def test_a_photo_that_is_awaited_comes_by_itself(buyer: Client, order: Order) -> None:
    begun = json.loads(buyer.post(f"/orders/{order.order_id}/photos").body)
    claim = claimed(order, reason="damaged", photo_id=begun["photo_id"])
    path = f"/orders/{claim.order_id}/claims/{claim.claim_key}"

    waiting = buyer.get(path).body
    sent = Photo.find(begun["photo_id"])
    sent.state = "ready"
    sent.save()
    ready = buyer.get(path).body

    assert re.search(r'src="/static/claim[^"]*\.js"', waiting)
    assert "data-awaiting" in waiting
    assert 'id="so-far"' in ready
    assert "data-awaiting" not in ready
    assert "/static/claim" not in ready


def test_the_page_of_the_form_shows_ones_own_photo(buyer: Client, order: Order) -> None:
    begun = json.loads(buyer.post(f"/orders/{order.order_id}/photos").body)
    path = f"/orders/{order.order_id}/photos/{begun['photo_id']}"
    waiting = json.loads(buyer.get(path).body)
    sent = Photo.find(begun["photo_id"])
    sent.state = "ready"
    sent.save()

    page = buyer.get(f"/orders/{order.order_id}/claim?photo={sent.photo_id}").body

    assert waiting == {"state": "awaiting", "problem": "", "src": ""}
    assert json.loads(buyer.get(path).body)["src"].startswith(f"/evidence/{sent.photo_id}/480.jpg?")
    assert f'src="/evidence/{sent.photo_id}/480.jpg?' in page


def read(address: str) -> bytes:
    answer = urllib3.request("GET", address, redirect=False)
    return answer.data
