"""Orders, journal and balances are held against each other; the first entry that differs raises an alarm."""

import logging

import pytest

from chalicelib.ledger import Balance, EarningsWeek, JournalEntry, SoldLine
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.posting import post_bank_line
from chalicelib.payments.reconcile import check_ledger, compare_books, last_check
from tests.ledger.books import LATER, NOON, Shard, order_of, refunded, settled, sold

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200, commissions=(("lin", 500),))


@pytest.fixture
def shard() -> Shard:
    """Two orders: one settled and refunded afterwards, one just paid."""
    shard, late = Shard(), settled(sold(UMBRELLA))
    shard.hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))
    shard.hear(sold(UMBRELLA, order_id="mei.2"))
    shard.fold()
    return shard


def test_orders_journal_and_balances_agree(shard: Shard, caplog: pytest.LogCaptureFixture) -> None:
    outcome = check_ledger()

    assert (outcome.is_equal, outcome.entries) == (True, 6)
    assert outcome.first is None
    assert [record for record in caplog.records if record.name.startswith("countyfair")] == []
    found = last_check()
    assert found
    assert found.is_equal


def test_one_fen_moved_in_one_posting_is_named(
    shard: Shard, caplog: pytest.LogCaptureFixture
) -> None:
    entry = JournalEntry.find("mei.2", "paid")
    entry.postings[0].fen += 1
    entry.postings[1].fen -= 1
    entry.save()

    outcome = check_ledger(patience_seconds=0)

    assert outcome.first == "mei.2 paid: cash:sandbox is 10001 fen, not 10000"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert caplog.records[0].message == "ledger differs from orders"


def test_an_entry_that_does_not_sum_to_zero_is_named(shard: Shard) -> None:
    entry = JournalEntry.find("mei.2", "paid")
    entry.postings[0].fen += 1
    entry.save()

    assert check_ledger(patience_seconds=0).first == "mei.2 paid: does not sum to zero"


def test_an_entry_that_is_gone_is_named(shard: Shard) -> None:
    JournalEntry.find("mei.1", "settled.wu").delete()

    assert check_ledger(patience_seconds=0).first == "mei.1 settled.wu: is missing"


def test_a_refund_that_nobody_covered_is_named(shard: Shard) -> None:
    JournalEntry.find("mei.1", "covered.r1.producer:wu").delete()

    first = check_ledger(patience_seconds=0).first

    assert first == "mei.1 covered.r1.producer:wu: is missing"


def test_an_entry_without_an_order_is_named(shard: Shard) -> None:
    order_of(sold(UMBRELLA, order_id="mei.2")).delete()

    assert check_ledger(patience_seconds=0).first == "mei.2 paid: no order says so"


def test_a_line_of_the_bank_that_the_journal_does_not_know_is_named() -> None:
    keep_line("from-provider")

    first = check_ledger(patience_seconds=0).first

    assert first == "suspense.l1 received: is missing"


def test_money_of_the_bank_that_no_line_brought_is_named() -> None:
    line = keep_line("from-provider")
    post_bank_line(line)
    line.state = "suspense"
    line.save()

    first = check_ledger(patience_seconds=0).first

    assert first == "suspense.l1 from-provider: no line of the bank says so"


def test_lines_of_the_bank_and_the_journal_agree() -> None:
    post_bank_line(keep_line("from-provider"))

    _, faults = compare_books()

    assert {fault.what for fault in faults} == {"has no balance"}


def keep_line(state: str) -> BankLine:
    line = BankLine("l1", state=state, statement_id="s1", at=NOON, fen=9_710, remark="", payer="")
    line.ended_at = LATER
    line.save()
    return line


def test_a_balance_that_was_touched_is_named(shard: Shard) -> None:
    Balance("cash:sandbox").update(actions=[Balance.balance_fen.add(1)])

    first = check_ledger(patience_seconds=0).first

    assert first == "cash:sandbox is 1 fen away from the journal"


def test_money_promised_out_of_nothing_is_named(shard: Shard) -> None:
    Balance("producer:wu:payable").update(actions=[Balance.free_fen.add(1)])

    assert check_ledger(patience_seconds=0).first == (
        "producer:wu:payable promises more or less than it holds"
    )


def test_earnings_that_are_not_what_is_free_are_named(shard: Shard) -> None:
    week = next(iter(EarningsWeek.query("producer:wu")))
    week.update(actions=[EarningsWeek.yours_fen.add(1)])

    assert check_ledger(patience_seconds=0).first == (
        "producer:wu:payable is not what its weeks add up to"
    )
