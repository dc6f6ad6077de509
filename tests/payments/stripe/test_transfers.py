"""Payouts through Stripe: to whom it knows, once, and only what the platform has."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib import clock, payments, payouts
from chalicelib.errors import NotFound, Refused
from chalicelib.ledger import SoldLine
from chalicelib.payments.sandbox.http import BREAK, LOSE_ANSWER, LOSE_REQUEST
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.world import money_arrives, recipient_signs_up
from chalicelib.payments.stripe.models import Recipient
from chalicelib.payments.stripe.transfers import StripeTransfers
from chalicelib.payments.ways import adapter_of
from chalicelib.payouts import PENDING, Payout, payouts_in, post_payout, run_payouts, void_payout
from tests.client import Client
from tests.ledger.books import Shard, settled, sold
from tests.payments.stripe.fair import (
    hours_pass,
    no_troubles,
    paid_through_stripe,
    posts,
    stripe_fair,
    troubles,
)
from tests.people import seller

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

OWNER = "producer:wu"
UMBRELLA = SoldLine("wu", 10_000, fee_fen=200)
YOURS = 9_800


@pytest.fixture
def recipient() -> Recipient:
    return paid_through_stripe(OWNER)


@pytest.fixture
def payout(recipient: Recipient) -> Payout:
    shard = Shard()
    shard.hear(sold(UMBRELLA), settled(sold(UMBRELLA)))
    (made,) = run_payouts(clock.now() + timedelta(days=7))
    return made


def send() -> str:
    payouts.send_transfers(payments.payout_ports())
    (payout,) = Payout.scan()
    return str(payout.state)


def moved() -> list[int]:
    return [int(thing.fen) for thing in SandboxObject.scan(SandboxObject.kind == "transfer")]


def test_a_payout_is_one_transfer(payout: Payout) -> None:
    money_arrives(50_000)

    states = [send() for _ in range(3)]

    assert states == ["posted"] * 3
    assert moved() == [YOURS]


def test_no_id_of_stripe_leaves_the_adapter(payout: Payout, recipient: Recipient) -> None:
    money_arrives(50_000)
    send()

    (record,) = Payout.scan()
    told = str(record.attribute_values) + str(payouts.account_of(OWNER).attribute_values)  # type: ignore[union-attr]
    assert recipient.account_id not in told
    assert "acct_" not in told
    assert "tr_" not in told


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK])
def test_a_lost_answer_is_no_second_transfer(payout: Payout, trouble: str) -> None:
    money_arrives(50_000)
    troubles().extend(["", trouble])  # the list arrives, the transfer does not

    send()

    assert moved() == [YOURS]


def test_a_crash_after_the_transfer_is_no_second_one_also_days_later(payout: Payout) -> None:
    money_arrives(50_000)
    port = StripeTransfers()
    port.transfer(payout)
    hours_pass(50)

    assert send() == "posted"
    assert moved() == [YOURS]


def test_a_transfer_waits_for_the_money(payout: Payout) -> None:
    waits = send()
    money_arrives(50_000)
    hours_pass(25)

    goes = send()

    assert (waits, goes) == ("pending", "posted")
    assert moved() == [YOURS]


def test_nobody_says_by_hand_what_became_of_a_transfer_on_its_way(payout: Payout) -> None:
    for say in (
        lambda: post_payout(payout.payout_id, reference="bank 1", by="ada"),
        lambda: void_payout(payout.payout_id, reason="no", by="ada"),
    ):
        with pytest.raises(Refused, match="payout-goes-by-itself"):
            say()

    money_arrives(50_000)
    assert send() == "posted"


def test_a_recipient_whom_stripe_does_not_pay_gets_the_money_back_into_the_books(
    payout: Payout, recipient: Recipient
) -> None:
    money_arrives(50_000)
    account = SandboxObject.scan(SandboxObject.kind == "account").next()
    account.update(actions=[SandboxObject.state.set("pending")])

    state = send()

    assert state == "voided"
    assert payouts_in(PENDING).items == []
    assert moved() == []


def test_a_service_that_is_away_leaves_the_payout_for_the_next_run(payout: Payout) -> None:
    money_arrives(50_000)
    troubles().extend([LOSE_REQUEST] * 2)

    first, second = send(), send()

    assert (first, second) == ("pending", "posted")


def test_the_nightly_job_sends_what_waits(payout: Payout, app: Any) -> None:
    from infra.local.delivery.sources import scheduled_event

    money_arrives(50_000)

    app.handler_map["make_payouts"](scheduled_event("make_payouts"), None)

    assert moved() == [YOURS]


def test_what_somebody_reversed_at_stripe_raises_the_alarm(
    payout: Payout, caplog: pytest.LogCaptureFixture
) -> None:
    money_arrives(50_000)
    send()
    api: Any = adapter_of("stripe").client  # type: ignore[attr-defined]
    (sent,) = api.v1.transfers.list({"transfer_group": payout.payout_id}).data
    api.v1.transfers.reversals.create(sent.id, {"amount": 1})

    payments.hear(*posts("transfer.reversed")[0])

    assert "payout reversed" in caplog.text


def test_who_has_not_signed_up_is_not_paid_there() -> None:
    payments.open_recipient(OWNER, name="Wu", country="hk")

    with pytest.raises(Refused, match="recipient-not-ready"):
        payments.be_paid_through_stripe(OWNER, by="pwu")

    assert payouts.account_of(OWNER) is None


def test_two_taps_open_one_account() -> None:
    for _ in range(2):
        payments.open_recipient(OWNER, name="Wu", country="hk")
        Recipient(OWNER).delete()
    payments.open_recipient(OWNER, name="Wu", country="hk")

    assert len(list(SandboxObject.scan(SandboxObject.kind == "account"))) == 1


def test_a_change_to_stripe_holds_payouts_like_every_change(recipient: Recipient) -> None:
    account = payouts.account_of(OWNER)

    assert account is not None
    assert (account.way, account.holder, account.changed_by) == ("stripe", "Wu", "pwu")
    held = payouts.outlook_of(OWNER, clock.now()).held_until
    assert held
    assert held > clock.now() + timedelta(days=2)


def test_without_stripe_there_is_nothing_to_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIR_SECRET_STRIPE_KEY")
    monkeypatch.delenv("FAIR_SECRET_STRIPE_WEBHOOK")

    assert payments.payout_ports() == {}
    with pytest.raises(NotFound):
        payments.open_recipient(OWNER, name="Wu", country="hk")


@pytest.fixture
def shop(signed_in_as: Any) -> Client:
    seller("wu")
    client: Client = signed_in_as("producer:wu")
    return client


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_a_producer_opens_an_account_and_has_the_money_sent_there(shop: Client, lang: str) -> None:
    shop.lang = lang
    asked = shop.get("/earnings/shop/stripe")
    bad = shop.post("/earnings/shop/stripe", name="", country="cn")
    opened = shop.follow(shop.post("/earnings/shop/stripe", name="Wu", country="hk"))
    early = shop.post("/earnings/shop/stripe/use")
    recipient_signs_up(Recipient.find(OWNER).account_id)
    ready = shop.get("/earnings/shop/stripe")
    done = shop.post("/earnings/shop/stripe/use")

    statuses = [answer.status_code for answer in (asked, bad, opened, early, ready, done)]
    assert statuses == [200, 422, 200, 409, 200, 303]
    assert "pay/recipient/" in opened.body
    assert "acct_" not in asked.body + opened.body + ready.body
    account = payouts.account_of(OWNER)
    assert account is not None
    assert account.way == "stripe"


def test_a_creator_has_the_same_pages(signed_in_as: Any) -> None:
    host = signed_in_as("host:c0001", person_id="pmei")

    opened = host.follow(host.post("/earnings/lives/stripe", name="Mei", country="sg"))
    early = host.post("/earnings/lives/stripe/use")

    assert opened.status_code == 200
    assert early.status_code == 409
    assert Recipient.find("creator:pmei").name == "Mei"


def test_a_service_that_is_away_is_a_sentence_on_the_page(shop: Client) -> None:
    troubles().extend([LOSE_REQUEST] * 2)
    away = shop.post("/earnings/shop/stripe", name="Wu", country="hk")
    payments.open_recipient(OWNER, name="Wu", country="hk")
    troubles().extend([LOSE_REQUEST] * 2)
    seen = shop.get("/earnings/shop/stripe")

    assert (away.status_code, seen.status_code) == (409, 409)
    assert "The payment service is not answering" in seen.body
