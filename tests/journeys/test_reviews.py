"""Say how it was, with photos, and ask the shop: with and without JavaScript, and all its pages shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chalicelib.catalogue import Listing
from chalicelib.orders import Order, WantedLine
from chalicelib.service import (
    Remark,
    ReviewForm,
    add_to_review,
    ask,
    refuse,
    reply,
    reviews_of,
)
from tests.browser import Journey, Phone, complaints, follow, shown
from tests.goods import delivered, goods_of_wu
from tests.journeys.test_claims import LANGUAGES, sign_in
from tests.journeys.test_producer import receive_uploads
from tests.media.pictures import jpeg
from tests.people import MEI, REVIEWER
from tests.service.remarks import now_of, question, released, review_form, reviewed

__all__ = ["sign_in"]


@pytest.fixture
def pears(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"pear-{i}.jpg" for i in range(2)]
    for path in paths:
        path.write_bytes(jpeg(size=(900, 700)))
    return paths


def bought(listing: Listing, buyer_id: str = MEI) -> Order:
    return delivered(WantedLine(listing.sku_id, 1, 500), buyer_id=buyer_id)


def review_of(order: Order) -> Remark:
    return reviews_of(order)[0]


@pytest.mark.parametrize("script", [True, False])
def test_a_buyer_reviews_with_two_photos(
    small_fair: str,
    new_phone: Phone,
    sign_in: Callable[..., Page],
    pears: list[Path],
    *,
    script: bool,
) -> None:
    order = bought(goods_of_wu("脆梨", price_fen=500))
    page = sign_in(new_phone(small_fair, script=script), "buyer:*", MEI)
    heard = complaints(page)
    page.goto(f"/orders/{order.order_id}")
    journey = Journey("buyer reviews with two photos" + ("" if script else " without JavaScript"))

    journey.tap(page.get_by_role("link", name="评价“脆梨”"))
    for i, photo in enumerate(pears, start=1):
        journey.attach(page.locator("#photo"), photo)
        if not script:
            journey.tap(page.get_by_role("button", name="发送照片"))
        expect(page.get_by_label(f"照片 {i}")).to_be_checked()
    journey.tap(page.get_by_text("很好", exact=True))
    journey.fill(page.get_by_label("说说您的感受"), "又脆又甜")
    journey.tap(page.get_by_role("button", name="提交评价"))
    expect(page.get_by_text("平台先看一遍再公开")).to_be_visible()
    journey.print_against(taps=3 if script else 5, fields=3)

    receive_uploads()
    assert len(released(review_of(order)).words.photo_ids) == 2
    assert heard == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_of_reviews_and_questions_can_be_shown(
    small_fair: str, new_phone: Phone, sign_in: Callable[..., Page], lang: str
) -> None:
    listing = goods_of_wu("雷山脆梨 5 斤", price_fen=500)
    buyer = sign_in(new_phone(small_fair, lang=lang), "buyer:*", MEI)
    shop = sign_in(new_phone(small_fair, lang=lang), f"producer:{listing.seller_id}")
    officer = sign_in(new_phone(small_fair, lang=lang), "governance:*")
    order = bought(listing)
    shown(buyer, f"/orders/{order.order_id}/lines/0/review", f"review-new-{lang}")
    follow(buyer, buyer.locator("#details button[type=submit]"))
    remark = reviewed(order, review_form("梨很脆很甜，一箱只坏了一个。加微信 abc12345 返现"))
    shown(officer, f"/review/remarks/{remark.remark_id}", f"remark-review-{lang}")
    key = remark.listing_id, remark.remark_key
    refuse(*key, "words", "请去掉联系方式", REVIEWER, version=1)
    shown(buyer, f"/orders/{order.order_id}/lines/0/review", f"review-refused-{lang}")
    _said(order, listing)
    shown(buyer, f"/orders/{order.order_id}", f"review-order-{lang}")
    shown(buyer, f"/goods/{listing.listing_id}", f"remarks-goods-{lang}")
    shown(buyer, f"/goods/{listing.listing_id}/reviews", f"remarks-reviews-{lang}")
    shown(buyer, f"/goods/{listing.listing_id}/ask", f"remarks-ask-{lang}")
    shown(officer, "/review/remarks", f"remarks-queue-{lang}")
    shown(shop, "/shop/remarks", f"remarks-shop-{lang}")
    open_question = question(listing, "能寄到新疆吗？", form_key="q9", asker_id="p9")
    shown(shop, f"/shop/remarks/{released(open_question).remark_id}", f"remarks-reply-{lang}")


def _said(order: Order, listing: Listing) -> None:
    """Three reviews with an addition and a reply, and a question with its answer."""
    remark = released(reviewed(order, review_form("梨很脆很甜，一箱只坏了一个。", form_key="f2")))
    add_to_review(order.order_id, 0, review_form("放了一个月还脆。", form_key="f3"), buyer_id=MEI)
    released(remark, "addition")
    key = remark.listing_id, remark.remark_key
    thanks = ReviewForm("r1", "谢谢您，坏的那个下次给您补上。")
    reply(*key, thanks, seller_ids=[listing.seller_id], by="pwu")
    released(remark, "reply")
    for i, stars in enumerate((3, 4)):
        released(reviewed(bought(listing, f"g{i}"), review_form("还可以", stars=stars)))
    asked = released(question(listing, "一箱大约几个？", asker_id="p1"))
    ask(listing.listing_id, ReviewForm("q2", "甜吗？"), asker_id="p2", network=None)
    answer = ReviewForm("r2", "十二到十五个，看大小。")
    reply(asked.listing_id, asked.remark_key, answer, seller_ids=[listing.seller_id], by="pwu")
    released(now_of(asked), "reply")
