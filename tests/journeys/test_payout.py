"""From an order's postings to the line of the payout file: two administrators, and the producer whose money it is."""

import csv
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chalicelib import clock
from chalicelib.accounts import add_person, make_link, redeem_link
from chalicelib.ledger import week_of
from chalicelib.orders import (
    WantedLine,
    any_order,
    confirm_delivery,
    mark_paid,
    move_on,
    number_of,
    pack,
    record_refund,
    ship,
)
from chalicelib.payments import check_ledger
from chalicelib.payouts import run_payouts
from infra.local.delivery.deliver import deliver_all
from tests.browser import axe, desk, follow, look, phone
from tests.goods import buy, stocked
from tests.people import MEI, seller

YOURS = "¥179.50"  # 200.00 and 8.00 for shipping, less 25.00, less 2 % of what was not given back
ACCOUNT = "6228480402564890018"

Seat = Callable[..., Page]


@pytest.fixture
def seat(chromium: Browser, small_fair: str) -> Iterator[Seat]:
    """Browsers in which somebody is signed in; put away after the test."""
    contexts: list[BrowserContext] = []

    def take(person_id: str, grant: str, *, lang: str = "zh-Hans", small: bool = False) -> Page:
        add_person(person_id.capitalize(), [grant], person_id=person_id, made_by="test")
        token = redeem_link(make_link(person_id, made_by="test"))
        context = (phone if small else desk)(chromium, small_fair, lang=lang)
        context.add_cookies([{"name": "device", "value": token, "url": small_fair}])
        contexts.append(context)
        return context.new_page()

    yield take
    for window in contexts:
        window.close()


def test_from_the_postings_of_an_order_to_its_line_in_the_bank_file(
    app: Any, seat: Seat, tmp_path: Path
) -> None:
    order_id = _sold_and_settled(app)
    wu = seat("wu", "producer:wu", small=True)
    ada = seat("ada", "administrator:*")
    ben = seat("ben", "administrator:*")
    _give_account(wu)
    assert len(run_payouts(clock.now() + timedelta(days=7))) == 1
    check_ledger()

    ada.goto("/ledger")
    ada.get_by_label("订单号").fill(order_id)
    follow(ada, ada.get_by_role("button", name="查看分录"))
    expect(ada.get_by_role("heading", name="退款", exact=False).first).to_be_visible()
    follow(ada, ada.get_by_role("link", name="producer.wu"))
    payout_path = ada.url
    expect(ada.get_by_role("link", name=number_of(order_id))).to_be_visible()
    ada.goto("/payouts")
    follow(ada, ada.get_by_role("button", name="制作银行付款文件"))
    expect(ada.get_by_text("需要另一人复核")).to_be_visible()
    ben.goto(ada.url)
    follow(ben, ben.get_by_role("button", name="复核通过"))
    with ben.expect_download() as fetched:
        ben.get_by_role("link", name="下载文件").click()
    fetched.value.save_as(tmp_path / "bank.csv")
    ben.get_by_label("银行流水号").fill("ABC-1")
    follow(ben, ben.get_by_role("button", name="全部已付款"))
    deliver_all(app)

    (row,) = csv.DictReader((tmp_path / "bank.csv").read_text("utf-8-sig").splitlines())
    assert (row["收款人"], row["账号"].removesuffix("\t"), row["付款单号"]) == (
        "吴婆婆",
        ACCOUNT,
        payout_path.rpartition("/")[2].partition("?")[0],
    )
    assert f"¥{row['金额(元)']}" == YOURS
    wu.goto("/earnings/shop")
    expect(wu.get_by_text("已付").first).to_be_visible()
    assert check_ledger(patience_seconds=0).is_equal


def test_the_pages_of_money_read_well_on_phone_and_desk_in_both_languages(
    app: Any, seat: Seat
) -> None:
    order_id = _sold_and_settled(app)
    wu = seat("wu", "producer:wu", small=True)
    _give_account(wu)
    for lang in ("zh-Hans", "en"):
        shop = seat(f"shop-{lang}", "producer:wu", lang=lang, small=True)
        for name, path in (
            ("earnings", "/earnings/shop"),
            ("earnings-week", f"/earnings/shop/weeks/{week_of(clock.now())}"),
            ("earnings-account", "/earnings/shop/account"),
        ):
            _seen(shop, path, f"{name}-{lang}")
    (payout,) = run_payouts(clock.now() + timedelta(days=7))
    check_ledger()
    for lang in ("zh-Hans", "en"):
        office = seat(f"office-{lang}", "administrator:*", lang=lang)
        for name, path in (
            ("ledger", "/ledger"),
            ("ledger-accounts", "/ledger/accounts?kind=producer:payable"),
            ("ledger-order", f"/ledger/orders/{order_id}"),
            ("payouts", "/payouts"),
            ("payout", f"/payouts/{payout.payout_id}"),
        ):
            _seen(office, path, f"{name}-{lang}")


def _seen(page: Page, path: str, name: str) -> None:
    page.goto(path)
    axe(page)
    look(page, name)


def _give_account(page: Page) -> None:
    page.goto("/shop")
    follow(page, page.get_by_role("link", name="我的收入"))
    follow(page, page.get_by_role("link", name="填写收款账户"))
    page.get_by_label("户名").fill("吴婆婆")
    page.get_by_label("开户行").fill("中国农业银行泸州江阳支行")
    page.get_by_label("账号").fill("6228 4804 0256 4890 018")
    follow(page, page.get_by_role("button", name="保存账户"))
    expect(page.get_by_text("账户已保存").first).to_be_visible()


def _sold_and_settled(app: Any) -> str:
    """Two umbrellas sold, received, refunded in part, and settled when the time for claims was over."""
    seller("wu", shipping_fee_fen=800)
    stocked("umbrella", price_fen=10_000, title="油纸伞 · 江南烟雨")
    order = buy(WantedLine("umbrella", 2, 10_000), method="sandbox", buyer_id=MEI)
    mark_paid(order.order_id, payment_id="p1", fen=int(order.total_fen))
    pack(order.order_id, seller_id="wu")
    ship(order.order_id, seller_id="wu", carrier="中国邮政", tracking="EA123456789CN")
    confirm_delivery(order.order_id, buyer_id=MEI)
    record_refund(order.order_id, refund_id="r1", lines={0: 2_500}, reason="damaged")
    over = any_order(order.order_id)
    over.sub_orders[0].window_ends_at = clock.now() - timedelta(minutes=1)
    over.save()
    move_on(over, clock.now())
    deliver_all(app)
    return order.order_id
