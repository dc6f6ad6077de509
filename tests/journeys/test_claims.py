"""Report a problem with the goods: a photo and three taps, a clock that answers for the silent, and a decision."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chalicelib import ledger
from chalicelib.accounts import make_link
from chalicelib.governance import (
    Claim,
    EvidenceForm,
    add_sellers_evidence,
    any_claim,
    decline_claim,
    dispute_claim,
    project_fund,
    sweep_claims,
)
from chalicelib.orders import Order, orders_of
from tests.browser import (
    Journey,
    Phone,
    complaints,
    follow,
    looked_at,
    shown,
)
from tests.goods import delivered
from tests.governance.claims import claimed, refunds
from tests.media.pictures import jpeg
from tests.people import MEI, WU, seller

LANGUAGES = ("zh-Hans", "en")


@pytest.fixture
def crack(tmp_path: Path) -> Path:
    path = tmp_path / "crack.jpg"
    path.write_bytes(jpeg(size=(900, 700)))
    return path


@pytest.fixture
def sign_in(signed_in_as: Callable[..., object]) -> Callable[..., Page]:
    """Signs a page in as somebody with a grant."""

    def enter(page: Page, grant: str, person_id: str = "") -> Page:
        chosen = person_id or "p-" + grant.replace(":", "-").replace("*", "all")
        signed_in_as(grant, person_id=chosen)
        page.goto(f"/sign-in/link/{make_link(chosen, made_by='test')}")
        if page.locator("main form button").count():
            follow(page, page.locator("main form button").first)
        return page

    return enter


def bought() -> Order:
    seller(WU)
    return delivered(buyer_id=MEI)


def claim_of(order: Order) -> Claim:
    return any_claim(f"{order.order_id}.0.1")


@pytest.mark.parametrize("script", [True, False])
def test_a_buyer_claims_with_a_photo_in_three_taps_and_silence_refunds(
    small_fair: str, new_phone: Phone, sign_in: Callable[..., Page], crack: Path, *, script: bool
) -> None:
    from tests.journeys.test_producer import receive_uploads

    order = bought()
    page = sign_in(new_phone(small_fair, script=script), "buyer:*", MEI)
    heard = complaints(page)
    page.goto(f"/orders/{order.order_id}")
    journey = Journey("buyer claims with a photo" + ("" if script else " without JavaScript"))

    journey.tap(page.get_by_role("link", name="申请售后"))
    journey.attach(page.get_by_label("问题照片"), crack)
    if not script:
        journey.tap(page.get_by_role("button", name="发送照片"))
    journey.tap(page.get_by_text("破损或变质"))
    journey.tap(page.get_by_role("button", name="申请退款"))
    expect(page.get_by_text("申请已提交给卖家")).to_be_visible()
    journey.print_against(taps=3 if script else 4, fields=1)

    receive_uploads()
    page.reload()
    expect(page.locator("main img.thumb").last).to_have_attribute("src", re.compile("/evidence/"))
    sweep_claims(claim_of(order).ends_at)  # 48 hours later, and the seller has said nothing
    page.reload()
    expect(page.get_by_text("卖家 48 小时内没有答复，已自动退款。")).to_be_visible()
    assert refunds(order.order_id) == [("claim.0.1", 1000, True)]
    assert heard == []


def test_a_dispute_is_decided_and_both_sides_see_it(
    small_fair: str, new_phone: Phone, sign_in: Callable[..., Page]
) -> None:
    order = bought()
    claim = claimed(order)
    shop = sign_in(new_phone(small_fair), f"producer:{WU}")
    buyer = sign_in(new_phone(small_fair), "buyer:*", MEI)
    officer = sign_in(new_phone(small_fair), "governance:*")

    shop.goto("/shop")
    follow(shop, shop.get_by_role("link", name="售后"))
    follow(shop, shop.get_by_role("link", name="Pear"))
    shop.get_by_text("拒绝", exact=True).first.click()
    shop.locator("#reply").fill("发货前检查过，完好")
    follow(shop, shop.locator("form[action$=decline] button"))
    buyer.goto(f"/orders/{order.order_id}/claims/{claim.claim_key}")
    buyer.locator("#text").fill("照片里裂口很清楚")
    follow(buyer, buyer.get_by_role("button", name="申请平台介入"))
    shop.reload()
    shop.locator("#text").fill("运输中损坏，请找物流")
    follow(shop, shop.get_by_role("button", name="提交"))

    officer.goto("/review")
    journey = Journey("officer decides a dispute")
    journey.tap(officer.get_by_role("link", name="售后纠纷"))
    journey.tap(officer.get_by_role("link", name="Pear"))
    journey.tap(officer.get_by_text("全额退款 ¥10.00"))
    journey.tap(officer.get_by_text("照片和说明能证明问题"))
    journey.tap(officer.get_by_role("button", name="作出裁定"))
    expect(officer.get_by_text("已裁定")).to_be_visible()
    journey.print_against(taps=5, seconds=20)

    for page in (shop, buyer):
        page.reload()
        expect(page.get_by_text("平台裁定：全额退款。")).to_be_visible()
    assert refunds(order.order_id) == [("claim.0.1", 1000, True)]
    assert not orders_of(MEI).items[0].open_claims


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_of_claims_can_be_shown(
    small_fair: str, new_phone: Phone, sign_in: Callable[..., Page], lang: str
) -> None:
    order = bought()
    buyer = sign_in(new_phone(small_fair, lang=lang), "buyer:*", MEI)
    shop = sign_in(new_phone(small_fair, lang=lang), f"producer:{WU}")
    officer = sign_in(new_phone(small_fair, lang=lang), "governance:*")
    administrator = sign_in(new_phone(small_fair, lang=lang), "administrator:*")
    buyer.goto(f"/orders/{order.order_id}/claim")
    follow(buyer, buyer.locator("#details button"))
    looked_at(buyer, f"claim-problems-{lang}")
    claim = claimed(order, text="收到时少了一个")
    shown(shop, f"/shop/claims/{claim.claim_id}", f"claim-shop-{lang}")
    decline_claim(claim.claim_id, "发货时数过，两个都在箱子里。", seller_id=WU)
    shown(buyer, f"/orders/{order.order_id}/claims/{claim.claim_key}", f"claim-{lang}")
    dispute_claim(claim.claim_id, EvidenceForm("d1", "箱子里只有一个", is_all=True), buyer_id=MEI)
    add_sellers_evidence(
        claim.claim_id, EvidenceForm("s1", "有装箱照片", is_all=True), seller_id=WU
    )
    shown(officer, f"/review/claims/{claim.claim_id}", f"dispute-{lang}")
    ledger.post_fund_paid_in("2026112200017", 500_000)
    for entry in ledger.entries_about("fund.2026112200017"):
        project_fund(entry)
    shown(administrator, "/fund", f"fund-{lang}")
