"""A buyer pays with each way: cash to the courier, cash where they fetch it, a bank transfer, and the trial payment."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from chalicelib.accounts import add_person, make_link, redeem_link
from chalicelib.catalogue import Listing
from chalicelib.orders import Order, any_order, order_from_image, ship
from chalicelib.payments import in_suspense, project_pickup
from tests.browser import axe, complaints, desk, follow, look, phone
from tests.goods import goods_of_wu
from tests.payments.bank.files import posted
from tests.payments.stripe.fair import stripe_fair
from tests.people import HOME

__all__ = ["stripe_fair"]

Desk = Callable[[str], Page]


@pytest.fixture
def umbrella() -> Listing:
    return goods_of_wu("油纸伞", left=12)


@pytest.fixture
def buyer(small_fair: str, chromium: Browser) -> Iterator[Page]:
    context = phone(chromium, small_fair)
    yield context.new_page()
    context.close()


@pytest.fixture
def at_desk(small_fair: str, chromium: Browser) -> Iterator[Desk]:
    """The desk of somebody who has signed in with this grant."""
    opened: list[BrowserContext] = []

    def sit_down(grant: str) -> Page:
        person_id = "p-" + grant.partition(":")[0]
        add_person("方云", [grant], person_id=person_id, made_by="test")
        token = redeem_link(make_link(person_id, made_by="test"))
        context = desk(chromium, small_fair)
        context.add_cookies([{"name": "device", "value": token, "url": small_fair}])
        opened.append(context)
        return context.new_page()

    yield sit_down
    for context in opened:
        context.close()


def test_cash_to_the_courier(buyer: Page, umbrella: Listing, at_desk: Desk) -> None:
    heard = complaints(buyer)
    order = ordered(buyer, umbrella, "货到付款")
    seller = at_desk(f"producer:{umbrella.seller_id}")
    ship(order.order_id, seller_id=umbrella.seller_id, carrier="顺丰", tracking="SF123456")

    seller.goto(f"/shop/orders/{order.order_id}")
    seller.get_by_label("快递代收单号或批次号").fill("SF-COD-1122")
    follow(seller, seller.get_by_role("button", name="快递员已收款"))

    assert any_order(order.order_id).paid_at is not None
    assert heard == []


def test_cash_where_the_goods_are_fetched(buyer: Page, umbrella: Listing, at_desk: Desk) -> None:
    office = at_desk(f"official:{umbrella.county_id}")
    office.goto("/office")
    follow(office, office.get_by_role("link", name="自提点"))
    for label, text in (
        ("名称", "便民服务大厅"),
        ("地址", "人民路 1 号"),
        ("开放时间", "每天 9:00–17:00"),
    ):
        office.get_by_label(label).fill(text)
    see(office, "points")
    follow(office, office.get_by_role("button", name="开放自提点"))

    put_in_basket(buyer, umbrella)
    follow(buyer, buyer.get_by_role("link", name="到点自提"))
    see(buyer, "choose-point")
    follow(buyer, buyer.get_by_role("link", name="便民服务大厅"))
    buyer.get_by_label("取货人").fill(HOME.name)
    buyer.get_by_label("电话").fill(HOME.phone)
    buyer.get_by_label("自提付现").check()
    follow(buyer, buyer.get_by_role("button", name="提交订单").last)
    order = the_order()
    expect(buyer.get_by_text(str(order.pickup_code))).to_be_visible()
    see(buyer, "order-point")
    project_pickup(order_from_image(order.serialize()))

    follow(office, office.get_by_role("link", name="便民服务大厅"))
    follow(office, office.get_by_role("link", name=HOME.name))
    office.get_by_label("买家的取货码").fill(str(order.pickup_code))
    follow(office, office.get_by_role("button", name="已收现金，确认交货"))
    expect(office.get_by_text("已交货")).to_be_visible()

    assert any_order(order.order_id).paid_at is not None


def test_a_bank_transfer_is_found_in_the_statement(
    buyer: Page, umbrella: Listing, at_desk: Desk
) -> None:
    order = ordered(buyer, umbrella, "银行转账")
    expect(buyer.get_by_role("heading", level=1)).to_have_text("银行转账")
    remark = buyer.locator("dd strong").inner_text()
    see(buyer, "bank")
    yuan = f"{int(order.total_fen) / 100:.2f}"
    text = f"交易日期,流水号,收入,支出,对方户名,附言\n2026-11-20,A1,{yuan},,张梅,货款{remark}\n"

    admin = at_desk("administrator:*")
    admin.goto("/statements")
    file = FilePayload(name="bank.csv", mimeType="text/csv", buffer=text.encode("gbk"))
    admin.get_by_label("银行流水文件").set_input_files(file)
    follow(admin, admin.get_by_role("button", name="预览"))
    see(admin, "statement-columns")
    follow(admin, admin.get_by_role("button", name="记住这些列"))
    follow(admin, admin.get_by_role("button", name="入账 1 笔"))
    expect(admin.get_by_text("1 笔已入账")).to_be_visible()
    see(admin, "statements")

    buyer.goto(f"/orders/{order.order_id}")
    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    assert any_order(order.order_id).paid_at is not None


def test_a_refused_trial_payment_becomes_cash(buyer: Page, umbrella: Listing) -> None:
    order = ordered(buyer, umbrella, "体验付款")
    follow(buyer, buyer.get_by_role("button", name="拒绝付款"))
    buyer.get_by_text("换一种付款方式").click()
    buyer.get_by_label("货到付款").check()
    see(buyer, "another-way")
    follow(buyer, buyer.get_by_role("button", name="用这种方式付款"))

    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    assert any_order(order.order_id).payment_method == "cod"


def test_a_trial_payment_succeeds(buyer: Page, umbrella: Listing) -> None:
    order = ordered(buyer, umbrella, "体验付款")
    follow(buyer, buyer.get_by_role("button", name="付款", exact=True))

    expect(buyer.get_by_text("谢谢您")).to_be_visible()
    assert any_order(order.order_id).paid_at is not None


@pytest.mark.parametrize(
    ("lang", "payer", "tap", "done"),
    [
        ("zh_Hans", "Stripe 提现", "确认来自 Stripe", "已记为支付服务商转入的款项。"),
        (
            "en",
            "Stripe payout",
            "Confirm it comes from Stripe",
            "Recorded as coming from our payment service.",
        ),
    ],
)
def test_an_administrator_knows_what_the_payment_service_paid_out(
    at_desk: Desk, stripe_fair: None, lang: str, payer: str, tap: str, done: str
) -> None:
    text = f"日期,金额,付款人,附言\n2026-11-20,97.10,{payer},2026-11\n"
    posted(text)

    admin = at_desk("administrator:*")
    admin.goto(f"/language/{lang}")
    admin.goto("/statements")
    follow(admin, admin.get_by_role("link", name=payer))
    see(admin, f"provider-{lang}")
    follow(admin, admin.get_by_role("button", name=tap))

    expect(admin.get_by_text(done)).to_be_visible()
    assert in_suspense().items == []


def put_in_basket(page: Page, listing: Listing) -> None:
    page.goto(f"/goods/{listing.listing_id}")
    follow(page, page.locator('form[action="/basket/lines"]').get_by_role("button").first)
    page.goto("/checkout")


def ordered(page: Page, listing: Listing, way: str) -> Order:
    put_in_basket(page, listing)
    for name in ("name", "phone", "region", "street"):
        page.locator(f"#{name}").fill(getattr(HOME, name))
    page.get_by_label(way).check()
    follow(page, page.get_by_role("button", name="提交订单").last)
    return the_order()


def the_order() -> Order:
    (order,) = Order.scan()
    return order


def see(page: Page, name: str) -> None:
    look(page, f"pay-{name}")
    axe(page)
