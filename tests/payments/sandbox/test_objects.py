"""The sandbox answers as Stripe would: it judges every request, counts, remembers keys, and can be hard to reach."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import stripe

from chalicelib import clock
from chalicelib.payments.sandbox import events
from chalicelib.payments.sandbox.http import (
    BREAK,
    LOSE_ANSWER,
    LOSE_REQUEST,
    ROUTES,
    TOO_MANY,
)
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.world import (
    bank_decides,
    buyer_disputes,
    buyer_fails,
    buyer_pays,
    money_arrives,
    recipient_signs_up,
    recipient_spends,
    refund_arrives,
    refund_fails,
    stripe_charges,
)
from chalicelib.payments.stripe.client import sandbox_client
from tests.payments.stripe.fair import hours_pass, no_troubles, troubles

__all__ = ["no_troubles"]

FEN = 1000


@pytest.fixture
def api() -> Any:
    return sandbox_client()


def wanted(**changes: Any) -> dict[str, Any]:
    product = {"currency": "cny", "unit_amount": FEN, "product_data": {"name": "Pears"}}
    usual = {
        "mode": "payment",
        "line_items": [{"price_data": product, "quantity": 1}],
        "success_url": "https://fair.example/orders/o1",
        "expires_at": int((clock.now() + timedelta(minutes=45)).timestamp()),
    }
    return {**usual, **changes}


def opened(api: Any, key: str = "k1", **changes: Any) -> Any:
    return api.v1.checkout.sessions.create(wanted(**changes), {"idempotency_key": key})


def paid(api: Any, key: str = "k1", *, wallet: bool = False) -> Any:
    session = opened(api, key)
    buyer_pays(session.id, wallet=wallet)
    return api.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})


def refunded(api: Any, session: Any, fen: int, key: str = "r1") -> Any:
    asked = {"payment_intent": session.payment_intent.id, "amount": fen}
    return api.v1.refunds.create(asked, {"idempotency_key": key})


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"mode": "gift"}, "mode"),
        ({"mode": None}, "mode"),
        ({"line_items": []}, "line_items"),
        ({"line_items": [{"price_data": {"unit_amount": 5}}]}, "line_items[0][price_data][currency]"),
        ({"line_items": [{"quantity": "1.5"}]}, "line_items[0][quantity]"),
        ({"line_items": [{"quantity": True}]}, "line_items[0][quantity]"),
        ({"metadata": {"a": {"b": "c"}}}, "metadata"),
        ({"adaptive_pricing": {"enabled": "perhaps"}}, "adaptive_pricing[enabled]"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"expires_at": 1}, "expires_at"),
        ({"expires_at": int(clock.now().timestamp()) + 25 * 3600}, "expires_at"),
        ({"success_url": None}, "success_url"),
    ],
)  # fmt: skip
def test_a_request_that_does_not_fit_is_refused_by_name(
    api: Any, change: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        opened(api, **change)

    assert refusal.value.param == param


def test_requests_of_the_second_generation_are_judged_by_their_own_types(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v2.core.accounts.create({"dashboard": "golden"})

    assert refusal.value.param == "dashboard"


def test_every_field_of_an_answer_is_a_field_of_the_sdk(api: Any) -> None:
    session = paid(api)
    account = new_account(api)
    moved = transferred(api, session, account)
    answers = {
        stripe.checkout.Session: session,
        stripe.PaymentIntent: session.payment_intent,
        stripe.Refund: refunded(api, session, 1),
        stripe.Dispute: api.v1.disputes.retrieve(buyer_disputes(session.id)),
        stripe.Transfer: moved,
        stripe.TransferReversal: api.v1.transfers.reversals.create(moved.id, {"amount": 1}),
        stripe.Event: next(iter(api.v1.events.list({}))),
        stripe.v2.core.Account: account,
    }

    for kind, answer in answers.items():
        assert isinstance(answer, kind)
        assert set(answer.to_dict()) <= set(kind.__annotations__), kind


def test_a_repeated_request_is_answered_as_the_first_time(api: Any) -> None:
    ends_at = wanted()["expires_at"]
    first = opened(api, expires_at=ends_at)
    buyer_pays(first.id)

    again = opened(api, expires_at=ends_at)

    assert again.to_dict() == first.to_dict()


def test_a_key_is_for_one_request(api: Any) -> None:
    opened(api)

    with pytest.raises(stripe.IdempotencyError):
        opened(api, success_url="https://fair.example/elsewhere")


def test_a_key_lives_for_a_day(api: Any) -> None:
    session = paid(api)
    first = refunded(api, session, 300)

    hours_pass(23)
    same = refunded(api, session, 300)
    hours_pass(2)
    other = refunded(api, session, 300)

    assert same.id == first.id != other.id


def test_what_was_refused_stays_refused_under_its_key(api: Any) -> None:
    account = new_account(api)
    asked = {"amount": 500, "currency": "cny", "destination": account.id, "transfer_group": "g"}
    options = {"idempotency_key": "t1"}
    with pytest.raises(stripe.InvalidRequestError, match="insufficient"):
        api.v1.transfers.create(asked, options)
    money_arrives(500)

    with pytest.raises(stripe.InvalidRequestError, match="insufficient"):
        api.v1.transfers.create(asked, options)
    hours_pass(25)
    moved = api.v1.transfers.create(asked, options)

    assert moved.amount == 500


@pytest.mark.parametrize("trouble", [LOSE_REQUEST, LOSE_ANSWER, BREAK])
def test_the_sdk_asks_again_and_nothing_happens_twice(api: Any, trouble: str) -> None:
    session = paid(api)
    troubles().append(trouble)

    refunded(api, session, FEN, key="r9")

    assert len(api.v1.refunds.list({"payment_intent": session.payment_intent.id}).data) == 1


def test_the_sdk_gives_up_after_its_second_try(api: Any) -> None:
    troubles().extend([LOSE_ANSWER, LOSE_ANSWER])

    with pytest.raises(stripe.APIConnectionError):
        opened(api)


def test_too_many_requests_are_told_so(api: Any) -> None:
    troubles().append(TOO_MANY)

    with pytest.raises(stripe.RateLimitError):
        opened(api)


def test_a_strange_key_is_not_let_in() -> None:
    from chalicelib.payments.sandbox.http import SandboxHTTP

    stranger = stripe.StripeClient("sk_test_strange", http_client=SandboxHTTP())

    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.events.list({})


def test_a_page_is_paid_or_expired_and_never_both(api: Any) -> None:
    for i in range(6):
        session = opened(api, f"k{i}")
        with ThreadPoolExecutor(2) as pool:
            acts = (
                pool.submit(buyer_pays, session.id),
                pool.submit(api.v1.checkout.sessions.expire, session.id),
            )
        failed = [act.exception() is not None for act in acts]
        status = api.v1.checkout.sessions.retrieve(session.id).status

        assert failed.count(True) == 1
        assert status == ("expired" if failed[0] else "complete")


def test_an_intent_is_there_when_the_buyer_has_tried(api: Any) -> None:
    session = opened(api)
    before = session.payment_intent
    buyer_fails(session.id)

    after = api.v1.checkout.sessions.retrieve(session.id).payment_intent

    assert before is None
    assert api.v1.payment_intents.retrieve(after).status == "requires_payment_method"


def test_no_more_is_refunded_than_was_paid(api: Any) -> None:
    session = paid(api)

    def one(i: int) -> bool:
        try:
            refunded(api, session, 300, key=f"r{i}")
        except stripe.InvalidRequestError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(one, range(6)))

    assert sent.count(True) == 3
    assert refunded(api, session, 100, key="rest").amount == 100
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refunded(api, session, 1, key="over")
    assert refusal.value.code == "charge_already_refunded"


def test_nothing_is_refunded_that_was_not_paid(api: Any) -> None:
    session = opened(api)
    intent = session.id.replace("cs_test_", "pi_")

    with pytest.raises(stripe.InvalidRequestError):
        api.v1.refunds.create({"payment_intent": intent, "amount": 1})


def test_a_wallet_refunds_later_and_may_fail(api: Any) -> None:
    session = paid(api, wallet=True)
    first, second = refunded(api, session, 400), refunded(api, session, 600, key="r2")
    refund_arrives(first.id)
    refund_fails(second.id)

    states = [api.v1.refunds.retrieve(refund.id).status for refund in (first, second)]
    third = refunded(api, session, 600, key="r3")

    assert (first.status, states) == ("pending", ["succeeded", "failed"])
    assert third.status == "pending"


def test_a_disputed_payment_is_not_refunded_as_well(api: Any) -> None:
    session = paid(api)
    dispute_id = buyer_disputes(session.id)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refunded(api, session, 1)
    bank_decides(dispute_id, won=False)

    assert refusal.value.code == "charge_disputed"
    assert api.v1.disputes.retrieve(dispute_id).status == "lost"


def new_account(api: Any, *, is_ready: bool = True) -> Any:
    recipient = {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
    asked = {
        "configuration": {"recipient": recipient},
        "identity": {"country": "hk"},
        "include": ["configuration.recipient"],
    }
    account = api.v2.core.accounts.create(asked)
    if is_ready:
        recipient_signs_up(account.id)
    return account


def transferred(api: Any, session: Any, account: Any, fen: int = 500, key: str = "t1") -> Any:
    asked = {
        "amount": fen,
        "currency": "cny",
        "destination": account.id,
        "source_transaction": session.payment_intent.latest_charge,
        "transfer_group": "payout-1",
    }
    return api.v1.transfers.create(asked, {"idempotency_key": key})


def test_no_more_is_passed_on_of_a_charge_than_it_brought(api: Any) -> None:
    session, account = paid(api), new_account(api)
    transferred(api, session, account, 700)

    with pytest.raises(stripe.InvalidRequestError, match="exceed"):
        transferred(api, session, account, 301, key="t2")

    assert transferred(api, session, account, 300, key="t3").amount == 300


def test_a_recipient_who_has_not_signed_up_receives_nothing(api: Any) -> None:
    session, account = paid(api), new_account(api, is_ready=False)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        transferred(api, session, account)

    assert refusal.value.code == "insufficient_capabilities_for_transfer"


def test_only_what_the_recipient_still_has_comes_back_to_the_platform(api: Any) -> None:
    account = new_account(api)
    moved = transferred(api, paid(api), account, 500)
    money_arrives(100)
    api.v1.transfers.reversals.create(moved.id, {"amount": 200})
    recipient_spends(account.id)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v1.transfers.reversals.create(moved.id, {"amount": 1})

    assert refusal.value.code == "balance_insufficient"
    assert int(SandboxObject.find("platform", "balance").fen) == 300
    assert api.v1.transfers.retrieve(moved.id).amount_reversed == 200


def test_an_account_tells_only_what_it_is_asked_for(api: Any) -> None:
    account = new_account(api)
    named = {"include": ["configuration.recipient"]}

    silent = api.v2.core.accounts.retrieve(account.id)
    told = api.v2.core.accounts.retrieve(account.id, named)

    assert silent.configuration is None
    transfers = told.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert transfers.status == "active"


def test_events_can_be_asked_for_page_by_page(api: Any) -> None:
    for i in range(3):
        paid(api, f"k{i}")

    kinds = [event.type for event in api.v1.events.list({"limit": 2}).auto_paging_iter()]
    missed = api.v1.events.list({"delivery_success": False, "types": ["payment_intent.succeeded"]})

    assert sorted(kinds) == ["checkout.session.completed"] * 3 + ["payment_intent.succeeded"] * 3
    assert len(missed.data) == 3


def test_the_balance_is_what_came_less_what_went_and_all_fees(api: Any) -> None:
    session = paid(api)
    api.v1.refunds.create({"payment_intent": session.payment_intent.id, "amount": 300})
    transferred(api, session, new_account(api), 200)
    stripe_charges(50)

    found = {
        transaction.type: transaction
        for transaction in api.v1.balance_transactions.list().auto_paging_iter()
    }

    assert {name: transaction.net for name, transaction in found.items()} == {
        "charge": FEN - 29,
        "refund": -300,
        "transfer": -200,
        "stripe_fee": -50,
    }
    assert [transaction.fee for transaction in found.values() if transaction.fee] == [29]


def test_a_refund_that_failed_is_in_the_balance_again(api: Any) -> None:
    session = paid(api, wallet=True)
    refund = api.v1.refunds.create({"payment_intent": session.payment_intent.id, "amount": 300})
    refund_fails(refund.id)

    (back, gone) = api.v1.balance_transactions.list({"source": refund.id, "currency": "cny"}).data

    assert {back.type, gone.type} == {"refund", "refund_failure"}
    assert back.net + gone.net == 0


def test_an_event_that_is_told_twice_is_one_transaction(api: Any) -> None:
    session = paid(api)
    asked = {"payment_intent": session.payment_intent.id, "amount": 300}
    for _ in range(2):
        api.v1.refunds.create(asked, {"idempotency_key": "r1"})

    assert len(api.v1.balance_transactions.list({"type": "refund"}).data) == 1


def test_the_balance_is_asked_for_by_time(api: Any) -> None:
    paid(api)
    hours_pass(2)
    paid(api, "k2")
    (newer, older) = api.v1.balance_transactions.list().data

    def at(created: Any) -> list[str]:
        asked = {"created": created}
        return [transaction.id for transaction in api.v1.balance_transactions.list(asked).data]

    assert (
        at({"gte": newer.created}) == at({"gt": older.created}) == at(newer.created) == [newer.id]
    )
    assert at({"lte": older.created}) == at({"lt": newer.created}) == [older.id]


def test_the_balance_knows_no_payouts_of_the_platform(api: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        api.v1.balance_transactions.list({"payout": "po_1"})

    assert refusal.value.param == "payout"


def test_a_webhook_carries_what_the_event_says(api: Any) -> None:
    session = paid(api)
    (told,) = [event for event in events.waiting() if event.state == "checkout.session.completed"]
    body, header = events.signed(told)

    event = stripe.Webhook.construct_event(body, header, "whsec_sandbox")

    assert event.data.object.id == session.id
    assert api.v1.events.retrieve(event.id).type == event.type == told.state


def test_every_route_names_a_type_of_the_sdk() -> None:
    from chalicelib.payments.sandbox.checks import fields_of, params

    for route in ROUTES:
        hints, required = fields_of(params(route.kind))
        assert required <= set(hints), route.path
