"""Rows of a statement that a person decides: what is no money, what came in after all, and what the bank took back."""

from datetime import datetime, timedelta

import pytest

from chalicelib import clock, orders, payments
from chalicelib.clock import SHANGHAI
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.orders import Order
from chalicelib.payments import BankLine
from chalicelib.payments.bank.models import StatementRow
from tests.costs import assert_cost
from tests.goods import again, held_pears, left, registered_number, shipped
from tests.payments.bank.files import posted
from tests.payments.bank.test_lines import balances, keep_books
from tests.people import MEI

H = "交易时间,收入,支出,余额,附言,对方户名,流水号\n"


@pytest.fixture
def held() -> Order:
    return held_pears("bank", left=3)


def code(order: Order) -> str:
    return registered_number(order)


def paid(order: Order) -> Order:
    posted(H + f"2026-11-20 10:00,10.00,,,{code(order)},张三,S100001\n")
    return again(order)


def waiting() -> StatementRow:
    (row,) = payments.waiting_rows().items
    return row


def taken_back(order: Order, cells: str = "") -> StatementRow:
    """A file takes the order's money back."""
    posted(H + (cells or f"2026-11-22 09:00,-10.00,,,冲正 {code(order)},张三,S200001\n"))
    return waiting()


def test_what_is_not_understood_waits_while_the_rest_is_booked(held: Order) -> None:
    preview = posted(
        "日期,借贷,金额,附言\n2026-11-20,往来,3.00,谢谢\n"
        f"2026-11-20,贷,10.00,{code(held)}\n昨天,贷,5.00,?\n"
    )

    assert again(held).state == "confirmed"
    assert [(int(row.fen), row.why) for row in payments.waiting_rows().items] == [
        (300, "row-direction"),
        (500, "row-day"),
    ]
    assert {kind: total.fen for kind, total in preview.totals.items() if total.fen} == {
        "in": 1000,
        "unclear": 800,
    }
    assert preview.is_posted


def test_a_row_that_is_no_money_leaves_the_list_and_no_trace_in_the_books() -> None:
    posted("日期,金额,附言\n昨天,5.00,合计?\n")
    row = waiting()

    for by in ("ada", "bob"):
        payments.is_no_money(row.row_id, by=by)

    assert payments.waiting_rows().items == []
    assert payments.waiting_row(row.row_id).by == "ada"
    keep_books()
    assert balances() == {}
    with pytest.raises(Refused, match="row-decided"):
        payments.count_as_income(row.row_id, "5.00", None, by="ada")


def test_a_row_that_is_money_pays_its_order(held: Order) -> None:
    posted(f"日期,借贷,金额,附言,付款人\n2026-11-20,往来,10.00,{code(held)},张三\n")
    row = waiting()

    lines = [payments.count_as_income(row.row_id, "１０元", None, by="ada") for _ in range(2)]

    assert [line.state for line in lines] == ["taken", "taken"]
    assert again(held).state == "confirmed"
    assert payments.waiting_rows().items == []
    keep_books(held)
    assert balances()["cash:bank"] == 1000
    with pytest.raises(Refused, match="row-decided"):
        payments.is_no_money(row.row_id, by="ada")


def test_an_amount_and_a_day_that_no_row_tells_are_typed() -> None:
    posted("日期,金额,附言\n昨天,five,谢谢\n")
    row = waiting()
    at = datetime(2026, 11, 19, tzinfo=SHANGHAI)

    with pytest.raises(Invalid) as no_amount:
        payments.count_as_income(row.row_id, "five", at, by="ada")
    with pytest.raises(Invalid) as no_day:
        payments.count_as_income(row.row_id, "1,200,000.00", None, by="ada")
    line = payments.count_as_income(row.row_id, "1,200,000.00", at, by="ada")

    assert [*no_amount.value.problems, *no_day.value.problems] == ["amount", "day"]
    assert (line.state, int(line.fen), line.at) == ("suspense", 120_000_000, at)
    again = posted("日期,金额,附言\n2026-11-19,1200000.00,谢谢\n")
    assert [placed.line_id for placed in again.rows] == [row.row_id]
    assert len(list(BankLine.scan())) == 1


def test_what_the_bank_took_and_what_is_still_to_come_are_no_income(held: Order) -> None:
    row = taken_back(paid(held))
    with pytest.raises(Refused, match="row-went-out"):
        payments.count_as_income(row.row_id, "10.00", None, by="ada")
    payments.is_no_money(row.row_id, by="ada")

    posted("日期,金额,附言\n昨天,five,谢谢\n")
    with pytest.raises(Invalid) as caught:
        payments.count_as_income(
            waiting().row_id, "3.00", clock.now() + timedelta(minutes=1), by="ada"
        )

    assert [problem.message_id for problem in caught.value.problems.values()] == ["moment-to-come"]


def test_what_the_bank_takes_back_stops_dispatch_until_it_is_decided(held: Order) -> None:
    order = paid(held)
    row = taken_back(order)

    for step in (
        lambda: orders.pack(order.order_id, seller_id="wu"),
        lambda: shipped(order),
        lambda: payments.call_off(order.order_id, buyer_id=MEI),
    ):
        with pytest.raises(Refused, match="money-in-doubt"):
            step()
    payments.is_no_money(row.row_id, by="ada")
    orders.pack(order.order_id, seller_id="wu")

    assert row.order_ids == [order.order_id]
    assert again(order).state == "packed"
    assert not again(order).doubts


@pytest.mark.parametrize(
    "cells",
    [
        "2026-11-22 09:00,,10.00,,冲正,张三,S200001\n",
        "2026-11-22 09:00,-10.00,,,,张三,S200001\n",
        "2026-11-22 09:00,,10.00,,冲销原流水S100001,,S200001\n",
        '2026-11-22 09:00,,10.00,,"冲正, {code},张三,S200001\n',
    ],
)
def test_its_order_is_found_by_code_number_or_amount_and_payer(held: Order, cells: str) -> None:
    order = paid(held)

    taken_back(order, cells.format(code=code(order)))

    assert again(order).doubts


def test_somebody_elses_money_of_the_same_amount_stops_nothing(held: Order) -> None:
    order = paid(held)

    row = taken_back(order, "2026-11-22 09:00,,10.00,,冲正,李四,S200001\n")

    assert row.order_ids is None
    assert not again(order).doubts


def test_the_same_file_again_stops_nothing_again(held: Order) -> None:
    order = paid(held)
    row = taken_back(order)
    payments.is_no_money(row.row_id, by="ada")

    posted(H + f"2026-11-22 09:00,-10.00,,,冲正 {code(order)},张三,S200001\n")

    assert payments.waiting_rows().items == []
    assert not again(order).doubts


def test_an_order_whose_money_is_gone_ends_before_dispatch_and_owes_nothing(held: Order) -> None:
    order = paid(held)
    row = taken_back(order)

    for _ in range(2):
        payments.is_taken_back(row.row_id, order.order_id, by="ada")

    ended = again(order)
    assert ended.state == "cancelled"
    assert not ended.doubts
    assert ended.refunds[0].sent_at is not None
    payments.send_refunds(ended)
    assert payments.errands().items == []
    assert left("pear") == 3
    keep_books(order)
    assert balances() == {}


def test_after_dispatch_the_platform_bears_what_the_bank_took(held: Order) -> None:
    order = paid(held)
    shipped(order)
    row = taken_back(order)
    keep_books(order)
    before = balances()

    for _ in range(2):
        payments.is_taken_back(row.row_id, order.order_id, by="ada")
    keep_books(order)

    assert again(order).state == "shipped"
    assert not again(order).doubts
    after = balances()
    assert after.get("cash:bank", 0) == before["cash:bank"] - 1000 == 0
    assert after["platform:fee"] == before["platform:fee"] + 1000
    assert [int(loss.fen) for loss in again(order).chargebacks or ()] == [1000]
    entries, faults = payments.compare_books()
    assert entries
    assert [fault for fault in faults if "taken-back" in str(fault)] == []


def test_only_a_payment_that_fits_is_taken_back(held: Order) -> None:
    row = taken_back(held, f"2026-11-22 09:00,-9.00,,,冲正 {code(held)},张三,S200001\n")
    with pytest.raises(Refused, match="does-not-fit"):
        payments.is_taken_back(row.row_id, held.order_id, by="ada")
    payments.is_no_money(row.row_id, by="ada")
    order = paid(held)
    payments.call_off(order.order_id, buyer_id=MEI)
    row = taken_back(order)

    with pytest.raises(Refused, match="refund-waits"):
        payments.is_taken_back(row.row_id, order.order_id, by="ada")
    with pytest.raises(NotFound):
        payments.is_taken_back("0" * 24, order.order_id, by="ada")

    assert payments.waiting_row(row.row_id).verdict is None


def test_money_that_comes_back_to_us_is_booked_and_waits_for_its_errand() -> None:
    posted(H + "2026-11-22 09:00,10.00,,,退汇 账号有误,张三,S300001\n")
    row = waiting()

    line = payments.count_as_income(row.row_id, "10.00", None, by="ada")

    assert (row.kind, line.state) == ("reversal", "suspense")


def test_a_reversal_costs_its_row_its_order_and_its_search(held: Order) -> None:
    order = paid(held)
    text = H + f"2026-11-22 09:00,-10.00,,,冲正 {code(order)},张三,S200001\n"
    statement_id = payments.upload_statement(text.encode())

    # Columns, day and amount, code, order; the file, and a transaction of row (on a list), what is known, and order.
    with assert_cost(reads=4, writes=2 + 2 + 3 + 2 + 2):
        payments.post_statement(statement_id, by="ada")
    row_id = waiting().row_id
    with assert_cost(reads=2, writes=3 + 2):
        payments.is_no_money(row_id, by="ada")
