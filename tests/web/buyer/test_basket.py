"""The basket and the checkout as pages: nothing typed is lost, and nothing is bought unseen."""

import re
from datetime import timedelta
from html import unescape

import pytest

from chalicelib import clock
from chalicelib.orders import Order
from chalicelib.stock import Stock
from tests.client import Answer, Client
from tests.goods import left, stocked
from tests.people import HOME, seller


def put(
    buyer: Client,
    sku_id: str = "pear",
    quantity: object = 1,
    price_fen: object = 500,
    **more: object,
) -> Answer:
    line = {"sku_id": sku_id, "quantity": quantity, "price_fen": price_fen}
    return buyer.post("/basket/lines", **line, **more)


def fields_of(answer: Answer) -> dict[str, str]:
    """The fields of the checkout's form as the page filled them in."""
    inputs = re.findall(r"<input[^>]*>", answer.body)
    found = {}
    for field in inputs:
        name = re.search(r'name="(\w+)"', field)
        value = re.search(r'value="([^"]*)"', field)
        if name and ('type="radio"' not in field or " checked" in field):
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def order(buyer: Client, at: str = "/checkout", **changes: object) -> Answer:
    """Fill in the checkout and send it."""
    known = fields_of(buyer.get(at))
    to = {"name": HOME.name, "phone": HOME.phone, "region": HOME.region, "street": HOME.street}
    return buyer.post("/orders", **{**known, **to, **changes})


def orders() -> list[Order]:
    return list(Order.scan())


def test_goods_are_put_in_changed_and_taken_out(visitor: Client) -> None:
    stocked("pear")
    stocked("tea", price_fen=2_000)

    put(visitor)
    put(visitor, "tea", 2, 2_000)
    visitor.post("/basket/lines/pear", quantity="3", do="change")
    basket = visitor.get("/basket").body

    assert "Pear" in basket
    assert "¥55.00" in basket
    visitor.post("/basket/lines/pear", quantity="3", do="remove")
    assert "Pear" not in visitor.get("/basket").body


@pytest.mark.parametrize(
    ("lang", "sentence"), [("en", "Please allow cookies"), ("zh-CN", "请允许本站使用 Cookie")]
)
def test_a_browser_that_keeps_no_cookies_is_told(visitor: Client, lang: str, sentence: str) -> None:
    stocked("pear")
    keeps, refuses = Client(visitor.app, lang=lang), Client(visitor.app, lang=lang)

    kept = keeps.follow(put(keeps))
    answer = put(refuses)
    refuses.cookies.clear()

    assert sentence not in kept.body
    assert sentence in refuses.follow(answer).body


def test_what_cannot_be_bought_is_named_in_the_language_of_its_buyer(visitor: Client) -> None:
    stock = stocked("pear", title="雪梨", title_en="Snow pears")
    put(visitor)
    stock.update(actions=[Stock.on_sale.set(False)])

    english = visitor.get("/basket").body
    visitor.lang = "zh-CN"
    chinese = visitor.get("/basket").body

    assert "Snow pears" in english
    assert "雪梨" not in english
    assert "雪梨" in chinese
    assert "Snow pears" not in chinese


def test_adding_again_adds_and_a_double_click_is_one(visitor: Client) -> None:
    stocked("pear")

    put(visitor, quantity=3)
    for _ in range(2):
        put(visitor, form_key="aabbccdd11223344")

    assert "¥5.00 × 4" in visitor.get("/basket").body


def test_the_same_page_adds_again_when_it_is_no_double_click(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked("pear")
    put(visitor, form_key="aabbccdd11223344")
    put(visitor, quantity=2, form_key="aabbccdd11223344")
    later = clock.now() + timedelta(seconds=11)
    monkeypatch.setattr(clock, "now", lambda: later)

    put(visitor, quantity=2, form_key="aabbccdd11223344")

    assert "¥5.00 × 5" in visitor.get("/basket").body


def test_nobody_adds_more_than_an_order_may_have(visitor: Client) -> None:
    stocked("pear", left=2_000)
    put(visitor, quantity=998)

    answer = put(visitor, quantity=2)

    assert answer.status_code == 422
    assert "¥5.00 × 998" in visitor.get("/basket").body


def test_an_empty_basket_says_so_and_has_no_checkout(visitor: Client) -> None:
    assert "Your basket is empty." in visitor.get("/basket").body
    assert visitor.get("/checkout").location == "/basket"
    assert "Your basket is empty." in order(visitor).body


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "true", "1000000", "1e3", "", "<many>"])
@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_bad_quantity_is_said_and_changes_nothing(
    visitor: Client, quantity: str, lang: str
) -> None:
    visitor.lang = lang
    stocked("pear")
    put(visitor, quantity=2)

    on_goods = put(visitor, quantity=quantity)
    in_basket = visitor.post("/basket/lines/pear", quantity=quantity, do="change")

    assert (on_goods.status_code, in_basket.status_code) == (422, 422)
    assert 'href="#quantity-1"' in in_basket.body
    assert f'value="{quantity.replace("<", "&lt;").replace(">", "&gt;")}"' in in_basket.body
    assert "¥10.00" in visitor.get("/basket").body


def test_goods_that_do_not_exist_are_not_found(visitor: Client) -> None:
    assert put(visitor, "nothing").status_code == 404
    assert visitor.post("/basket/lines/nothing", quantity="1").status_code == 404


def test_the_thirty_first_kind_of_goods_is_refused_and_the_others_stay(visitor: Client) -> None:
    for i in range(31):
        stocked(f"sku{i}")
        last = put(visitor, f"sku{i}")

    assert last.status_code == 409
    assert "up to 30" in last.body
    assert visitor.get("/basket").body.count('class="line-tools"') == 30


def test_a_new_price_is_said_and_needs_a_yes(visitor: Client) -> None:
    stocked("pear", price_fen=500)
    put(visitor)
    stocked("pear", price_fen=600)

    basket = visitor.get("/basket").body
    blocked = visitor.get("/checkout")
    visitor.post("/basket/lines/pear/price", price_fen="600")
    agreed = visitor.get("/checkout")

    assert "from ¥5.00 to ¥6.00" in basket
    assert blocked.location == "/basket"
    assert "¥6.00" in agreed.body


def test_sold_out_goods_are_said_and_the_rest_is_kept(visitor: Client) -> None:
    stocked("pear")
    stocked("tea", price_fen=2_000)
    put(visitor)
    put(visitor, "tea", 1, 2_000)
    stocked("tea", left=0, price_fen=2_000)

    basket = visitor.get("/basket").body

    assert "“Tea” is sold out" in basket
    assert "Pear" in basket
    visitor.post("/basket/lines/tea", do="remove")
    assert visitor.get("/checkout").status_code == 200


def test_goods_sold_out_at_the_last_moment_keep_what_was_typed(visitor: Client) -> None:
    stocked("pear")
    stocked("tea", price_fen=2_000)
    put(visitor)
    put(visitor, "tea", 1, 2_000)
    form = fields_of(visitor.get("/checkout"))
    stocked("tea", left=0, price_fen=2_000)
    to = {"name": "Mei", "phone": "13800138000", "region": HOME.region, "street": "<Lane 9>"}

    refused = visitor.post("/orders", **{**form, **to})
    mended = visitor.post("/checkout", **{**form, **to, "mend": "remove:tea"})

    assert refused.status_code == 409
    assert 'href="#trouble-tea"' in refused.body
    assert "“Tea” is sold out" in refused.body
    assert 'value="&lt;Lane 9&gt;"' in refused.body
    assert 'value="&lt;Lane 9&gt;"' in mended.body
    assert visitor.post("/orders", **fields_of(mended)).status_code == 303
    assert [line.sku_id for line in orders()[0].lines] == ["pear"]


@pytest.mark.parametrize(
    ("now", "mend", "total"), [(2, "take:pear:2", "10.00"), (9, "price:pear:700", "21.00")]
)
def test_a_line_is_mended_at_the_checkout(visitor: Client, now: int, mend: str, total: str) -> None:
    stocked("pear", left=9)
    put(visitor, quantity=3)
    stocked("pear", left=now, price_fen=700 if mend.startswith("price") else 500)

    page = visitor.post("/checkout", mend=mend, name="Mei")

    assert f"¥{total}" in page.body
    assert 'value="Mei"' in page.body


@pytest.mark.parametrize("mend", ["", "take:pear:-1", "price:pear:1e3", "other:pear", "price:pear"])
def test_a_mending_that_makes_no_sense_changes_nothing(visitor: Client, mend: str) -> None:
    stocked("pear")
    put(visitor)

    assert visitor.post("/checkout", mend=mend).status_code == 422
    assert "¥5.00" in visitor.get("/basket").body


def test_an_order_without_an_account(visitor: Client) -> None:
    seller("wu", 800)
    stocked("pear")
    put(visitor)

    placed = order(visitor)
    page = visitor.follow(placed)

    assert placed.location.startswith("/orders/g")
    assert "<small>¥</small>13<" in page.body
    assert "Cash on delivery" in page.body
    assert left("pear") == 9
    assert "Your basket is empty." in visitor.get("/basket").body


def test_the_second_time_the_address_is_known(visitor: Client) -> None:
    stocked("pear")
    put(visitor)
    order(visitor)

    at = put(visitor, next="checkout").location
    second = visitor.post("/orders", **fields_of(visitor.get(at)))

    assert second.status_code == 303
    assert {order.address.street for order in orders() if order.address} == {HOME.street}


def test_a_double_submit_is_one_order(visitor: Client) -> None:
    stocked("pear")
    put(visitor)
    form = fields_of(visitor.get("/checkout"))
    to = {"name": "Mei", "phone": "13800138000", "region": HOME.region, "street": "Lane 9"}

    first = visitor.post("/orders", **{**form, **to})
    second = visitor.post("/orders", **{**form, **to})

    assert first.location == second.location
    assert len(orders()) == 1
    assert left("pear") == 9


def test_the_same_form_with_another_address_hears_where_the_order_goes(visitor: Client) -> None:
    stocked("pear")
    put(visitor)
    form = fields_of(visitor.get("/checkout"))
    to = {"name": "Mei", "phone": "13800138000", "region": HOME.region, "street": "Lane 9"}
    visitor.post("/orders", **{**form, **to})

    page = visitor.follow(visitor.post("/orders", **{**form, **to, "street": "Lane 6"})).body

    assert "The new address was not taken" in page
    assert "Lane 9" in page
    assert "Lane 6" not in page
    assert "Cancel the order" in page
    assert "<details open>" in page

    (order,) = orders()
    changed = visitor.post(f"/orders/{order.order_id}/address", **{**to, "street": "Lane 6"})

    assert "Lane 6" in visitor.follow(changed).body
    assert len(orders()) == 1


def test_a_stale_checkout_is_shown_again_instead_of_ordered(visitor: Client) -> None:
    stocked("pear")
    stocked("tea", price_fen=2_000)
    put(visitor)
    form = fields_of(visitor.get("/checkout"))
    put(visitor, "tea", 1, 2_000)

    answer = visitor.post(
        "/orders", **{**form, "name": "Mei", "phone": "13800138000", "region": "r", "street": "s"}
    )

    assert answer.status_code == 409
    assert "changed since" in answer.body
    assert orders() == []


def test_the_second_window_of_a_basket_hears_that_it_is_ordered(visitor: Client) -> None:
    stocked("pear")
    put(visitor)
    windows = [fields_of(visitor.get("/checkout")) for _ in range(2)]
    to = {"name": "Mei", "phone": "13800138000", "region": HOME.region, "street": "Lane 9"}

    first, second = (visitor.post("/orders", **{**form, **to}) for form in windows)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "has been ordered already" in second.body
    assert len(orders()) == 1


@pytest.mark.parametrize("total_fen", ["1", "499", "501"])
def test_a_tampered_total_is_refused(visitor: Client, total_fen: str) -> None:
    stocked("pear")
    put(visitor)

    answer = order(visitor, total_fen=total_fen)

    assert answer.status_code == 409
    assert orders() == []
    assert left("pear") == 10


@pytest.mark.parametrize("name", ["total_fen", "version"])
@pytest.mark.parametrize("value", ["", "-1", "1e3", "x"])
def test_a_form_that_is_not_ours_is_asked_for_again(visitor: Client, name: str, value: str) -> None:
    stocked("pear")
    put(visitor)

    assert order(visitor, **{name: value}).status_code == 422
    assert orders() == []


def test_a_tampered_price_buys_nothing_below_the_real_one(visitor: Client) -> None:
    stocked("pear")
    put(visitor, price_fen=1)

    assert "from ¥0.01 to ¥5.00" in visitor.get("/basket").body
    assert visitor.get("/checkout").location == "/basket"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 41),
        ("phone", "1380013800"),
        ("phone", "call me"),
        ("region", ""),
        ("street", " "),
        ("method", "stripe"),
        ("method", ""),
    ],
)
def test_a_bad_address_comes_back_field_by_field(visitor: Client, field: str, value: str) -> None:
    stocked("pear")
    put(visitor)

    answer = order(visitor, **{field: value})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.body
    assert f'value="{HOME.street}"' in answer.body or field == "street"
    assert orders() == []


def test_without_a_word_of_ours_nothing_is_ordered(visitor: Client) -> None:
    stocked("pear")

    assert visitor.post("/basket/lines", sku_id="pear", csrf="x").status_code == 403
    assert visitor.post("/orders", csrf="").status_code == 403


def test_an_order_that_cannot_be_read_makes_nobody_a_guest(visitor: Client) -> None:
    answer = visitor.post("/orders", method="barter")

    assert answer.status_code in {303, 422}
    assert "device" not in visitor.cookies
