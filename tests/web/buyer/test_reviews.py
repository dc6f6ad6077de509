"""The pages of reviews: of the buyer, of everybody, of the seller and of the reviewer."""

import json
from typing import Any

import pytest

from chalicelib import service
from chalicelib.catalogue import Listing
from chalicelib.media import Photo
from chalicelib.orders import Order, WantedLine
from tests.client import Client
from tests.goods import delivered, goods_of_wu
from tests.governance.claims import photo
from tests.people import GUEST, HOME, SignIn
from tests.service.remarks import now_of, question, released, review_form, reviewed

FORM = {"stars": "5", "text": "又脆又甜", "form_key": "ab" * 8}


@pytest.fixture
def listing() -> Listing:
    return goods_of_wu("Crisp pears", price_fen=500)


@pytest.fixture
def order(listing: Listing) -> Order:
    return delivered(WantedLine(listing.sku_id, 2, 500), buyer_id=GUEST)


def path_of(order: Order) -> str:
    return f"/orders/{order.order_id}/lines/0/review"


def written(buyer: Client, order: Order, **more: str) -> str:
    answer = buyer.post(path_of(order), **{**FORM, **more})
    assert answer.status_code == 303, answer.body
    return answer.location


def test_a_review_goes_from_the_orders_page_to_everybody(
    buyer: Client, reviewer: Client, visitor: Client, order: Order, listing: Listing
) -> None:
    assert path_of(order) in buyer.get(f"/orders/{order.order_id}").body
    assert "We read it first" in buyer.get(written(buyer, order)).body
    goods = f"/goods/{listing.listing_id}"
    assert "又脆又甜" not in buyer.get(goods).body
    assert "又脆又甜" in reviewer.get("/review/remarks").body

    (remark,) = service.waiting_for_reviewer().items
    remark_page = f"/review/remarks/{remark.remark_id}"
    assert "Crisp pears" in reviewer.get(remark_page).body
    done = reviewer.post(f"{remark_page}/release", part="words", seen="1")

    assert "Published." in reviewer.follow(done).body
    page = visitor.get(goods).body
    assert "又脆又甜" in page
    assert f"{HOME.name[:1]}**" in page
    assert HOME.name not in page
    assert HOME.phone not in page
    assert order.order_id not in page
    assert GUEST not in page
    assert "An average is shown from three on." in page


def test_three_reviews_have_a_mean_and_a_spread(visitor: Client) -> None:
    listing = goods_of_wu("Pears </script><b>", price_fen=500)
    for i, stars in enumerate((5, 5, 3)):
        assert "aggregateRating" not in visitor.get(f"/goods/{listing.listing_id}").body
        bought = delivered(WantedLine(listing.sku_id, 1, 500), buyer_id=f"g{i}")
        released(reviewed(bought, review_form(f"第{i}条", stars=stars)))

    page = visitor.get(f"/goods/{listing.listing_id}").body
    for_machines = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(for_machines)["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.3",
        "reviewCount": 3,
    }
    assert json.loads(for_machines)["name"] == listing.title
    assert "<b>4.3</b>" in page
    assert "3 reviews" in page
    assert '<progress value="2" max="3"' in page


def test_a_form_that_is_wrong_loses_nothing(buyer: Client, order: Order) -> None:
    photo("ph1", GUEST)

    answer = buyer.post(path_of(order), **{"text": "好<b>", "photo-1": "ph1"})
    long = buyer.post(path_of(order), **{**FORM, "text": "好" * 10_000, "stars": "2"})

    assert answer.status_code == long.status_code == 422
    assert 'href="#stars"' in answer.body
    assert "好&lt;b&gt;" in answer.body
    assert 'value="ph1" checked' in answer.body
    assert "好" * 10_000 in long.body
    assert 'value="2" checked' in long.body


def test_signs_that_nobody_sees_are_not_kept(buyer: Client, order: Order) -> None:
    written(buyer, order, text="好\u202e吃\u200b的\u2066梨")

    assert "好吃的梨" in buyer.get(path_of(order)).body


def test_a_second_tab_hears_that_there_is_a_review(buyer: Client, order: Order) -> None:
    assert written(buyer, order) == written(buyer, order)

    answer = buyer.post(path_of(order), **{**FORM, "form_key": "cd" * 8})

    assert answer.status_code == 409
    assert "You have already reviewed this product." in answer.body


def test_somebody_elses_order_is_not_found(app: Any, order: Order, wu: Client) -> None:
    for stranger in (Client(app), wu):
        assert stranger.get(path_of(order)).status_code == 404
        assert stranger.post(path_of(order), **FORM).status_code == 404
    for line in ("1", "-1", "x", "99999999999"):
        assert (
            Client(app, cookies={"device": "gmei"})
            .get(f"/orders/{order.order_id}/lines/{line}/review")
            .status_code
            == 404
        )


def test_forged_photos_are_none(buyer: Client, order: Order) -> None:
    photo("theirs", "gli")
    photo("evidence", GUEST, private=True)

    for forged in ("theirs", "evidence", "../../evidence/x", "nobodys"):
        page = buyer.get(f"{path_of(order)}?photo-1={forged}").body
        assert f'value="{forged}"' not in page
        assert f"photo-1={forged}" not in page
        answer = buyer.post(path_of(order), **{**FORM, "photo-1": forged})
        assert answer.status_code == 422


def test_photos_come_one_after_the_other(buyer: Client, order: Order) -> None:
    for i in range(4):
        photo(f"ph{i}", GUEST)
    three = buyer.get(f"{path_of(order)}?photo-1=ph0&photo-2=ph1&photo-3=ph2").body
    four = buyer.get(f"{path_of(order)}?photo-1=ph0&photo-2=ph1&photo-3=ph2&photo-4=ph3").body

    assert "photo-1=ph0&amp;photo-2=ph1&amp;photo-3=ph2&amp;photo-4=" in three
    assert 'action="/uploads/"' in three
    assert 'action="/uploads/"' not in four
    written(buyer, order, **{"photo-1": "ph0", "photo-4": "ph3"})
    assert "With 2 photos" in buyer.get(path_of(order)).body


def test_the_page_follows_its_own_photo(buyer: Client, order: Order) -> None:
    photos = f"/orders/{order.order_id}/lines/0/photos"
    photo("theirs", "gli")
    begun = json.loads(buyer.post(photos).body)

    waiting = json.loads(buyer.get(f"{photos}/{begun['photo_id']}").body)
    Photo(begun["photo_id"]).update(actions=[Photo.state.set("ready")])
    ready = json.loads(buyer.get(f"{photos}/{begun['photo_id']}").body)

    assert waiting == {"state": "awaiting", "problem": "", "src": ""}
    assert ready["src"] == f"/photos/{begun['photo_id']}/480.jpg"
    assert buyer.get(f"{photos}/theirs").status_code == 404


def test_a_refusal_comes_with_its_reason_and_the_words(
    buyer: Client, reviewer: Client, order: Order
) -> None:
    remark = reviewed(order, review_form("加我微信 abc12345", stars=2))
    here = f"/review/remarks/{remark.remark_id}"

    page = reviewer.get(here).body
    empty = reviewer.post(f"{here}/refuse", part="words", seen="1", reason=" ")
    unread = reviewer.post(f"{here}/release", part="words", seen="1")
    old = reviewer.post(f"{here}/release", part="words", seen="7", despite="yes")
    reviewer.post(f"{here}/refuse", part="words", seen="1", reason="请去掉联系方式")

    assert "<mark>" in page
    assert "buyers would lose their protection" in page
    assert empty.status_code == 422
    assert (unread.status_code, 'href="#despite"' in unread.body) == (422, True)
    assert old.status_code == 409
    again = buyer.get(path_of(order)).body
    assert "请去掉联系方式" in again
    assert "加我微信 abc12345</textarea>" in again
    written(buyer, order, text="很好")
    assert now_of(remark).words.state == "waiting"


def test_praise_of_a_buyer_is_no_finding(reviewer: Client, order: Order) -> None:
    remark = reviewed(order, review_form("这是我吃过最好的梨，全国第一"))

    assert "<mark>" not in reviewer.get(f"/review/remarks/{remark.remark_id}").body


def test_a_seller_answers_and_a_refused_answer_comes_back(
    wu: Client, signed_in_as: SignIn, reviewer: Client, visitor: Client, listing: Listing
) -> None:
    shop = signed_in_as(f"producer:{listing.seller_id}")
    asked = released(question(listing, "有多重？"))
    here = f"/shop/remarks/{asked.remark_id}"

    assert '<span class="chip chip-soon">1</span>' in shop.get("/shop").body
    assert "有多重？" in shop.get("/shop/remarks").body
    assert wu.get(here).status_code == wu.post(here, text="不是我的").status_code == 404
    assert shop.post(here, text=" ").status_code == 422
    shop.follow(shop.post(here, text="约半斤，电话 13800138000", form_key="ab" * 8))
    queue = f"/review/remarks/{asked.remark_id}"
    assert "<mark>" in reviewer.get(queue).body
    reviewer.post(f"{queue}/refuse", part="reply", seen="3", reason="请去掉电话")
    assert "请去掉电话" in shop.get(here).body
    shop.post(here, text="约半斤", form_key="cd" * 8)
    reviewer.post(f"{queue}/release", part="reply", seen="5")

    page = visitor.get(f"/goods/{listing.listing_id}").body
    assert "有多重？" in page
    assert "约半斤" in page
    assert "13800138000" not in page


def test_an_addition_stands_under_the_review(
    buyer: Client, reviewer: Client, visitor: Client, order: Order, listing: Listing
) -> None:
    remark = released(reviewed(order))
    here = path_of(order).replace("/review", "/addition")

    assert buyer.post(here, text="").status_code == 422
    buyer.follow(buyer.post(here, text="一个月后还脆", form_key="ee" * 8))
    assert "一个月后还脆" not in visitor.get(f"/goods/{listing.listing_id}").body
    reviewer.post(f"/review/remarks/{remark.remark_id}/release", part="addition", seen="3")

    assert "一个月后还脆" in visitor.get(f"/goods/{listing.listing_id}/reviews").body
    assert "一个月后还脆" in buyer.get(path_of(order)).body


def test_whoever_is_signed_in_is_told(signed_in_as: SignIn, listing: Listing) -> None:
    mei = signed_in_as("buyer:*", person_id="pmei")
    bought = delivered(WantedLine(listing.sku_id, 1, 500), buyer_id="pmei")
    mei.post(path_of(bought), **FORM)
    (remark,) = service.waiting_for_reviewer().items
    released(remark)

    page = mei.get("/me/notices").body
    assert "Your review of “Crisp pears” has been published." in page
    assert f'href="{path_of(bought)}"' in page
    shop = signed_in_as(f"producer:{listing.seller_id}")
    told = shop.get("/me/notices").body
    assert "“Crisp pears” has a new review." in told
    assert bought.order_id not in told + shop.get(f"/shop/remarks/{remark.remark_id}").body
