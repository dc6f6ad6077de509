"""A bank's file: every way in which banks write one is read, and what cannot be read is named by its line."""

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Invalid
from chalicelib.payments.bank.statement_file import amount_of, read_statement
from chalicelib.payments.rules import CLEAR, reference_of, references_in, spoken

HEAD = "交易日期,交易流水号,收入金额(元),支出金额(元),余额,对方户名,附言\n"
words = st.text("abcxyz.0123456789", min_size=1, max_size=40)


def lines_of(text: str, encoding: str = "utf-8") -> list[tuple[int, str, str]]:
    file = read_statement(text.encode(encoding))
    return [(one.fen, one.remark, one.payer) for one in file.came]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_both_encodings_of_chinese_banks_are_read(encoding: str) -> None:
    text = (
        HEAD
        + '2026-11-20,A1,"1,230.00",,9,张梅,CF-AAAA-BBBB 货款\n2026-11-20,A2,,50.00,8,李四,水费\n'
    )

    assert lines_of(text, encoding) == [(123_000, "CF-AAAA-BBBB 货款", "张梅")]


@pytest.mark.parametrize(
    "text",
    [
        "中国农业银行\n账号 6228\n\n" + HEAD + "2026/11/20,A1,10.00,,9,Mei,hello\n",
        "date,amount,description\n2026-11-20 10:00:00,10.00,hello\n",
        "日期\t金额\t收支\t摘要\n20261120\t10.00\t收入\thello\n20261120\t9.00\t支出\tgone\n",
        "交易时间;交易金额;借贷标志;备注\n2026年11月20日;+10;贷;hello\n",
    ],
)
def test_columns_are_recognised_by_their_names(text: str) -> None:
    assert [line[:2] for line in lines_of(text)] == [(1000, "hello")]


def test_money_that_went_out_is_left_out() -> None:
    file = read_statement(b"date,amount,remark\n2026-11-20,-5.00,rent\n2026-11-20,5.00,in\n")

    assert [one.fen for one in file.came] == [500]
    assert file.left_out == 1


def test_every_line_that_cannot_be_read_is_named() -> None:
    text = HEAD + "2026-11-20,A1,1e3,,9,a,b\n2026-13-20,A2,5,,9,a,b\n2026-11-20,A3,5,,9,a,b\n"

    with pytest.raises(Invalid) as caught:
        read_statement(text.encode())

    said = {name: problem.message_id for name, problem in caught.value.problems.items()}
    assert said == {"line-2": "statement-amount", "line-3": "statement-date"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00\xd8\x00", "statement-not-text"),
        (b"a,b,c\n1,2,3\n", "statement-no-columns"),
        (HEAD.encode(), "statement-empty"),
        (b"x" * 150_001, "statement-too-large"),
        ((HEAD + "2026-11-20,A,5,,9,a,b\n" * 501).encode(), "statement-too-long"),
    ],
)
def test_what_is_no_statement_is_said_so(content: bytes, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_statement(content)

    assert [problem.message_id for problem in caught.value.problems.values()] == [why]


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,230.50", 123_050),
        ("+5", 500),
        ("¥5.0", 500),
        ("５.００", 500),
        ("-5.00", -500),
        ("−20.00", -2000),
        ("(20.00)", -2000),
        ("45.80元", 4580),
        ("45,80", 4580),
        ('="45.80"', 4580),
        ("4,58", 458),
        ("4,5800", None),
        ("5.1200", 512),
        ("0.001", None),
        ("1e3", None),
        ("5,00.", None),
        ("", None),
        ("999999.99", 99_999_999),
        ("1000000.00", None),
        ("NaN", None),
    ],
)
def test_amounts_are_whole_fen_or_nothing(typed: str, fen: int | None) -> None:
    assert amount_of(typed) == fen


def test_the_same_line_has_the_same_id_in_every_file() -> None:
    first = read_statement((HEAD + "2026-11-20,A1,5,,9,a,b\n").encode())
    longer = read_statement((HEAD + "2026-11-19,A0,7,,4,a,b\n2026-11-20,A1,5,,9,a,b\n").encode())

    assert first.came[0].line_id == longer.came[1].line_id


def test_equal_lines_without_a_number_are_told_apart_by_their_place() -> None:
    text = b"date,amount,remark\n2026-11-20,5,tea\n2026-11-20,5,tea\n"

    ids = [one.line_id for one in read_statement(text).came]

    assert len(set(ids)) == 2
    assert ids == [one.line_id for one in read_statement(text).came]


def test_days_are_days_in_shanghai() -> None:
    (one,) = read_statement(b"date,amount,remark\n2026-11-20,5,tea\n").came

    assert one.at.utcoffset() == timedelta(hours=8)


@given(order_id=words)
def test_a_code_is_found_however_a_bank_prints_it(order_id: str) -> None:
    code = reference_of(order_id)

    assert references_in(f"货款{spoken(code)}谢谢") == [code]
    assert references_in(f"cf {code[:3].lower()} {code[3:].lower()}") == [code]


@given(order_id=words, place=st.integers(0, 7), other=st.sampled_from(CLEAR))
def test_a_code_with_one_mistake_is_no_code(order_id: str, place: int, other: str) -> None:
    code = reference_of(order_id)
    wrong = code[:place] + other + code[place + 1 :]

    assert references_in("CF" + wrong) == ([code] if wrong == code else [])


@given(order_id=words, place=st.integers(0, 6))
def test_a_code_with_two_neighbours_swapped_is_no_code(order_id: str, place: int) -> None:
    code = reference_of(order_id)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert references_in("CF" + swapped) == ([code] if swapped == code else [])


def test_a_column_named_by_45_000_brackets_is_refused_at_once() -> None:
    begun = time.process_time()

    with pytest.raises(Invalid):
        read_statement(("(" * 45_000 + ",x\n").encode())

    assert time.process_time() - begun < 1
