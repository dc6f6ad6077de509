"""Payouts: what is settled goes to its owner once, by two people's will, and comes back when it does not arrive."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.ledger import SoldLine, entries_about, unpaid_weeks
from chalicelib.payments import compare_books
from chalicelib.payouts.accounts import BankAccount, account_of, keep_account
from chalicelib.payouts.bank_file import (
    approve_file,
    file_as_csv,
    file_of,
    make_file,
    withdraw_file,
)
from chalicelib.payouts.end import post_payout, void_payout
from chalicelib.payouts.models import Payout, PayoutAccount
from chalicelib.payouts.port import TransferOutcome, send_transfers
from chalicelib.payouts.runs import payout_of, payouts_in, payouts_to, run_payouts
from tests.costs import meter
from tests.ledger.books import Shard, balance, free, refunded, settled, sold

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200)
YOURS = 9_800
WU = BankAccount("吴婆婆", "中国农业银行泸州分行", "6228 4804 0256 4890 018")
NEXT_WEEK = timedelta(days=7)


@pytest.fixture
def shard() -> Shard:
    """Wu has sold an umbrella, and has an account."""
    shard = Shard()
    shard.hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    keep_account("producer:wu", WU, by="pwu")
    return shard


def run() -> list[Payout]:
    return run_payouts(clock.now() + NEXT_WEEK)


def test_what_was_settled_last_week_is_paid_out(shard: Shard) -> None:
    (payout,) = run()

    assert (payout.fen, payout.state, payout.holder) == (YOURS, "pending", "吴婆婆")
    assert payout.number == "6228480402564890018"
    assert free("producer:wu:payable") == 0
    assert unpaid_weeks("producer:wu") == []
    assert compare_books()[1] == []


def test_a_run_that_comes_again_pays_nothing_twice(shard: Shard) -> None:
    with ThreadPoolExecutor(4) as lambdas:
        made = [payout for some in lambdas.map(lambda _: run(), range(4)) for payout in some]
    again = run()

    assert len(made) == 1
    assert again == []
    assert free("producer:wu:payable") == 0
    assert len(payouts_to("producer:wu").items) == 1


def test_what_is_settled_this_week_waits_for_the_next_run(shard: Shard) -> None:
    account = PayoutAccount.find("producer:wu")
    account.changed_at = clock.now() - timedelta(days=30)
    account.save()

    assert run_payouts(clock.now()) == []


def test_a_payout_costs_a_unit_for_each_thing_it_touches_twice() -> None:
    shard = Shard()
    shard.hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    keep_account("producer:wu", WU, by="pwu")

    with meter() as cost:
        run()

    assert cost.writes == 8, cost.calls  # payout, balance and week in a transaction; two indexes


def test_no_account_no_payout() -> None:
    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))

    assert run() == []
    assert free("producer:wu:payable") == YOURS


def test_a_changed_account_is_paid_nothing_for_three_days(shard: Shard) -> None:
    change = PayoutAccount.find("producer:wu")
    change.changed_at = clock.now() + NEXT_WEEK - timedelta(days=3) + timedelta(minutes=1)
    change.save()

    assert run() == []
    assert len(run_payouts(clock.now() + NEXT_WEEK + timedelta(minutes=2))) == 1


def test_the_same_account_again_holds_nothing_back(shard: Shard) -> None:
    before = PayoutAccount.find("producer:wu")

    keep_account("producer:wu", WU, by="another")

    after = PayoutAccount.find("producer:wu")
    assert (after.changed_at, after.changed_by) == (before.changed_at, "pwu")


def test_an_account_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        keep_account("producer:wu", BankAccount(" ", "Bank" * 20, "12a"), by="pwu")

    assert set(refusal.value.problems) == {"holder", "bank", "number"}
    assert account_of("producer:wu") is None


def test_a_payout_that_is_posted_is_in_the_journal_once(shard: Shard) -> None:
    (payout,) = run()

    post_payout(payout.payout_id, reference="bank 1", by="ada")
    post_payout(payout.payout_id, reference="bank 2", by="ben")
    shard.fold()

    assert payout_of(payout.payout_id).reference == "bank 1"
    assert [entry.name for entry in entries_about(f"payout.{payout.payout_id}")] == ["posted"]
    assert (balance("producer:wu:payable"), balance("cash:bank")) == (0, -YOURS)
    assert free("producer:wu:payable") == 0
    assert compare_books()[1] == []


def test_a_payout_that_is_voided_frees_the_money_for_the_next_run(shard: Shard) -> None:
    (payout,) = run()

    void_payout(payout.payout_id, reason="wrong number", by="ada")
    void_payout(payout.payout_id, reason="wrong number", by="ada")
    with pytest.raises(Refused, match="payout-is-voided"):
        post_payout(payout.payout_id, reference="bank 1", by="ada")

    assert free("producer:wu:payable") == YOURS
    assert compare_books()[1] == []
    assert run() == []
    assert payout_of(payout.payout_id).state == "voided"
    (again,) = run_payouts(clock.now() + 2 * NEXT_WEEK)
    assert again.fen == YOURS


def test_money_that_the_bank_returns_is_free_again(shard: Shard) -> None:
    (payout,) = run()
    post_payout(payout.payout_id, reference="bank 1", by="ada")
    shard.fold()

    void_payout(payout.payout_id, reason="account closed", by="ada")
    shard.fold()

    assert (free("producer:wu:payable"), balance("cash:bank")) == (YOURS, 0)
    assert compare_books()[1] == []
    assert len(run_payouts(clock.now() + 2 * NEXT_WEEK)) == 1


def test_posting_and_voiding_at_the_same_moment_does_one_of_them(shard: Shard) -> None:
    (payout,) = run()
    together = Barrier(2)

    def post() -> None:
        together.wait()
        with suppress(Refused):
            post_payout(payout.payout_id, reference="bank 1", by="ada")

    def void() -> None:
        together.wait()
        with suppress(Refused):
            void_payout(payout.payout_id, reason="no", by="ben")

    with ThreadPoolExecutor(2) as people:
        for done in [people.submit(post), people.submit(void)]:
            done.result()
    shard.fold()

    assert compare_books()[1] == []


def test_a_refund_while_a_payout_is_made_never_spends_the_money_twice(shard: Shard) -> None:
    late = settled(sold(UMBRELLA))

    (payout,) = run()
    shard.hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))
    shard.fold()

    assert payout.fen == YOURS
    assert free("producer:wu:payable") == 0
    assert balance("platform:fee") == -200 + 20 + 980
    assert compare_books()[1] == []


def test_a_refund_after_settlement_makes_the_next_payout_smaller(shard: Shard) -> None:
    late = settled(sold(UMBRELLA))
    shard.hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))
    shard.fold()

    (payout,) = run()

    assert payout.fen == YOURS - 980
    assert compare_books()[1] == []


def test_two_people_let_a_file_go(shard: Shard) -> None:
    run()
    file = make_file(by="ada", form_key="1123-1")

    with pytest.raises(Refused, match="two-people-approve"):
        approve_file(file.file_id, by="ada")
    with pytest.raises(NotFound):
        file_as_csv(file_of(file.file_id))
    with pytest.raises(Refused, match="file-not-approved"):
        post_payout(file.payout_ids[0], reference="bank 1", by="ada")
    approve_file(file.file_id, by="ben")
    approve_file(file.file_id, by="ben")

    line = file_as_csv(file_of(file.file_id)).splitlines()[1]
    assert line == (
        f"吴婆婆,中国农业银行泸州分行,6228480402564890018\t,98.00,货款结算,{file.payout_ids[0]}"
    )


def test_a_payout_stands_in_one_file_only(shard: Shard) -> None:
    run()
    file = make_file(by="ada", form_key="1123-1")

    assert make_file(by="ada", form_key="1123-1").payout_ids == file.payout_ids
    with pytest.raises(Refused, match="nothing-to-pay"):
        make_file(by="ben", form_key="1123-2")


def test_a_file_can_be_taken_back_until_somebody_approves_it(shard: Shard) -> None:
    (payout,) = run()
    file = make_file(by="ada", form_key="1123-1")
    with pytest.raises(Refused, match="payout-in-file"):
        void_payout(payout.payout_id, reason="no", by="ada")

    withdraw_file(file.file_id)
    withdraw_file(file.file_id)
    with pytest.raises(Refused, match="file-is-withdrawn"):
        approve_file(file.file_id, by="ben")
    other = make_file(by="ada", form_key="1123-2")
    approve_file(other.file_id, by="ben")

    with pytest.raises(Refused, match="file-is-approved"):
        withdraw_file(other.file_id)
    assert other.payout_ids == [payout.payout_id]


def test_what_was_voided_or_paid_stands_in_the_file_no_more(shard: Shard) -> None:
    (payout,) = run()
    file = approve_file(make_file(by="ada", form_key="1123-1").file_id, by="ben")
    void_payout(payout.payout_id, reason="wrong number", by="ben")

    assert len(file_as_csv(file).splitlines()) == 1


def test_nobody_smuggles_a_formula_into_the_file(shard: Shard) -> None:
    keep_account("producer:wu", BankAccount("=HYPERLINK(1)", "+Bank", "62284804"), by="pwu")
    run()
    file = approve_file(make_file(by="ada", form_key="1123-1").file_id, by="ben")

    assert "'=HYPERLINK(1),'+Bank,62284804" in file_as_csv(file)


@pytest.mark.parametrize(
    ("holder", "cell"),
    [
        ("张三\r\n李四,工行,6222,9999.00", '"张三 李四,工行,6222,9999.00",'),
        ("张\x00三\u202e", "张三,"),
        ("＝1+1", "'＝1+1,"),
    ],
)
def test_nobody_smuggles_a_line_into_the_file(shard: Shard, holder: str, cell: str) -> None:
    keep_account("producer:wu", BankAccount(holder, "工行", "62284804"), by="pwu")
    run()
    file = approve_file(make_file(by="ada", form_key="1123-1").file_id, by="ben")

    lines = file_as_csv(file).split("\r\n")

    assert len(lines) == 3
    assert lines[1].startswith(cell)


def test_a_provider_carries_out_what_has_its_way(shard: Shard) -> None:
    account = PayoutAccount.find("producer:wu")
    account.way = "stripe"
    account.save()
    (payout,) = run()

    class Provider:
        def transfer(self, payout: Payout) -> TransferOutcome:
            return TransferOutcome("posted", reference=f"of {payout.payout_id}")

        def take_back(self, payout: Payout, fen: int, *, reversal_id: str) -> int:  # noqa: ARG002
            return 0

    assert send_transfers({}) == 0
    assert send_transfers({"stripe": Provider()}) == 1
    assert payout_of(payout.payout_id).state == "posted"
    assert payouts_in("pending").items == []
