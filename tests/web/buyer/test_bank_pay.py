"""The page of a bank transfer: a code to copy, with which the bank's statement pays the order."""

import re

from tests.client import Client
from tests.goods import stocked
from tests.web.administrator.test_statements import upload_and_book
from tests.web.buyer.test_basket import order, put


def test_the_code_on_the_page_pays_the_order_when_the_bank_names_it(
    visitor: Client, ada: Client
) -> None:
    stocked("pear")
    put(visitor, quantity=2)

    path = order(visitor, method="bank").location
    codes = [re.findall(r"CF-\w{4}-\w{4}", visitor.get(path).body)[0] for _ in range(2)]
    upload_and_book(ada, f"date,amount,remark\n2026-11-20,10,{codes[0]}\n")

    assert codes[0] == codes[1]
    assert "Bank transfer · paid" in visitor.follow(visitor.get(path)).body
