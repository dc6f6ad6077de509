"""The page of a bank transfer: a code to copy, with which the bank's statement pays the order."""

import re

import pytest

from chalicelib import payments
from tests.client import Client
from tests.goods import stocked
from tests.web.administrator.test_statements import upload_and_book
from tests.web.buyer.test_basket import order, put


def test_the_code_on_the_page_pays_the_order_when_the_bank_names_it(
    visitor: Client, ada: Client
) -> None:
    stocked("pear", left=300)
    put(visitor, quantity=2)

    path = order(visitor, method="bank").location
    codes = [re.findall(r"CF-\w{4}-\w{4}", visitor.get(path).body)[0] for _ in range(2)]
    upload_and_book(ada, f"date,amount,remark\n2026-11-20,10,{codes[0]}\n")

    assert codes[0] == codes[1]
    assert "Bank transfer · paid" in visitor.follow(visitor.get(path)).body


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_buyer_whose_account_no_statement_tells_names_it_and_the_administrator_reads_it(
    visitor: Client, ada: Client, lang: str
) -> None:
    ada.lang = visitor.lang = lang
    stocked("pear", left=300)
    put(visitor, quantity=2)
    path = order(visitor, method="bank").location
    (code,) = set(re.findall(r"CF-\w{4}-\w{4}", visitor.get(path).body))
    upload_and_book(ada, f"date,amount,payer,remark\n2026-11-20,10,张三,{code}\n")
    page = path.replace("/pay/", "/orders/")
    visitor.post(f"{page}/cancel")

    unknown = ada.get("/statements").body
    form = visitor.get(page).body
    bad = visitor.post(f"{page}/refund-account", holder="张三", bank="农行", number="12")
    good = visitor.post(
        f"{page}/refund-account", holder="张三", bank="农行", number="6228480402564"
    )
    after = visitor.get(page).body

    hint = {"en": "The buyer is asked for one", "zh-Hans": "请买家填写"}[lang]
    assert {"en": "no account number", "zh-Hans": "无账号"}[lang] in unknown
    assert hint in unknown
    assert f'action="{page}/refund-account"' in form
    assert bad.status_code == 422
    assert 'value="12"' in bad.body
    assert good.location == page
    assert "2564" in after
    assert "6228480402564" not in after
    last = ada.get("/statements").body
    assert "6228480402564" in last
    assert hint not in last


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_buyer_and_seller_read_that_a_payment_is_in_doubt(
    visitor: Client, ada: Client, wu: Client, lang: str
) -> None:
    ada.lang = visitor.lang = wu.lang = lang
    stocked("pear", left=300)
    put(visitor, quantity=2)
    path = order(visitor, method="bank").location
    (code,) = set(re.findall(r"CF-\w{4}-\w{4}", visitor.get(path).body))
    upload_and_book(ada, f"date,amount,remark\n2026-11-20,10,{code}\n2026-11-21,-10,冲正 {code}\n")
    order_id = path.removeprefix("/pay/")
    (row,) = payments.waiting_rows().items

    page = visitor.get(f"/orders/{order_id}").body
    packing = wu.get(f"/shop/orders/{order_id}").body
    refused = wu.post(f"/shop/orders/{order_id}/pack")
    ada.post(f"/statements/rows/{row.row_id}/taken-back", order=order_id)

    assert {"en": "may have reversed your payment", "zh-Hans": "可能被银行收回"}[lang] in page
    assert {"en": "Please do not send anything", "zh-Hans": "核对后再发货"}[lang] in packing
    assert refused.status_code == 409
    over = visitor.get(f"/orders/{order_id}").body
    assert {"en": "The bank reversed your payment", "zh-Hans": "银行收回了您的付款"}[lang] in over
