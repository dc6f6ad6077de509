"""Refunds after a payout through Stripe: taken back from its transfers, once, and no more than is left of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, payments, payouts
from chalicelib.errors import Refused
from chalicelib.ledger import SoldLine, entries_about, entries_of, post_fund_paid_in
from chalicelib.payments.reconcile import compare_books
from chalicelib.payments.sandbox.http import BREAK, LOSE_ANSWER, LOSE_REQUEST, TOO_MANY
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.world import money_arrives, recipient_spends
from chalicelib.payments.stripe.models import Recipient
from chalicelib.payments.stripe.transfers import StripeTransfers
from chalicelib.payments.ways import adapter_of
from chalicelib.payouts import Payout, Reversal, cover_refunds
from tests.ledger.books import Shard, balance, free, refunded, settled, sold
from tests.payments.stripe.fair import (
    hours_pass,
    no_troubles,
    paid_through_stripe,
    posts,
    stripe_fair,
    troubles,
)
from tests.people import seller
from tests.proof.calendar import Calendar

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

OWNER = "producer:wu"
UMBRELLA = SoldLine("wu", 10_000, fee_fen=200)
YOURS = 9_800
LATE = settled(sold(UMBRELLA))


@pytest.fixture
def calendar() -> Iterator[Calendar]:
    calendar = Calendar()
    with calendar.counts():
        yield calendar


@pytest.fixture
def shard(calendar: Calendar) -> Shard:
    """Wu was paid for an umbrella by a transfer. Nothing else is hers."""
    paid_through_stripe(OWNER)
    money_arrives(50_000)
    shard = Shard()
    shard.hear(sold(UMBRELLA), LATE)
    _payday(shard, calendar)
    return shard


def _payday(shard: Shard, calendar: Calendar) -> None:
    calendar.pass_by(timedelta(days=7))
    payouts.run_payouts(clock.now())
    payouts.send_transfers(payments.payout_ports())
    shard.fold()


def _refund(shard: Shard, *fens: int) -> None:
    """Refunds of the umbrella, one after the other."""
    late = LATE
    for number, fen in enumerate(fens, 1):
        late = refunded(late, f"r{number}", (0, fen))
    shard.hear(sold(UMBRELLA), LATE, late)
    shard.fold()


def _take_back(shard: Shard) -> None:
    payouts.carry_out_reversals(payments.payout_ports())
    shard.fold()


def _reversed() -> list[int]:
    return sorted(int(thing.fen) for thing in SandboxObject.scan(SandboxObject.kind == "reversal"))


def _account() -> str:
    return str(Recipient.find(OWNER).account_id)


def _sent(payout: Payout) -> Any:
    api: Any = adapter_of("stripe").client  # type: ignore[attr-defined]
    (sent,) = api.v1.transfers.list({"transfer_group": payout.payout_id}).data
    return api, sent


def test_a_refund_after_the_payout_comes_back_from_its_transfer(shard: Shard) -> None:
    post_fund_paid_in("gift", 5_000)

    _refund(shard, 1_000)
    between = balance("reversals_clearing")
    _take_back(shard)

    assert (between, balance("reversals_clearing")) == (980, 0)
    assert _reversed() == [980]
    assert balance("cash:stripe") == -YOURS + 980
    assert (balance("producer:wu:reserve"), balance("producer:wu:payable")) == (0, 0)
    assert (free("fund:protection"), balance("platform:fee")) == (5_000, -180)
    assert list(Reversal.scan()) == []
    assert compare_books()[1] == []


def test_the_books_know_what_is_on_its_way_back(shard: Shard) -> None:
    _refund(shard, 1_000)

    (asked,) = Reversal.scan()
    assert (int(asked.fen), asked.order_id, asked.refund_id) == (980, "mei.1", "r1")
    assert compare_books()[1] == []
    asked.delete()
    (payout,) = Payout.scan()
    payout.update(actions=[Payout.back_fen.add(1)])
    told = [str(fault) for fault in compare_books()[1]]
    assert told == [
        "mei.1 asks back 980 fen that no open reversal does",
        "payouts give back 1 fen more than the journal asks",
    ]


def test_what_is_payable_pays_before_anything_is_taken_back(shard: Shard) -> None:
    other = settled(sold(UMBRELLA, order_id="mei.2"))
    shard.hear(sold(UMBRELLA, order_id="mei.2"), other)

    _refund(shard, 1_000)

    assert free("producer:wu:payable") == YOURS - 980
    assert list(Reversal.scan()) == []


def test_the_newest_transfers_give_first_and_none_more_than_it_has(
    shard: Shard, calendar: Calendar
) -> None:
    other = settled(sold(SoldLine("wu", 500, fee_fen=10), order_id="mei.2"))
    shard.hear(sold(SoldLine("wu", 500, fee_fen=10), order_id="mei.2"), other)
    _payday(shard, calendar)

    _refund(shard, 1_000, 9_000)
    _take_back(shard)

    older, newer = sorted(Payout.scan(), key=lambda payout: str(payout.run_key))
    assert (int(newer.fen), int(newer.back_fen)) == (490, 490)
    assert (int(older.fen), int(older.back_fen)) == (YOURS, YOURS - 490)
    assert _reversed() == [490, 490, 8_820]
    assert (balance("cash:stripe"), balance("platform:fee")) == (-490, -10)
    assert compare_books()[1] == []


def test_beyond_the_transfers_the_fund_pays_and_then_the_platform(shard: Shard) -> None:
    (payout,) = Payout.scan()
    payout.update(actions=[Payout.back_fen.set(YOURS - 300)])
    post_fund_paid_in("gift", 400)
    shard.fold()

    _refund(shard, 1_000)

    covered = next(entry for entry in entries_about("mei.1") if entry.name.startswith("covered."))
    assert {posting.account: posting.fen for posting in covered.postings} == {
        "producer:wu:reserve": -980,
        "reversals_clearing": 300,
        "fund:protection": 400,
        "platform:fee": 280,
    }


def test_what_the_recipient_has_spent_the_fund_pays_and_then_the_platform(shard: Shard) -> None:
    post_fund_paid_in("gift", 400)
    shard.fold()
    recipient_spends(_account())

    _refund(shard, 1_000)
    _take_back(shard)

    assert _reversed() == []
    assert (free("fund:protection"), balance("fund:protection")) == (0, 0)
    assert balance("platform:fee") == -200 + 20 + 580
    assert balance("reversals_clearing") == 0
    assert compare_books()[1] == []


def test_what_somebody_reversed_at_stripe_does_not_come_back_twice(shard: Shard) -> None:
    (payout,) = Payout.scan()
    api, sent = _sent(payout)
    api.v1.transfers.reversals.create(sent.id, {"amount": YOURS - 300})

    _refund(shard, 1_000)
    _take_back(shard)

    assert _reversed() == [300, YOURS - 300]
    assert balance("cash:stripe") == -YOURS + 300
    assert balance("platform:fee") == -200 + 20 + 680
    assert compare_books()[1] == []


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK, TOO_MANY])
@pytest.mark.parametrize("calls_before", [0, 1, 2])
def test_what_gets_lost_is_no_second_reversal(
    shard: Shard, trouble: str, calls_before: int
) -> None:
    _refund(shard, 1_000)
    troubles().extend([""] * calls_before + [trouble] * 2)

    for _ in range(3):
        _take_back(shard)

    assert _reversed() == [980]
    assert balance("cash:stripe") == -YOURS + 980
    assert compare_books()[1] == []


def test_a_crash_after_the_reversal_is_no_second_one_also_days_later(shard: Shard) -> None:
    _refund(shard, 1_000)
    (asked,), (payout,) = Reversal.scan(), Payout.scan()
    port = StripeTransfers()
    port.take_back(payout, 980, reversal_id=asked.reversal_id)
    hours_pass(50)

    _take_back(shard)

    assert _reversed() == [980]
    assert balance("cash:stripe") == -YOURS + 980


def test_many_at_once_take_back_once(shard: Shard) -> None:
    _refund(shard, 1_000)

    with ThreadPoolExecutor(4) as lambdas:
        ports = payments.payout_ports()
        list(lambdas.map(lambda _: payouts.carry_out_reversals(ports), range(4)))
    shard.fold()

    assert _reversed() == [980]
    assert balance("cash:stripe") == -YOURS + 980
    assert compare_books()[1] == []


def test_refunds_at_the_same_moment_ask_back_no_more_than_was_paid(shard: Shard) -> None:
    (payout,) = Payout.scan()
    payout.update(actions=[Payout.back_fen.set(YOURS - 1_500)])
    late = LATE
    for number in range(6):
        late = refunded(late, f"r{number}", (0, 1_000))
    refunds = [entry for entry in entries_of(late) if entry.name.startswith("refund.")]

    with ThreadPoolExecutor(6) as lambdas:
        for done in [lambdas.submit(cover_refunds, [refund]) for refund in refunds]:
            with suppress(Refused):  # busy: the stream brings it again
                done.result()
    cover_refunds(refunds)

    assert sum(int(reversal.fen) for reversal in Reversal.scan()) == 1_500
    assert int(Payout.find(payout.payout_id).back_fen) == YOURS


def test_a_payout_of_which_a_part_went_back_is_not_voided(shard: Shard) -> None:
    (payout,) = Payout.scan()
    _refund(shard, 1_000)

    with pytest.raises(Refused, match="payout-partly-back"):
        payouts.void_payout(payout.payout_id, reason="gone", by="ada")

    assert Payout.find(payout.payout_id).state == "posted"


def test_our_own_reversal_is_no_alarm(shard: Shard, caplog: pytest.LogCaptureFixture) -> None:
    _refund(shard, 1_000)
    _take_back(shard)

    payments.hear(*posts("transfer.reversed")[0])
    assert caplog.text == ""
    (payout,) = Payout.scan()
    api, sent = _sent(payout)
    api.v1.transfers.reversals.create(sent.id, {"amount": 1})
    payments.hear(*posts("transfer.reversed")[1])

    assert "payout reversed" in caplog.text


def test_a_creator_gives_back_the_same_way_but_the_fund_does_not_stand_in(
    calendar: Calendar,
) -> None:
    paid_through_stripe("creator:lin")
    money_arrives(50_000)
    lamp = SoldLine("wu", 10_000, fee_fen=200, commissions=(("lin", 500),))
    shard, late = Shard(), settled(sold(lamp))
    shard.hear(sold(lamp), late)
    post_fund_paid_in("gift", 5_000)
    _payday(shard, calendar)
    recipient_spends(str(Recipient.find("creator:lin").account_id))

    shard.hear(sold(lamp), late, refunded(late, "r1", (0, 1_000)))
    shard.fold()
    _take_back(shard)

    assert (free("producer:wu:payable"), free("fund:protection")) == (8_370, 5_000)
    assert balance("platform:fee") == -200 + 20 + 50
    assert balance("creator:lin:commission") == 0


def test_the_job_takes_back_every_ten_minutes(shard: Shard, app: Any) -> None:
    from infra.local.delivery.sources import scheduled_event

    post_fund_paid_in("gift", 400)
    _refund(shard, 1_000)
    api, sent = _sent(next(iter(Payout.scan())))
    api.v1.transfers.reversals.create(sent.id, {"amount": YOURS - 900})

    for _ in range(2):
        app.handler_map["reverse_transfers"](scheduled_event("reverse_transfers"), None)

    assert _reversed() == [900, YOURS - 900]
    assert free("fund:protection") == 320


def test_without_stripe_a_reversal_waits(shard: Shard, monkeypatch: pytest.MonkeyPatch) -> None:
    _refund(shard, 1_000)
    monkeypatch.delenv("FAIR_SECRET_STRIPE_KEY")
    monkeypatch.delenv("FAIR_SECRET_STRIPE_WEBHOOK")

    assert payouts.carry_out_reversals(payments.payout_ports()) == 0

    assert len(list(Reversal.scan())) == 1


@pytest.mark.parametrize(
    ("lang", "asked", "entry", "account"),
    [
        (
            "en",
            "¥9.80 was recovered",
            "Recovered from a payout",
            "Recovered from payouts, in progress",
        ),
        ("zh-Hans", "其中 ¥9.80 因退款追回", "从打款追回", "从打款追回，在途"),
    ],
)
def test_owner_and_administrator_read_what_was_taken_back(
    shard: Shard, signed_in_as: Any, lang: str, asked: str, entry: str, account: str
) -> None:
    seller("wu")
    _refund(shard, 1_000)
    _take_back(shard)
    (payout,) = Payout.scan()
    wu, ada = signed_in_as("producer:wu"), signed_in_as("administrator:*", person_id="pada")
    wu.lang = ada.lang = lang

    earnings = wu.get("/earnings/shop").body
    order, ledger = ada.get("/ledger/orders/mei.1").body, ada.get("/ledger").body
    paid = ada.get(f"/payouts/{payout.payout_id}").body

    assert asked in earnings
    assert entry in order
    assert account in ledger
    assert "9.80" in paid
    assert f'action="/payouts/{payout.payout_id}/void"' not in paid
    assert ada.post(f"/payouts/{payout.payout_id}/void", reason="no").status_code == 409
