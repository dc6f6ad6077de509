"""The ledger by its real jobs: from a sale to the payout, through the streams, and what they cost."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.ledger import SoldLine, entries_about, unpaid_weeks
from chalicelib.payments import compare_books, last_check
from chalicelib.payouts import BankAccount, PayoutAccount, keep_account, payouts_in
from infra.local.delivery.deliver import Delivery, delivery_for
from tests.ledger.books import balance, free, order_of, refunded, settled, sold

UMBRELLA = SoldLine("wu", 10_000, fee_fen=200)


@pytest.fixture
def delivery(app: Any) -> Delivery:
    """The streams of the fair, with nothing on its way."""
    ready = delivery_for(app)
    ready.deliver_all()
    return ready


def test_a_sale_reaches_the_balances_through_the_streams(delivery: Delivery) -> None:
    order_of(sold(UMBRELLA)).save()
    order_of(settled(sold(UMBRELLA))).save()

    delivery.deliver_all()

    assert [entry.name for entry in entries_about("mei.1")] == ["paid", "settled.wu"]
    assert free("producer:wu:payable") == 9_800
    assert compare_books()[1] == []


def test_a_late_refund_is_covered_through_the_streams(delivery: Delivery) -> None:
    late = settled(sold(UMBRELLA))
    order_of(late).save()
    order_of(refunded(late, "r1", (0, 1_000), sent=True)).save()

    delivery.deliver_all()

    assert free("producer:wu:payable") == 9_800 - 980
    assert balance("producer:wu:reserve") == balance("refunds_clearing") == 0
    assert compare_books()[1] == []


def test_the_night_makes_the_payouts_and_checks_the_books(delivery: Delivery) -> None:
    order_of(settled(sold(UMBRELLA))).save()
    keep_account("producer:wu", BankAccount("吴婆婆", "农业银行", "62284804"), by="pwu")
    delivery.deliver_all()
    _a_week_passes("producer:wu")

    delivery.fire("make_payouts")
    delivery.fire("make_payouts")
    delivery.fire("check_books")

    (payout,) = payouts_in("pending").items
    assert payout.fen == 9_800
    check = last_check()
    assert check
    assert check.is_equal


def test_a_changed_account_stands_in_the_audit_log_without_its_number(delivery: Delivery) -> None:
    from chalicelib.accounts import audit_entries

    keep_account("producer:wu", BankAccount("吴婆婆", "农业银行", "62284804"), by="pwu")
    delivery.deliver_all()

    (entry,) = [entry for entry in audit_entries().items if entry.table_name == "payout_accounts"]
    assert (entry.actor, entry.after["holder"]) == ("pwu", "吴婆婆")
    assert "62284804" not in str(entry.after)


def _a_week_passes(owner: str) -> None:
    """The week of an owner's earnings is the one before, and the account has been known for long."""
    (week,) = unpaid_weeks(owner)
    week.delete()
    week.week = "2026-01-05"
    week.save()
    account = PayoutAccount.find(owner)
    account.changed_at = clock.now() - timedelta(days=30)
    account.save()
