"""Money that a person sends back names whoever sent it, from the statement, or the account that the buyer names."""

import pytest

from chalicelib import orders, payments
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.orders import Order
from chalicelib.payouts import BankAccount
from tests.costs import assert_cost
from tests.goods import again, buy, held_pears, pears, registered_number, shipped, stocked
from tests.payments.bank.files import posted
from tests.people import MEI

HEAD = "日期,流水号,金额,对方户名,对方账号,附言\n"
NUMBER = "6228480402564890018"
OWN = BankAccount("张三", "农业银行 青山支行", "6228 4804 0256 4890 018")


@pytest.fixture
def held() -> Order:
    return held_pears("bank", left=3)


def paid_and_cancelled(order: Order, account: str, yuan: str = "10.00") -> Order:
    code = registered_number(order)
    posted(HEAD + f"2026-11-20,S1,{yuan},张三,{account},{code}\n")
    payments.call_off(order.order_id, buyer_id=MEI)
    return again(order)


def payees() -> list[tuple[str, str, str]]:
    errands = payments.errands().items
    by_key = payments.payees_of(errands)
    return [
        (payee.holder, payee.number, payee.bank)
        for errand in errands
        for payee in by_key[errand.errand_key]
    ]


def test_a_refund_by_hand_names_payer_and_account_from_the_statement(held: Order) -> None:
    order = paid_and_cancelled(held, NUMBER)

    assert payees() == [("张三", NUMBER, "")]
    assert payments.refund_account(order) is None
    with pytest.raises(Refused, match="no-account-needed"):
        payments.keep_refund_account(order.order_id, OWN, buyer_id=MEI)


@pytest.mark.parametrize("account", ["", "6228****0018"])
def test_where_the_statement_hides_the_account_the_buyer_is_asked(
    held: Order, account: str
) -> None:
    order = paid_and_cancelled(held, account)
    asked_for = payments.refund_account(order)

    payments.keep_refund_account(order.order_id, OWN, buyer_id=MEI)

    assert asked_for is not None
    assert asked_for.number == ""
    assert payees() == [("张三", NUMBER, "农业银行 青山支行"), ("张三", account, "")]
    kept = payments.refund_account(order)
    assert kept is not None
    assert kept.number == NUMBER


def test_nobody_is_asked_before_and_after_the_refund(held: Order) -> None:
    assert payments.refund_account(held) is None
    order = paid_and_cancelled(held, "")
    payments.sent_by_hand(payments.errands().items[0].errand_key)

    assert payments.refund_account(again(order)) is None
    assert payees() == []


def test_only_the_buyer_names_the_account_and_only_a_good_one(held: Order) -> None:
    order = paid_and_cancelled(held, "")

    with pytest.raises(NotFound):
        payments.keep_refund_account(order.order_id, OWN, buyer_id="gli")
    with pytest.raises(Invalid) as bad:
        payments.keep_refund_account(order.order_id, BankAccount("", "", "12"), buyer_id=MEI)

    assert set(bad.value.problems) == {"holder", "bank", "number"}
    assert payees() == [("张三", "", "")]


def test_who_paid_in_two_parts_is_named_twice(held: Order) -> None:
    code = registered_number(held)
    posted(
        HEAD
        + f"2026-11-20,S1,6.00,张三,{NUMBER},{code}\n2026-11-20,S2,4.00,李四,62170000001,余款\n"
    )
    rest = next(line for line in payments.in_suspense().items if int(line.fen) == 400)
    payments.assign_line(rest.line_id, held.order_id, by="ada")
    payments.call_off(held.order_id, buyer_id=MEI)

    assert sorted(payees()) == [("张三", NUMBER, ""), ("李四", "62170000001", "")]


def test_cash_has_no_statement_so_the_buyer_is_asked() -> None:
    stocked("pear")
    order = buy(pears(2), method="cod")
    shipped(order)
    payments.receive_cash(order.order_id, seller_id="wu")
    orders.record_refund(order.order_id, refund_id="r1", lines={0: 100}, reason="bruised")

    payments.keep_refund_account(order.order_id, OWN, buyer_id=MEI)
    payments.send_refunds(again(order))

    assert payees() == [("张三", NUMBER, "农业银行 青山支行")]


def test_the_payees_of_a_page_cost_a_read_for_order_line_and_account(held: Order) -> None:
    order = paid_and_cancelled(held, "")
    errands = payments.errands().items

    with assert_cost(reads=3):
        payments.payees_of(errands)
    with assert_cost(reads=2):
        payments.refund_account(order)
    with assert_cost(reads=3, writes=1):
        payments.keep_refund_account(order.order_id, OWN, buyer_id=MEI)
