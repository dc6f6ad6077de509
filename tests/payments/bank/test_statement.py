"""A bank's file: every way in which banks write one is read, and each row ends as what it is, or waits for a person."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Invalid
from chalicelib.orders import codes_in, number_of
from chalicelib.payments.bank.statement import (
    Columns,
    Row,
    amount_of,
    open_sheet,
    read_rows,
    witness,
)

HEAD = "交易日期,交易流水号,收入金额(元),支出金额(元),余额,对方户名,附言\n"
H = "交易时间,收入,支出,余额,附言,对方户名,流水号\n"
CODE = number_of("mei.1")
words = st.text("abcxyz.0123456789", min_size=1, max_size=40)


def rows_of(text: str | bytes, encoding: str = "utf-8") -> list[Row]:
    """The rows of a file whose columns are what they seem."""
    sheet = open_sheet(text if isinstance(text, bytes) else text.encode(encoding))
    return read_rows(sheet, Columns.guessed(sheet.names))


def kinds_of(text: str) -> list[tuple[str, int | None]]:
    return [(row.kind, row.fen) for row in rows_of(text)]


def whys(rows: Sequence[Row]) -> list[tuple[int, str]]:
    return [(row.number, row.why) for row in rows if row.kind == "unclear"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_the_encodings_of_chinese_banks_are_read(encoding: str) -> None:
    text = (
        HEAD
        + '2026-11-20,A1,"1,230.00",,9,张梅,CF-AAAA-BBBB 货款\n2026-11-20,A2,,50.00,8,李四,水费\n'
    )

    came, went = rows_of(text, encoding)

    assert (came.kind, came.fen, came.text.payer) == ("in", 123_000, "张梅")
    assert came.text.remark == "CF-AAAA-BBBB 货款"
    assert (went.kind, went.fen) == ("out", -5_000)


@pytest.mark.parametrize(
    "text",
    [
        "中国农业银行\n账号 6228\n\n" + HEAD + "2026/11/20,A1,10.00,,9,Mei,hello\n",
        "date,amount,description\n2026-11-20 10:00:00,10.00,hello\n",
        "日期\t金额\t收支\t摘要\n20261120\t10.00\t收入\thello\n",
        "交易时间;交易金额;借贷标志;备注\n2026年11月20日;+10;贷;hello\n",
    ],
)
def test_columns_are_recognised_by_their_names(text: str) -> None:
    (row,) = rows_of(text)

    assert (row.kind, row.fen, row.text.remark) == ("in", 1000, "hello")


@pytest.mark.parametrize(
    "word", ["贷", "贷方", "转入", "入账", "来账", "收款", "Ｃ", "CR", "Credit", "收入"]
)
def test_words_for_money_that_came_in(word: str) -> None:
    text = f"交易日期,借贷标志,金额,附言\n2026-11-30,{word},45.80,{CODE}\n"

    assert kinds_of(text) == [("in", 4580)]


@pytest.mark.parametrize("word", ["借", "借方", "转出", "支出", "D", "Debit"])
def test_words_for_money_that_went_out(word: str) -> None:
    text = f"交易日期,借贷标志,金额,附言\n2026-11-30,{word},45.80,货款\n"

    assert kinds_of(text) == [("out", -4580)]


@pytest.mark.parametrize("word", ["", "往来", "?"])
def test_a_word_that_is_neither_stops_its_row_and_no_other(word: str) -> None:
    text = f"交易日期,借贷标志,金额,附言\n2026-11-30,{word},45.80,x\n2026-11-30,贷,1.00,利息\n"

    rows = rows_of(text)

    assert whys(rows) == [(2, "row-direction")]
    assert [(row.kind, row.fen) for row in rows] == [("unclear", 4580), ("in", 100)]


def test_a_quote_mark_does_not_swallow_the_next_line() -> None:
    text = (
        H
        + '2026-11-30 10:09:01,30.00,,930.00,"苹果尾款 5斤,张三,S20\n'
        + f"2026-11-30 10:10:01,45.80,,975.80,{CODE},李四,S21\n"
    )

    first, second = rows_of(text)

    assert (first.kind, first.fen, first.text.payer) == ("in", 3000, "张三")
    assert (second.kind, second.fen, second.text.remark) == ("in", 4580, CODE)


def test_a_quote_mark_that_shifts_the_cells_stops_its_row_alone() -> None:
    text = (
        H
        + '2026-11-30 10:09:01,30.00,,930.00,"苹果, 5斤,张三,S20\n'
        + '2026-11-30 10:10:01,45.80,,975.80,谢谢"",李四,S21\n'
    )

    rows = rows_of(text)

    assert whys(rows) == [(2, "row-broken")]
    assert (rows[1].kind, rows[1].fen) == ("in", 4580)


def test_a_remark_of_two_lines_stays_one_row() -> None:
    text = 'date,amount,remark\n2026-11-30,45.80,"for\nMei"\n2026-11-30,5,x\n'

    assert [(row.number, row.fen) for row in rows_of(text)] == [(2, 4580), (4, 500)]


def test_a_short_row_with_money_is_not_taken_into_a_remark() -> None:
    text = 'date,amount,remark\n2026-11-30,45.80,"for\n2026-11-30,5.00"\n'

    rows = rows_of(text)

    assert rows[0].fen == 4580
    assert whys(rows) == [(3, "row-broken")]


def test_more_cells_than_columns_stop_their_row() -> None:
    assert whys(rows_of("date,amount,remark\n2026-11-30,45,80,for Mei\n")) == [(2, "row-broken")]


def test_a_code_stands_in_any_cell_and_payer_and_account_in_one() -> None:
    text = (
        "序号,摘要,币别,钞汇,交易日期,交易金额,账户余额,交易地点/附言,对方账号与户名\n"
        f"1,转账存入,人民币元,钞,20261130,45.80,900.00,{CODE},6222****/张三\n"
    )

    (row,) = rows_of(text)

    assert (row.kind, row.fen) == ("in", 4580)
    assert codes_in(row.text.words) == [CODE[3:].replace("-", "")]
    assert (row.text.payer, row.text.account) == ("张三", "6222****")


def test_a_code_stands_in_a_column_that_nobody_knows() -> None:
    (row,) = rows_of(f"日期,金额,附言,留言栏\n2026-11-30,45.80,转账,{CODE}\n")

    assert CODE in row.text.words.splitlines()


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("交易日,交易时间", "20261130,10:05:00"),
        ("交易时间,交易日", "10:05:00,2026/11/30"),
        ("交易时间,交易日", "100500,2026-11-30"),
        ("交易时间,序", "20261130100500,1"),
        ("交易时间,序", "2026年11月30日 10时05分00秒,1"),
        ("交易时间,序", "2026-11-30T10:05:00+08:00,1"),
    ],
)
def test_days_and_clocks_are_read_in_one_column_or_two(head: str, cells: str) -> None:
    (row,) = rows_of(f"{head},收入,附言\n{cells},45.80,x\n")

    assert row.moment
    assert row.moment.at.isoformat() == "2026-11-30T10:05:00+08:00"


@pytest.mark.parametrize("day", ["2026-13-01", "30.11.2026", "1999-01-01", "昨天", ""])
def test_a_row_whose_day_cannot_be_read_waits(day: str) -> None:
    rows = rows_of(f"日期,金额,附言\n{day},45.80,x\n2026-11-30,1,y\n")

    assert whys(rows) == [(2, "row-day")]
    assert rows[0].fen == 4580


def test_only_a_charge_has_a_limit() -> None:
    text = (
        H
        + '2026-11-30 10:06:00,"1,200,000.00",,,县财政局采购款,县财政局,\n'
        + '2026-11-30 10:07:00,,"1,500,000.00",,采购,某公司,\n'
        + f"2026-11-30 10:08:00,45.80,,,{CODE},张三,\n"
    )

    assert kinds_of(text) == [("in", 120_000_000), ("out", -150_000_000), ("in", 4580)]
    assert kinds_of('日期,金额,附言\n2026-11-30,"-1,500,000.00",采购\n') == [("out", -150_000_000)]


def test_heads_totals_notes_and_dashes_are_no_money() -> None:
    text = (
        H
        + "期初余额,,,900.00,,,\n"
        + "20261130100500,39.80,--,939.80,a,b,1\n"
        + H
        + "2026-11-30 11:00,-,20.00,919.80,a,b,2\n"
        + "2026-11-30,45.80元,0.00,965.60,a,b,3\n"
        + '2026-11-30,="45.80",,1011.40,a,b,="006"\n'
        + "\t2026-11-30\t,\t1.00\t,,1012.40,\ta,b,7\n"
        + "合计,132.40,20.00,,,,\n"
        + "共 5 笔,,,,,,\n"
    )

    rows = rows_of(text)

    assert [row.number for row in rows if row.kind == "no-money"] == [2, 4, 9, 10]
    assert [row.fen for row in rows if row.fen] == [3980, -2000, 4580, 4580, 100]
    assert rows[6].text.serial == "7"
    assert whys(rows) == []


def test_a_total_that_is_none_waits() -> None:
    rows = rows_of(H + "2026-11-30,39.80,,,a,b,1\n合计,39.80,0.00,,,,\n合计,45.80,0.00,,,,\n")

    assert whys(rows) == [(4, "row-total")]


def test_totals_of_each_page_are_those_since_the_last() -> None:
    text = (
        "日期,金额,附言\n2026-11-30,1,a\n本页小计,1.00,\n2026-11-30,2,b\n本页小计,2.00,\n合计,3,\n"
    )

    assert whys(rows_of(text)) == []


@pytest.mark.parametrize("minus", ["−20.00", "(20.00)", "-20.00"])
def test_money_taken_back_goes_to_a_person(minus: str) -> None:
    (row,) = rows_of(H + f"2026-11-30,{minus},,,a,b,1\n")

    assert (row.kind, row.fen, row.takes_back) == ("reversal", -2000, True)


@pytest.mark.parametrize(
    ("cells", "fen", "takes_back"),
    [
        (",45.80,,冲正,张三,9", -4580, True),
        ("45.80,,,退汇 退款 CF,李四,9", 4580, False),
        ("45.80,,,转账被退回,李四,9", 4580, False),
    ],
)
def test_words_for_taken_back_go_to_a_person(cells: str, fen: int, takes_back: object) -> None:
    (row,) = rows_of(H + f"2026-11-30,{cells}\n")

    assert (row.kind, row.fen, row.takes_back) == ("reversal", fen, takes_back)


def test_what_we_send_back_is_no_reversal() -> None:
    assert kinds_of(H + "2026-11-30,,45.80,,退回多付货款,张三,1\n") == [("out", -4580)]


def test_what_goes_out_under_an_orders_code_is_a_reversal_unless_we_sent_it() -> None:
    text = (
        f"日期,金额,附言\n2026-11-30,-45.80,{CODE}\n"
        f"2026-11-30,-45.80,退款 {CODE}\n2026-11-30,-45.80,refund {CODE}\n"
    )

    taken, ours, english = rows_of(text)

    assert (taken.kind, taken.fen, taken.takes_back) == ("reversal", -4580, True)
    assert (ours.kind, english.kind) == ("out", "out")


def test_a_bank_that_signs_what_went_out_takes_nothing_back_by_it() -> None:
    head = "日期,收支,金额,附言\n"
    signed = head + "2026-11-30,支出,-5.00,a\n2026-11-30,支出,-6.00,b\n"
    unsigned = head + "2026-11-30,支出,5.00,a\n2026-11-30,支出,-6.00,b\n"

    assert kinds_of(signed) == [("out", -500), ("out", -600)]
    assert kinds_of(unsigned) == [("out", -500), ("reversal", 600)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (H + "2026-11-30,1e3,,,a,b,1\n", "row-amount"),
        (H + "2026-11-30,0.001,,,a,b,1\n", "row-amount"),
        (H + "2026-11-30,,,,a,b,1\n", "row-no-amount"),
        (H + "2026-11-30,5.00,6.00,,a,b,1\n", "row-both-ways"),
        ("日期,收入,附言\n2026-11-30,,a\n", "row-no-amount"),
        ("日期,金额,金额,附言\n2026-11-30,5,6,a\n", "row-several-amounts"),
        ("日期,币种,金额,附言\n2026-11-30,美元,5,a\n", "row-currency"),
        ("日期,借贷,收入,支出,附言\n2026-11-30,借,5,,a\n", "row-direction"),
        (f"日期,金额,附言\n,,{CODE}\n", "row-no-amount"),
    ],
)
def test_what_is_not_understood_waits_with_its_reason(text: str, why: str) -> None:
    assert [row.why for row in rows_of(text)] == [why]


def test_a_balance_that_moves_the_other_way_stops_its_row() -> None:
    text = (
        "日期,金额,余额,附言\n2026-11-30,1.00,901.00,a\n"
        "2026-11-30,5.00,896.00,b\n2026-11-30,2.00,898.00,c\n"
    )

    assert whys(rows_of(text)) == [(3, "row-balance")]


def test_a_jump_of_the_balance_is_known_by_its_row_in_either_order() -> None:
    lines = [
        "2026-11-30 10:00,1.00,,901.00,a,b,1",
        "2026-11-30 11:00,2.00,,903.00,a,b,2",
        "2026-11-30 12:00,5.00,,950.00,a,b,3",
        "2026-11-30 13:00,,10.00,940.00,a,b,4",
    ]

    for order, at in ((lines, 4), (lines[::-1], 3)):
        balance = witness(rows_of(H + "\n".join(order)))
        assert balance
        assert {n: (j.expected_fen, j.printed_fen) for n, j in balance.jumps.items()} == {
            at: (90_800, 95_000)
        }
        assert (balance.opening_fen, balance.closing_fen) == (90_000, 94_000)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00\xd8\x00", "statement-not-text"),
        (b"a,b\n1,2\n", "statement-no-columns"),
        (b"1,2,3\n1,2,3\n", "statement-no-columns"),
        (HEAD.encode(), "statement-empty"),
        (b"x" * 150_001, "statement-too-large"),
        ((HEAD + "2026-11-20,A,5,,9,a,b\n" * 501).encode(), "statement-too-long"),
    ],
)
def test_what_is_no_statement_is_said_so(content: bytes, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        rows_of(content)

    assert [problem.message_id for problem in caught.value.problems.values()] == [why]


def test_the_columns_of_a_bank_are_known_in_any_order() -> None:
    sheets = [
        open_sheet(text.encode())
        for text in ("日期,金额,附言\n", "附言,日期,金额\n", "日期,金额,摘要\n")
    ]

    assert sheets[0].key == sheets[1].key != sheets[2].key


def test_a_payer_of_blanks_is_read_at_once() -> None:
    (row,) = rows_of(H + f"2026-11-30,5.00,,,谢谢,a{' ' * 20_000}b,N1")

    assert (row.fen, row.text.payer) == (500, "a b")


amounts = st.integers(1, 2_000_000_00)
texts = st.sampled_from(["", "谢谢", CODE, '"', '"a', "a,b", "合计", "冲正", "退回", "--"])
days = st.sampled_from(["2026-11-30", "2026-11-30", "20261130100500", "?"])


@given(
    moves=st.lists(st.tuples(amounts, st.booleans(), texts, texts, days), min_size=1, max_size=12),
    has_balance=st.booleans(),
)
def test_every_row_of_a_file_ends_in_one_kind_with_its_amount_or_waits(
    moves: list[tuple[int, bool, str, str, str]],
    has_balance: bool,  # noqa: FBT001 - hypothesis names it
) -> None:
    """Whatever stands in the texts, also bare quote marks and separators: no row vanishes, and none changes its sum."""
    balance_fen, lines, wanted = 100_000_000_000, [], []
    for i, (fen, is_in, remark, payer, day) in enumerate(moves):
        balance_fen += fen if is_in else -fen
        pair = f"{plain(fen)}," if is_in else f",{plain(fen)}"
        balance = plain(balance_fen) if has_balance else ""
        lines.append(f"{day},{pair},{balance},{remark},{payer},N{i}")
        wanted.append(fen if is_in else -fen)

    rows = rows_of(H + "\n".join(lines))

    assert [row.number for row in rows] == list(range(2, len(moves) + 2))
    for row, fen, (_, _, remark, payer, day) in zip(rows, wanted, moves, strict=True):
        is_plain = not {*remark, *payer} & {'"', ","}
        if (
            row.kind == "no-money"
        ):  # just what a line of totals looks like: no day, the word, and the sum so far
            assert day == "?"
            assert "合计" in (remark, payer)
            continue
        assert (row.kind == "unclear") == (day == "?" or row.why == "row-broken")
        assert row.fen == fen or row.why == "row-total" or not is_plain
        assert row.kind == "unclear" or row.fen == fen


def plain(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


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
        ("-1,500,000.00", -150_000_000),
        ("NaN", None),
    ],
)
def test_amounts_are_whole_fen_or_nothing(typed: str, fen: int | None) -> None:
    assert amount_of(typed) == fen


def test_days_are_days_in_shanghai() -> None:
    (row,) = rows_of("date,amount,remark\n2026-11-20,5,tea\n")

    assert row.moment
    assert row.moment.at.utcoffset() == timedelta(hours=8)
