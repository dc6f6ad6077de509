"""What the payment provider keeps: each fee once in the ledger, whatever is told twice, late, or not to the end."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import ledger, payments
from chalicelib.errors import Refused
from chalicelib.ledger import JournalEntry, entry_of
from chalicelib.orders import Order
from chalicelib.payments import fee_ports, post_fees
from chalicelib.payments.reconcile import compare_books
from chalicelib.payments.sandbox.balance import DISPUTE_FEE_FEN, fee_of
from chalicelib.payments.sandbox.http import BREAK, LOSE_ANSWER, LOSE_REQUEST, TOO_MANY
from chalicelib.payments.sandbox.world import (
    bank_decides,
    bank_keeps_the_promise,
    buyer_disputes,
    buyer_promises,
    stripe_charges,
)
from chalicelib.payments.stripe import fees
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import FeesRead
from chalicelib.settings import settings
from tests.costs import meter
from tests.ledger.books import Shard, balance
from tests.payments.stripe.fair import (
    held_order,
    hours_pass,
    no_troubles,
    paid_at_stripe,
    session_of,
    stripe_fair,
    troubles,
)

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

OF_TEN_YUAN = 29  # 2.9 % of 1,000 fen


def read() -> int:
    return post_fees(fee_ports())


def posted() -> dict[str, int]:
    """Each account in the journal."""
    sums: dict[str, int] = {}
    for entry in JournalEntry.scan():
        for posting in entry_of(entry).postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.fen
    return sums


def entries() -> list[tuple[str, str]]:
    return [(entry.subject, entry.entry) for entry in JournalEntry.scan()]


def test_a_charge_bears_one_fee_however_often_it_is_read() -> None:
    paid_at_stripe()

    told = [read() for _ in range(3)]

    assert told == [1, 1, 1]
    assert posted() == {"psp_fee": OF_TEN_YUAN, "cash:stripe": -OF_TEN_YUAN}
    assert len(entries()) == 1


def test_what_the_payment_brought_less_its_fee_is_what_is_there() -> None:
    order = paid_at_stripe()
    payments.confirm(order.order_id, buyer_id=order.buyer_id, evidence="")
    ledger.post_order(None, Order.get(*order.key()).serialize())
    read()
    shard = Shard()
    shard.fold()

    (told,) = Stripe().client.v1.balance_transactions.list().data

    assert balance("cash:stripe") == told.net == 1_000 - OF_TEN_YUAN
    assert balance("psp_fee") == told.fee
    assert compare_books()[1] == []


def test_a_payment_of_a_bank_that_said_so_later_bears_a_fee() -> None:
    session_id = session_of(held_order()).id
    buyer_promises(session_id)
    before = read()
    bank_keeps_the_promise(session_id)

    read()

    assert before == 0
    assert posted()["psp_fee"] == OF_TEN_YUAN


def test_a_refund_gives_no_fee_back() -> None:
    order = paid_at_stripe()
    intent = session_of(order).payment_intent.id
    Stripe().refund(order, "r1", 400, payment_id=intent)

    read()

    assert posted()["psp_fee"] == OF_TEN_YUAN


@pytest.mark.parametrize(
    ("won", "fee_fen"), [(True, OF_TEN_YUAN), (False, OF_TEN_YUAN + DISPUTE_FEE_FEN)]
)
def test_a_dispute_costs_a_fee_which_comes_back_when_it_is_won(won: bool, fee_fen: int) -> None:  # noqa: FBT001 - what a test is given
    dispute_id = buyer_disputes(session_of(paid_at_stripe()).id)
    read()
    opened = posted()["psp_fee"]
    bank_decides(dispute_id, won=won)

    read()

    assert opened == OF_TEN_YUAN + DISPUTE_FEE_FEN
    assert posted() == {"psp_fee": fee_fen, "cash:stripe": -fee_fen}


def test_a_fee_of_no_payment_is_a_fee_and_so_is_one_that_comes_back() -> None:
    stripe_charges(700)
    stripe_charges(-200)

    read()

    assert posted() == {"psp_fee": 500, "cash:stripe": -500}
    assert sorted(name for _, name in entries()) == ["charged", "given-back"]


@pytest.mark.parametrize(
    ("kind", "category", "amount", "fee", "kept"),
    [
        ("charge", "charge", 1_000, 29, 29),
        ("payment_refund", "refund", -1_000, -29, -29),
        ("refund", "refund", -1_000, 5, 5),
        ("adjustment", "dispute", -1_000, 1_500, 1_500),
        ("stripe_fee", "fee", -700, 0, 700),
        ("stripe_fee", "fee", 200, 0, -200),
        ("adjustment", "network_cost", -30, 0, 30),
        ("tax_fee", "tax", -42, 0, 42),
        ("tax_fund", "tax", -900, 0, 0),
        ("payout", "payout", -9_000, 0, 0),
        ("transfer", "transfer", -500, 0, 0),
    ],
)
def test_what_a_transaction_costs(
    kind: str, category: str, amount: int, fee: int, kept: int
) -> None:
    transaction = SimpleNamespace(type=kind, reporting_category=category, amount=amount, fee=fee)

    assert fees.kept_fen(transaction) == kept


def test_a_fee_in_another_currency_stands_in_accounts_of_its_own() -> None:
    ledger.post_provider_fee("stripe.1", 30, currency="HKD")

    assert posted() == {"psp_fee:HKD": 30, "cash:stripe:HKD": -30}


def test_no_id_of_stripe_leaves_the_adapter() -> None:
    paid_at_stripe()
    read()

    ((subject, _),) = entries()
    (told,) = Stripe().client.v1.balance_transactions.list().data
    assert subject.startswith("psp.stripe.")
    assert told.id not in subject
    assert "txn_" not in subject


def test_what_is_listed_late_is_read_all_the_same() -> None:
    paid_at_stripe()
    hours_pass(30)
    read()
    paid_at_stripe("form-2")
    hours_pass(20)  # it names a moment long before the last reading

    read()

    assert posted()["psp_fee"] == 2 * OF_TEN_YUAN


def test_what_was_read_before_the_last_day_is_not_asked_for_again() -> None:
    paid_at_stripe()
    hours_pass(30)
    read()

    assert read() == 0


@pytest.fixture
def two_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fees, "ON_A_PAGE", 2)


def test_many_fees_are_read_by_page(two_on_a_page: None) -> None:
    for i in range(5):
        paid_at_stripe(f"form-{i}")

    assert read() == 5
    assert posted()["psp_fee"] == 5 * OF_TEN_YUAN
    assert int(FeesRead.find("stripe").pages) == 3


def test_a_reading_that_broke_off_goes_on_where_it_was(two_on_a_page: None) -> None:
    for i in range(5):
        paid_at_stripe(f"form-{i}")
    hours_pass(1)
    troubles().extend(["", BREAK, BREAK])
    with pytest.raises(Refused, match="payment-away"):
        read()
    before = posted()["psp_fee"]
    paid_at_stripe("form-late")

    rest = read()
    newer = read()

    assert before == 2 * OF_TEN_YUAN
    assert (rest, newer) == (3, 6)
    assert posted()["psp_fee"] == 6 * OF_TEN_YUAN


def test_a_night_reads_so_much_and_no_more(
    two_on_a_page: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fees, "MOST_PAGES", 2)
    for i in range(5):
        paid_at_stripe(f"form-{i}")

    nights = [read(), read()]

    assert nights == [4, 1]
    assert [record.message for record in caplog.records] == ["fees not all read"]
    assert posted()["psp_fee"] == 5 * OF_TEN_YUAN


def test_a_page_that_could_not_be_posted_is_told_again(two_on_a_page: None) -> None:
    for i in range(3):
        paid_at_stripe(f"form-{i}")
    (port,) = fee_ports()
    first = next(iter(port.unread()))  # and there the job died

    assert len(first) == 2
    assert FeesRead.find_or_none("stripe") is None
    assert read() == 3


def test_two_readings_at_once_post_each_fee_once(two_on_a_page: None) -> None:
    for i in range(5):
        paid_at_stripe(f"form-{i}")
    (port,) = fee_ports()
    slower = port.unread()
    next(slower)

    told = read()

    assert list(slower) == []
    assert told == 5
    assert posted()["psp_fee"] == 5 * OF_TEN_YUAN
    assert int(FeesRead.find("stripe").pages) == 3


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK, TOO_MANY])
def test_a_lost_answer_loses_no_fee(trouble: str) -> None:
    paid_at_stripe()
    troubles().append(trouble)

    try:
        read()
    except Refused:
        read()

    assert posted()["psp_fee"] == OF_TEN_YUAN


def test_reading_costs_a_unit_a_fee_and_one_a_page() -> None:
    for i in range(3):
        paid_at_stripe(f"form-{i}")

    first, again = cost_of_reading(), cost_of_reading()

    assert first == {"fees_read": [1, 1], "journal": [1, 1, 1]}
    assert again == {"fees_read": [1, 1], "journal": [1, 1] * 3}


def cost_of_reading() -> dict[str, list[float]]:
    """The units of each call of a reading, by table; what the sandbox itself spends is nothing that Stripe costs."""
    with meter() as cost:
        read()
    tables = sorted({table.removeprefix(settings().table_prefix) for _, table, _ in cost.calls})
    return {
        name: [units for _, table, units in cost.calls if table == settings().table_prefix + name]
        for name in tables
        if name != "sandbox"
    }


def test_the_nightly_job_reads_them(app: Any) -> None:
    from infra.local.delivery.sources import scheduled_event

    paid_at_stripe()

    for _ in range(2):
        app.handler_map["read_fees"](scheduled_event("read_fees"), None)

    assert posted()["psp_fee"] == OF_TEN_YUAN


def test_a_fair_without_a_provider_has_no_fees_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    paid_at_stripe()
    monkeypatch.delenv("FAIR_SECRET_STRIPE_KEY")
    monkeypatch.delenv("FAIR_SECRET_STRIPE_WEBHOOK")

    assert read() == 0


def test_the_sandboxes_fee_is_stated() -> None:
    assert [fee_of(fen) for fen in (1, 17, 18, 1_000, 99_999_999)] == [0, 0, 1, 29, 2_900_000]
