"""The journal and its balances on the engine: once each, whatever comes twice, and for how many units."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.ledger.balances import fold_balances
from chalicelib.ledger.books import CLEARING, Entry, Posting
from chalicelib.ledger.earnings import lines_of_week, week_of, week_of_settlement, weeks_of
from chalicelib.ledger.journal import (
    entries_about,
    post_dispute,
    post_dispute_end,
    post_fund_paid_in,
    post_order,
)
from chalicelib.ledger.postings import entries_of
from chalicelib.ledger.sold import SoldLine
from chalicelib.payments import BankLine, Quarantine, compare_books, post_bank_line, post_quarantine
from chalicelib.payouts import cover_refunds
from tests.costs import assert_cost, meter
from tests.ledger.books import (
    LATER,
    NOON,
    Shard,
    balance,
    free,
    image_of,
    order_of,
    refunded,
    sent,
    settled,
    sold,
)

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200, commissions=(("lin", 500),))


def test_a_payment_is_posted_once_for_one_unit() -> None:
    image = image_of(sold(UMBRELLA))

    with assert_cost(writes=1):
        post_order(None, image)
    post_order(None, image)

    assert [entry.name for entry in entries_about("mei.1")] == ["paid"]


def test_a_change_that_moves_no_money_costs_nothing() -> None:
    image = image_of(sold(UMBRELLA))

    with assert_cost():
        post_order(image, image)


def test_orders_of_the_demonstration_post_nothing() -> None:
    shown = order_of(sold(UMBRELLA))
    shown.demo = True

    post_order(None, shown.serialize())

    assert entries_about("mei.1") == []


def test_an_order_that_is_not_paid_posts_nothing() -> None:
    held = order_of(sold(UMBRELLA))
    held.paid_at = None

    assert post_order(None, held.serialize()) == 0


def test_a_parcel_that_the_buyer_did_not_take_was_never_paid() -> None:
    order = order_of(sold(UMBRELLA, SoldLine("li", 500, 10), shipping_fen=300, method="cod"))
    order.sub_orders[0].refused_at = NOON

    post_order(None, order.serialize())

    (paid,) = entries_about("mei.1")
    assert {posting.account: posting.fen for posting in paid.postings} == {
        "cod_in_transit": 800,
        "producer:li:reserve": -790,
        "platform:fee": -10,
    }


def test_an_entry_that_does_not_sum_to_zero_cannot_be_made() -> None:
    with pytest.raises(AssertionError):
        Entry("mei.1", "paid", NOON, (Posting("cash:bank", 1),))


def test_balances_follow_the_journal_and_a_batch_that_comes_twice_counts_once() -> None:
    shard = Shard()

    booked = shard.hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    fold_balances(shard.name, booked)

    assert (balance("cash:sandbox"), balance("producer:wu:payable")) == (10_000, -9_300)
    assert (free("producer:wu:payable"), free("creator:lin:payable")) == (9_300, 500)
    assert balance("producer:wu:reserve") == 0


def test_folds_of_one_shard_at_the_same_moment_count_once() -> None:
    shard = Shard()
    entries = [
        Entry(f"s.{n}", "paid", NOON, (Posting("cash:bank", 1), Posting("suspense", -1)))
        for n in range(5)
    ]
    booked = [shard.booked(entry) for entry in entries]

    with ThreadPoolExecutor(4) as lambdas:
        outcomes = [lambdas.submit(fold_balances, shard.name, booked) for _ in range(4)]
    fold_balances(shard.name, booked)

    assert all(isinstance(outcome.exception(), Refused | None) for outcome in outcomes)
    assert balance("cash:bank") == 5


def test_a_hundred_payments_to_one_seller_cost_a_tenth_of_a_unit_each() -> None:
    shard = Shard()
    some = [sold(UMBRELLA, order_id=f"mei.{n}") for n in range(100)]
    for record in some:
        post_order(None, image_of(record))
    booked = [shard.booked(entry) for order in some for entry in entries_about(order.order_id)]
    fold_balances("shard-2", booked[:1])

    with meter() as cost:
        fold_balances(shard.name, booked)

    assert cost.writes <= 10, cost.calls


def test_an_order_with_more_people_than_a_transaction_takes_is_folded_in_parts() -> None:
    lines = [
        SoldLine("wu", 1_000, 20, tuple((f"creator{n}-{k}", 10) for k in range(5)))
        for n in range(30)
    ]
    shard, many = Shard(), settled(sold(*lines))

    booked = shard.hear(sold(*lines), many)
    fold_balances(shard.name, booked)

    assert free("producer:wu:payable") == 30 * 930
    assert free("creator:creator7-4:payable") == 10
    assert compare_books()[1] == []


def test_a_settled_order_stands_in_the_week_of_its_owner() -> None:
    Shard().hear(
        sold(UMBRELLA),
        refunded(sold(UMBRELLA), "r1", (0, 1_000)),
        settled(refunded(sold(UMBRELLA), "r1", (0, 1_000))),
    )

    (week,) = weeks_of("producer:wu")
    (line,) = lines_of_week("producer:wu", week.week).items
    assert week.week == week_of(clock.now())
    assert (int(week.sold_fen), int(week.refunded_fen), int(week.fee_fen)) == (10_000, 1_000, 630)
    assert int(week.yours_fen) == int(line.yours_fen) == free("producer:wu:payable") == 8_370
    assert line.order_id == "mei.1"


def test_an_order_leads_to_the_week_that_it_is_paid_out_with() -> None:
    Shard().hear(sold(UMBRELLA), settled(sold(UMBRELLA)))

    now = clock.now()

    assert week_of_settlement("mei.1", "producer:wu", "wu", now)
    assert week_of_settlement("mei.2", "producer:wu", "wu", now) is None


def test_clearing_accounts_return_to_zero_when_all_is_sent() -> None:
    shard = Shard()
    back = refunded(sold(UMBRELLA, method="cod"), "r1", (0, 1_000))

    shard.hear(sold(UMBRELLA, method="cod"), back)
    owed = balance("refunds_clearing")
    shard.hear(sold(UMBRELLA, method="cod"), back, sent(back))
    post_bank_line(came("l1", 10_000, "remitted"))
    post_bank_line(came("l2", 500, "taken", lead="l2", order_id="mei.2", ended_at=LATER))
    post_bank_line(came("l3", 200, "returned", ended_at=LATER))
    post_dispute("d1", 300)
    post_dispute_end("d1", 300, won=True)
    shard.fold()

    assert owed == -1_000
    assert {account: balance(account) for account in CLEARING} == dict.fromkeys(CLEARING, 0)
    assert (balance("cod_in_transit"), balance("cash:bank")) == (0, 9_000)


@pytest.mark.parametrize(("currency", "suffix"), [("CNY", ""), ("USD", ":USD")])
def test_money_that_no_order_took_stands_in_suspense_until_it_is_back(
    currency: str, suffix: str
) -> None:
    shard, record = Shard(), kept_out(currency)
    post_quarantine(record.serialize())
    shard.fold()
    there = balance(f"suspense{suffix}")

    record.sent_back_at = LATER
    post_quarantine(record.serialize())
    post_quarantine(record.serialize())
    shard.fold()

    assert there == -500
    assert balance(f"suspense{suffix}") == balance(f"cash:sandbox{suffix}") == 0


def test_currencies_do_not_mix() -> None:
    with pytest.raises(AssertionError):
        Entry("q", "received", NOON, (Posting("cash:bank", 1), Posting("suspense:USD", -1)))


def came(line_id: str, fen: int, state: str, **facts: Any) -> BankLine:
    told: dict[str, Any] = {"statement_id": "s1", "at": NOON, "remark": "", "payer": ""}
    return BankLine(line_id, fen=fen, state=state, **told, **facts)


def kept_out(currency: str) -> Quarantine:
    return Quarantine(
        "p1",
        order_id="mei.1",
        method="sandbox",
        fen=500,
        currency=currency,
        reason="payment-does-not-fit",
        at=NOON,
        verdict="kept-out",
    )


def test_the_same_line_of_a_statement_is_booked_once_and_never_with_another_amount() -> None:
    for _ in range(2):
        post_bank_line(came("line-1", 100, "remitted"))

    with pytest.raises(Refused, match="ledger-entry-differs"):
        post_bank_line(came("line-1", 101, "remitted"))
    assert len(entries_about("remittance.line-1")) == 1


def test_a_refund_after_settlement_is_paid_from_what_is_payable() -> None:
    late = settled(sold(UMBRELLA))

    Shard().hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))

    assert free("producer:wu:payable") == 9_300 - 930
    assert free("creator:lin:payable") == 500 - 50
    assert sum(int(week.yours_fen) for week in weeks_of("producer:wu")) == 9_300 - 930


def test_then_from_the_fund_and_last_by_the_platform() -> None:
    shard, late = Shard(), settled(sold(UMBRELLA))
    shard.hear(sold(UMBRELLA), late)
    post_fund_paid_in("gift", 400)
    shard.fold()
    _promise("producer:wu:payable", 9_000)

    shard.hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))
    shard.fold()

    (cover,) = [entry for entry in entries_about("mei.1") if entry.name == "covered.r1.producer:wu"]
    assert {posting.account: posting.fen for posting in cover.postings} == {
        "producer:wu:reserve": -930,
        "producer:wu:payable": 300,
        "fund:protection": 400,
        "platform:fee": 230,
    }
    assert (free("producer:wu:payable"), free("fund:protection")) == (0, 0)
    assert balance("producer:wu:reserve") == 0


def test_a_refund_is_covered_once_however_often_it_is_heard_of() -> None:
    shard, late = Shard(), settled(sold(UMBRELLA))
    booked = shard.hear(sold(UMBRELLA), late, refunded(late, "r1", (0, 1_000)))

    with ThreadPoolExecutor(4) as lambdas:
        list(lambdas.map(lambda _: cover_refunds(booking.entry for booking in booked), range(4)))
    shard.fold()

    assert free("producer:wu:payable") == 8_370
    assert compare_books()[1] == []


def test_refunds_at_the_same_moment_never_spend_what_is_free_twice() -> None:
    shard, late = Shard(), settled(sold(UMBRELLA))
    shard.hear(sold(UMBRELLA), late)
    _promise("producer:wu:payable", 9_300 - 1_500)
    for number in range(6):
        late = refunded(late, f"r{number}", (0, 1_000))
    refunds = [entry for entry in entries_of(late) if entry.name.startswith("refund.")]

    with ThreadPoolExecutor(6) as lambdas:
        list(lambdas.map(lambda refund: cover_refunds([refund]), refunds))

    covers = [entry for entry in entries_about("mei.1") if entry.name.endswith("producer:wu")]
    paid = [p.fen for cover in covers for p in cover.postings if p.account == "producer:wu:payable"]
    assert len(covers) == 6
    assert sum(paid) == 1_500
    assert free("producer:wu:payable") == 0


def _promise(account: str, fen: int) -> None:
    from chalicelib.ledger.models import Balance

    Balance(account).update(actions=[Balance.free_fen.add(-fen)])
