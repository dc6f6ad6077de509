"""The same line of the bank is booked once, in whatever file, spelling and order it comes; what may be it waits."""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import payments
from chalicelib.errors import Refused
from chalicelib.orders import Order
from chalicelib.payments import BankLine
from chalicelib.payments.bank import statements
from chalicelib.payments.bank.models import KnownLines, StatementRow
from chalicelib.payments.bank.statements import StatementPreview
from tests.costs import assert_cost
from tests.goods import again, held_pears, registered_number
from tests.payments.bank.files import posted, uploaded
from tests.proof.wire import WRITES, Troubled, on_this_way, troubled

FIRST = "交易时间,收入,附言,对方户名,流水号\n"
SECOND = "日期,金额,附言,付款人,流水号\n"


@pytest.fixture
def held() -> Order:
    return held_pears("bank", left=3)


def states(preview: StatementPreview) -> list[str]:
    """What each row is: new, known, or waiting."""
    return [
        "waits" if placed.row.kind == "unclear" else "new" if placed.is_new else "known"
        for placed in preview.rows
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        SECOND + "2026-11-30,10.00,{code},张三,S777",
        SECOND + "2026/11/30,10,{code},张三,s777",
        SECOND + '20261130110037,="10.00",{code},张三,="S777"',
        SECOND + "2026年11月30日,10.00元,{code},张＊,'S777",
        "记账日期;贷方发生额;摘要;对方名称;交易流水号\n2026-11-30 11:00;10,00;转账 {code};张三;S777",
        "日期,金额,附言,付款人\n2026-11-30,10.00,{code},张三",
        "日期,金额,附言,付款人\n2026-11-30 11:00,10.00,货款{code},张三",
    ],
)
def test_the_same_line_in_another_file_was_booked_before(held: Order, spelling: str) -> None:
    code = registered_number(held)
    posted(FIRST + f"2026-11-30 11:00:37,10.00,{code},张三,S777\n")

    preview = uploaded(spelling.format(code=code))

    assert states(preview) == ["known"]
    assert preview.new.count == 0
    assert payments.post_statement(preview.statement.statement_id, by="ada") == 0
    assert len(list(BankLine.scan())) == 1


@pytest.mark.parametrize("serials", [("000777", "777"), ("777", "777.0"), ("00777", '="00777"')])
def test_a_number_is_the_same_however_a_spreadsheet_spells_it(serials: tuple[str, str]) -> None:
    first, second = (SECOND + f"2026-11-30,10.00,x,张三,{serial}\n" for serial in serials)
    posted(first)

    assert states(uploaded(second)) == ["known"]


def test_a_number_that_a_spreadsheet_rounded_away_is_none() -> None:
    posted(SECOND + "2026-11-30,10.00,苹果,张三,202611301234567890\n")

    assert states(uploaded(SECOND + "2026-11-30,10.00,苹果,张三,2.02611E+17\n")) == ["known"]
    assert states(uploaded(SECOND + "2026-11-30,10.00,梨,李四,2.02611E+17\n")) == ["new"]


def test_one_number_three_times_in_a_file_is_one_line(held: Order) -> None:
    line = f"2026-11-30,10.00,{registered_number(held)},张三,S1\n"

    preview = posted(SECOND + line * 3)

    assert states(preview) == ["known"] * 3
    assert [int(line.fen) for line in BankLine.scan()] == [1000]
    assert payments.in_suspense().items == []
    assert (preview.booked_before.count, preview.booked_before.fen) == (3, 3000)


def test_one_number_with_another_balance_is_not_swallowed() -> None:
    text = "日期,金额,余额,流水号\n2026-11-30,10.00,10.00,S1\n2026-11-30,10.00,20.00,S1\n"

    assert states(posted(text)) == ["known", "waits"]
    assert [row.why for row in payments.waiting_rows().items] == ["row-alike"]


def test_equal_lines_without_a_number_are_as_many_as_the_file_has() -> None:
    head, line = "日期,金额,附言,付款人\n", "2026-11-30,5.00,茶,张三\n"
    posted(head + line)

    preview = posted(head + line * 2)

    assert states(preview) == ["known"] * 2
    assert [int(line.fen) for line in BankLine.scan()] == [500, 500]
    assert states(uploaded(head + line * 2)) == ["known"] * 2


def test_clocks_that_differ_are_two_lines() -> None:
    head = "交易时间,金额,附言,付款人\n"
    posted(head + "2026-11-30 10:00:00,5.00,茶,张三\n")

    assert states(uploaded(head + "2026-11-30 15:00:00,5.00,茶,张三\n")) == ["new"]
    assert states(uploaded(head + "2026-11-30 10:00:30,5.00,茶,张三\n")) == ["known"]


def test_the_same_balance_twice_without_a_number_waits() -> None:
    head, line = "日期,金额,余额,附言,付款人\n", "2026-11-30,5.00,5.00,茶,张三\n"

    assert states(posted(head + line * 2)) == ["known", "waits"]


def test_what_may_be_a_line_that_was_booked_waits_and_names_it() -> None:
    (first,) = posted(FIRST + "2026-11-30 11:00:37,45.80,CF 苹果,张三,S777\n").rows

    preview = uploaded("日期,金额,摘要\n2026-11-30,45.80,转账存入\n")
    (placed,) = preview.rows

    assert (placed.row.kind, placed.row.why) == ("unclear", "row-alike")
    assert placed.looks_like
    assert placed.looks_like.line_id == first.line_id
    assert payments.post_statement(preview.statement.statement_id, by="ada") == 0
    assert len(list(BankLine.scan())) == 1


def test_a_row_that_was_decided_is_not_asked_about_again() -> None:
    posted(FIRST + "2026-11-30 11:00:37,45.80,苹果,张三,S777\n")
    other = "日期,金额,摘要\n2026-11-30,45.80,转账存入\n"
    posted(other)
    (row,) = payments.waiting_rows().items
    payments.count_as_income(row.row_id, "45.80", None, by="ada")

    preview = posted(other + "2026-11-30,45.80,转账存入\n")

    assert preview.rows[0].line_id == row.row_id
    assert sorted(int(line.fen) for line in BankLine.scan()) == [4580, 4580]
    assert len(list(StatementRow.scan())) == 2


def test_whoever_is_slower_looks_again_and_books_nothing_twice(held: Order) -> None:
    code = registered_number(held)
    slow = uploaded(SECOND + f"2026-11-30,10.00,{code},张三,S1\n").statement.statement_id
    quick = uploaded(FIRST + f"2026-11-30 09:00:00,10.00,{code},张三,S1\n").statement.statement_id

    with troubled() as way:
        way.which_write = b"known_lines"
        way.before_a_write = lambda: payments.post_statement(quick, by="bob")
        booked = payments.post_statement(slow, by="ada")

    assert booked == 0
    assert len(list(BankLine.scan())) == 1
    assert [len(known.lines) for known in KnownLines.scan()] == [1]
    assert again(held).state == "confirmed"


def test_a_line_and_a_row_that_waits_never_share_an_id(held: Order) -> None:
    slow = uploaded(SECOND + "2026-11-30,10.00,苹果,张三,S1\n").statement.statement_id
    quick = uploaded("日期,借贷,金额,附言,付款人\n2026-11-30,往来,10.00,梨,李四\n")

    with troubled() as way:
        way.which_write = b"known_lines"
        way.before_a_write = lambda: payments.post_statement(quick.statement.statement_id, by="bob")
        payments.post_statement(slow, by="ada")

    (line,), (row,) = BankLine.scan(), StatementRow.scan()
    assert line.line_id != row.row_id
    assert payments.count_as_income(row.row_id, "10.00", None, by="ada").state == "suspense"


class DyingAt(Troubled):
    """A process that dies before it writes a word."""

    def __init__(self, word: bytes) -> None:
        super().__init__(os.environ["AWS_ENDPOINT_URL"])
        self.word = word

    def post(self, headers: Mapping[str, str], body: bytes) -> Any:
        if headers["x-amz-target"].endswith(WRITES) and self.word in body:
            raise SystemExit
        return super().post(headers, body)


def test_a_file_whose_posting_died_is_listed_until_it_is_posted_to_the_end() -> None:
    text = "日期,金额,附言\n2026-11-30,1.00,a\n2026-11-30,2.00,b\n2026-11-30,3.00,c\n"
    statement_id = uploaded(text).statement.statement_id

    with on_this_way(DyingAt(b"2026-11-30 300")), pytest.raises(SystemExit):
        payments.post_statement(statement_id, by="ada")
    unfinished = [statement.statement_id for statement in payments.unfinished_statements()]

    assert unfinished == [statement_id]
    assert payments.post_statement(statement_id, by="ada") == 1
    assert payments.unfinished_statements() == []
    assert sorted(int(line.fen) for line in BankLine.scan()) == [100, 200, 300]


def test_a_file_that_takes_longer_than_a_page_goes_on_where_it_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "日期,金额,附言\n2026-11-30,1.00,a\n2026-11-30,2.00,b\n2026-11-30,3.00,c\n"
    statement_id = uploaded(text).statement.statement_id
    monkeypatch.setattr(statements, "MOST_SECONDS", -1)

    nothing = payments.post_statement(statement_id, by="ada")
    unfinished = len(payments.unfinished_statements())
    monkeypatch.undo()

    assert (nothing, unfinished) == (0, 1)
    assert payments.post_statement(statement_id, by="ada") == 3
    assert payments.unfinished_statements() == []


def test_columns_are_confirmed_once_and_then_known() -> None:
    text = "甲,乙,丙,丁\n2026-11-30,x,10.00,张三\n"
    statement_id = payments.upload_statement(text.encode())
    with pytest.raises(Refused, match="columns-not-confirmed"):
        payments.post_statement(statement_id, by="ada")

    payments.confirm_columns(statement_id, ["at", "remark", "credit", "payer"], by="ada")
    other = payments.upload_statement("丙,甲,乙,丁\n7.00,2026-11-30,y,李四\n".encode())

    assert payments.post_statement(statement_id, by="ada") == 1
    assert payments.post_statement(other, by="ada") == 1
    assert sorted((int(line.fen), line.payer) for line in BankLine.scan()) == [
        (700, "李四"),
        (1000, "张三"),
    ]


def test_the_cost_of_a_file_is_that_of_its_new_lines() -> None:
    text = "日期,金额,附言,流水号\n" + "".join(f"2026-11-30,{i}.00,x,S{i}\n" for i in range(1, 21))
    statement_id = uploaded(text).statement.statement_id

    # The columns, and each day and amount; the file on its list and off it; a line, what tells it from others, and its
    # place in suspense.
    with assert_cost(reads=1 + 20 + 20, writes=2 + 2 + 20 * (2 + 2 + 2)):
        payments.post_statement(statement_id, by="ada")
    with assert_cost(reads=1 + 20):
        payments.preview_statement(statement_id)


@dataclass(frozen=True)
class Moved:
    """A movement as it is at the bank, and how a file tells it."""

    fen: int
    payer: str
    remark: str
    number: int

    def told(self, form: str, balance_fen: int) -> str:
        clock = f" {9 + self.number // 60:02d}:{self.number % 60:02d}:00" if "c" in form else ""
        serial = f"N{self.number}" if "s" in form else ""
        balance = f"{balance_fen / 100:.2f}" if "b" in form else ""
        return (
            f"2026-11-30{clock},{self.fen / 100:.2f},{balance},{self.remark},{self.payer},{serial}"
        )


moves = st.lists(
    st.tuples(
        st.sampled_from([500, 700]), st.sampled_from(["张三", "李四"]), st.sampled_from(["茶", ""])
    ),
    min_size=1,
    max_size=6,
)
files = st.lists(
    st.tuples(
        st.sampled_from(["s", "c", "b", "sc", "sb", ""]), st.integers(0, 5), st.integers(1, 6)
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=moves, files=files)
def test_overlapping_files_in_any_order_book_nothing_twice_and_lose_nothing(
    moves: list[tuple[int, str, str]], files: list[tuple[str, int, int]]
) -> None:
    for kind in (BankLine, StatementRow, KnownLines):
        for record in kind.scan():
            record.delete()
    truth = [Moved(*move, number) for number, move in enumerate(moves)]
    balances = [sum(moved.fen for moved in truth[: i + 1]) for i in range(len(truth))]
    seen: set[int] = set()

    for form, begin, length in files:
        part = range(len(truth))[begin : begin + length]
        seen |= {*part}
        rows = [truth[i].told(form, balances[i]) for i in part]
        if rows:
            mark = uuid.uuid4().hex  # so that no two files are the same one
            preview = posted(
                f"日期,金额,余额,附言,付款人,流水号\n注{mark},,,,,\n" + "\n".join(rows)
            )
            assert preview.is_posted
            assert sum(total.fen for total in preview.totals.values()) == sum(
                truth[i].fen for i in part
            )

    lines, waiting = list(BankLine.scan()), list(StatementRow.scan())
    for fen in (500, 700):
        there = [moved for i, moved in enumerate(truth) if i in seen and moved.fen == fen]
        booked = sum(line.fen == fen for line in lines)
        asked = sum(row.fen == fen for row in waiting)
        assert booked <= len(there)
        assert booked + asked >= len({(moved.payer, moved.remark) for moved in there})
