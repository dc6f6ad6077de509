"""Webhooks: hints that anybody may send, that come late, twice, in any order, or never."""

import base64
import json
import logging
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
import stripe

from chalicelib import clock, orders, payments
from chalicelib.ledger import CASH_STRIPE, entries_about
from chalicelib.orders import Order
from chalicelib.payments.models import Errand
from chalicelib.payments.sandbox import events
from chalicelib.payments.sandbox.http import LOSE_REQUEST
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.secrets import SANDBOX_WEBHOOK
from chalicelib.payments.sandbox.world import (
    bank_decides,
    bank_keeps_the_promise,
    buyer_disputes,
    buyer_fails,
    buyer_pays,
    buyer_promises,
    refund_arrives,
    refund_fails,
)
from chalicelib.payments.stripe.models import HostedSession
from chalicelib.payments.stripe.words import MOST_BYTES
from tests.client import Client
from tests.goods import again, buy, left, pears
from tests.payments.stripe.fair import (
    WALLET,
    held_order,
    no_troubles,
    paid_at_stripe,
    posts,
    session_of,
    stripe_fair,
    troubles,
)

__all__ = ["no_troubles", "stripe_fair"]
pytestmark = pytest.mark.usefixtures("stripe_fair")

HEARD, REFUSED, AGAIN = 200, 400, 503
COMPLETED = "checkout.session.completed"


@pytest.fixture
def post(visitor: Client) -> Callable[..., int]:
    """Stripe's side: a body of bytes for the gateway, which hands it on as text or in base64. Returns the status."""

    def send(body: bytes, header: str, *, is_base64: bool = False) -> int:
        raw = base64.b64encode(body).decode() if is_base64 else body.decode()
        sent = {"content-type": "application/json; charset=utf-8", "stripe-signature": header}
        answer = visitor.send(
            "POST", "/stripe/webhook", body=raw, headers=sent, is_base64=is_base64
        )
        assert answer.body == ""
        return answer.status_code

    return send


def refunds_made() -> list[SandboxObject]:
    """What the sandbox has really sent back, or is about to."""
    return list(SandboxObject.scan(SandboxObject.kind == "refund"))


@pytest.fixture
def paid() -> Order:
    """Paid on the hosted page; the fair has not heard of it."""
    return paid_at_stripe()


def signed(event: dict[str, Any], **changes: Any) -> tuple[bytes, str]:
    """An event as somebody with our secret would sign it, now or `seconds` later."""
    seconds = changes.pop("seconds", 0)
    secret = changes.pop("secret", SANDBOX_WEBHOOK)
    body = json.dumps({**event, **changes})
    stamp = int(clock.now().timestamp()) + seconds
    header = stripe.WebhookSignature.generate_signature_header(body, secret, stamp)
    return body.encode(), header


def event_of(kind: str = COMPLETED) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(posts(kind)[0][0])
    return found


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_payment_is_heard_of_through_the_gateway(
    paid: Order, post: Callable[..., int], *, is_base64: bool
) -> None:
    status = post(*posts(COMPLETED)[0], is_base64=is_base64)

    assert status == HEARD
    assert again(paid).state == "confirmed"


def test_a_webhook_needs_no_cookie_and_no_form_word_and_sets_none(
    paid: Order, visitor: Client
) -> None:
    body, header = posts(COMPLETED)[0]

    sent = {"Stripe-Signature": header}
    answer = visitor.send("POST", "/stripe/webhook", body=body.decode(), headers=sent)

    assert (answer.status_code, answer.cookies) == (HEARD, [])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1,v1=",
        "v1=abc",
        "t=now,v1=abc",
        "t=99999999999999999999,v1=abc",
        "t=1",
        "\u0661",
    ],
)
def test_what_is_not_signed_is_not_heard(
    paid: Order, post: Callable[..., int], header: str
) -> None:
    assert post(posts(COMPLETED)[0][0], header) == REFUSED
    assert again(paid).state == "held"


def test_a_forged_signature_is_not_heard(paid: Order, post: Callable[..., int]) -> None:
    assert post(*signed(event_of(), secret="whsec_guessed")) == REFUSED
    assert again(paid).state == "held"


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-301, REFUSED), (-290, HEARD), (290, HEARD), (310, REFUSED), (10**6, REFUSED)],
)
def test_what_is_too_old_or_from_the_future_is_not_heard(
    paid: Order, post: Callable[..., int], seconds: int, status: int
) -> None:
    assert post(*signed(event_of(), seconds=seconds)) == status
    assert again(paid).state == ("confirmed" if status == HEARD else "held")


def test_a_second_stamp_beside_the_signed_one_changes_nothing(
    paid: Order, post: Callable[..., int]
) -> None:
    body, header = signed(event_of(), seconds=-1000)
    now = int(clock.now().timestamp())

    assert post(body, f"t={now},{header}") == REFUSED
    assert post(body, f"{header},t={now}") == REFUSED
    assert post(body, f"{header.replace('t=', 't=+')},t={now}") == REFUSED


def test_a_body_that_was_written_anew_is_not_heard(paid: Order, post: Callable[..., int]) -> None:
    body, header = posts(COMPLETED)[0]
    same_event = json.dumps(json.loads(body), separators=(",", ":")).encode()

    assert post(same_event, header) == REFUSED
    assert again(paid).state == "held"


@pytest.mark.parametrize(
    "change",
    [
        {"livemode": True},
        {"livemode": None},
        {"account": "acct_other"},
        {"context": "acct_other"},
        {"object": "v2.core.event"},
        {"data": {}},
        {"data": {"object": {}}},
        {"data": None},
    ],
)
def test_what_is_not_for_this_fair_is_not_heard(
    paid: Order, post: Callable[..., int], change: dict[str, Any]
) -> None:
    assert post(*signed(event_of(), **change)) == REFUSED
    assert again(paid).state == "held"


@pytest.mark.parametrize("body", ["[]", "3", "null", '"x"'])
def test_a_signed_body_that_is_no_event_is_not_heard(post: Callable[..., int], body: str) -> None:
    header = stripe.WebhookSignature.generate_signature_header(body, SANDBOX_WEBHOOK)

    assert post(body.encode(), header) == REFUSED


def test_bytes_that_are_no_text_and_too_many_bytes_are_not_heard(
    post: Callable[..., int],
) -> None:
    huge = "x" * (MOST_BYTES + 1)
    header = stripe.WebhookSignature.generate_signature_header(huge, SANDBOX_WEBHOOK)

    assert post(b"\xff\xfe", "t=1,v1=0", is_base64=True) == REFUSED
    assert post(huge.encode(), header) == REFUSED


def test_a_new_secret_is_heard_beside_the_old_one(
    paid: Order, post: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIR_SECRET_STRIPE_WEBHOOK", f"whsec_new,{SANDBOX_WEBHOOK}")

    assert post(*signed(event_of(), secret="whsec_new")) == HEARD
    assert again(paid).state == "confirmed"


def test_a_replay_within_its_time_is_no_news(paid: Order, post: Callable[..., int]) -> None:
    body, header = posts(COMPLETED)[0]

    assert [post(body, header) for _ in range(3)] == [HEARD] * 3

    assert again(paid).payment_id == session_of(paid).payment_intent.id
    assert left("pear") == 7


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order_of_news_ends_the_same(post: Callable[..., int], order: tuple[int, ...]) -> None:
    """Paid, called off with a refund: three webhooks."""
    pending = held_order()
    buyer_pays(session_of(pending).id)
    payments.confirm(pending.order_id, buyer_id=pending.buyer_id, evidence="")
    payments.call_off(pending.order_id, buyer_id=pending.buyer_id)
    news = posts()

    statuses = [post(*news[i]) for i in order for _ in range(2)]

    assert len(news) == 3
    assert statuses == [HEARD] * 6
    assert again(pending).state == "cancelled"
    assert [int(refund.fen) for refund in again(pending).refunds] == [1000]
    assert len(refunds_made()) == 1


def test_amounts_and_currencies_in_an_event_are_not_believed(
    paid: Order, post: Callable[..., int]
) -> None:
    event = event_of()
    event["data"]["object"] |= {"amount_total": 1, "currency": "usd", "payment_status": "unpaid"}

    assert post(*signed(event)) == HEARD
    assert again(paid).state == "confirmed"
    assert payments.Quarantine.count() == 0


def test_an_unpaid_page_is_not_paid_because_an_event_says_so(
    post: Callable[..., int], paid: Order
) -> None:
    open_order = held_order("form-2")
    event = event_of()
    event["data"]["object"]["id"] = session_of(open_order).id
    event["data"]["object"]["metadata"]["order_id"] = open_order.order_id

    assert post(*signed(event)) == HEARD
    assert again(open_order).state == "held"


def test_an_intent_that_did_not_succeed_brings_nothing_whatever_its_event_says(
    post: Callable[..., int], paid: Order
) -> None:
    tried = held_order("form-2")
    buyer_fails(session_of(tried).id)
    event = event_of("payment_intent.payment_failed")

    assert post(*signed(event, type="payment_intent.succeeded")) == HEARD
    assert again(tried).state == "held"
    assert payments.Quarantine.count() == 0


def test_a_bank_that_pays_days_later_is_heard_of(post: Callable[..., int]) -> None:
    order = held_order()
    buyer_promises(session_of(order).id)
    bank_keeps_the_promise(session_of(order).id)

    status = post(*posts("checkout.session.async")[0])

    assert status == HEARD
    assert again(order).state == "confirmed"


def test_an_event_cannot_pay_somebody_elses_order(post: Callable[..., int], paid: Order) -> None:
    other = held_order("form-2")
    event = event_of()
    event["data"]["object"]["metadata"]["order_id"] = other.order_id

    post(*signed(event))

    assert again(other).state == "held"
    assert again(paid).state == "confirmed"


def test_another_amount_than_the_orders_is_kept_out_and_stripe_is_told_that_we_heard(
    paid: Order, post: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    root = session_of(paid).id.removeprefix("cs_test_")
    SandboxObject(root, f"cs_test_{root}").update(actions=[SandboxObject.fen.set(999)])

    statuses = [post(*posts(COMPLETED)[0]) for _ in range(2)]

    (kept_out,) = payments.Quarantine.scan()
    assert statuses == [HEARD] * 2
    assert (kept_out.fen, again(paid).state) == (999, "held")
    assert kept_out.sent_back_at is not None
    assert "payment quarantined" in caplog.text


def test_two_intents_for_one_order_are_one_payment(paid: Order, post: Callable[..., int]) -> None:
    HostedSession(f"stripe.{paid.order_id}", attempt=1, session_id="lost", closed_at=clock.now()).save()  # fmt: skip
    payments.begin(paid)
    buyer_pays(session_of(paid).id)

    statuses = [post(*event) for event in [*posts(), *reversed(posts())]]

    (kept_out,) = payments.Quarantine.scan()
    assert set(statuses) == {HEARD}
    assert kept_out.payment_id != again(paid).payment_id
    assert kept_out.sent_back_at is not None
    assert len(refunds_made()) == 1


def test_a_payment_after_the_goods_are_gone_goes_back_by_itself(
    paid: Order, post: Callable[..., int]
) -> None:
    orders.expire_order(paid.order_id, now=paid.placed_at + timedelta(minutes=31))
    buy(pears(9), form_key="form-2", buyer_id="gwang")

    status = post(*posts(COMPLETED)[0])

    assert status == HEARD
    assert again(paid).state == "expired"
    assert len(refunds_made()) == 1
    assert left("pear") == 0


def test_expired_after_completed_is_no_news(paid: Order, post: Callable[..., int]) -> None:
    event = event_of()

    post(*signed(event))
    status = post(*signed(event, type="checkout.session.expired"))

    assert status == HEARD
    assert again(paid).state == "confirmed"


def test_a_refund_that_is_heard_of_before_the_payment_changes_nothing(
    paid: Order, post: Callable[..., int]
) -> None:
    event = event_of("payment_intent")
    thing = {"id": "re_never", "metadata": {"order_id": paid.order_id, "refund_id": "cancelled"}}

    status = post(*signed(event, type="refund.updated", data={"object": thing}))

    assert status == HEARD
    assert again(paid).state == "held"
    assert again(paid).refunds is None


def wallet_refund() -> tuple[Order, str]:
    order = held_order("form-wallet")
    buyer_pays(session_of(order).id, wallet=WALLET)
    payments.confirm(order.order_id, buyer_id=order.buyer_id, evidence="")
    payments.call_off(order.order_id, buyer_id=order.buyer_id)
    (found,) = refunds_made()
    return order, str(found.object_id)


def test_a_wallets_refund_is_sent_when_the_webhook_says_so(post: Callable[..., int]) -> None:
    order, refund_id = wallet_refund()
    before = again(order).refunds[0].sent_at
    post(*posts("refund.created")[0])
    still = again(order).refunds[0].sent_at
    refund_arrives(refund_id)

    for event in posts("refund") * 2:
        post(*event)

    assert before is None
    assert still is None
    assert again(order).refunds[0].sent_at is not None


def test_a_refund_that_failed_waits_for_a_person(
    post: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    order, refund_id = wallet_refund()
    refund_fails(refund_id)

    for event in posts("refund") * 2:
        post(*event)

    assert again(order).refunds[0].sent_at is None
    assert "refund failed" in caplog.text
    assert [errand.fen for errand in Errand.scan()] == [1000]


@pytest.mark.parametrize("won", [True, False])
def test_a_dispute_stands_in_the_ledger_until_it_is_decided(
    paid: Order, post: Callable[..., int], caplog: pytest.LogCaptureFixture, *, won: bool
) -> None:
    dispute_id = buyer_disputes(session_of(paid).id)
    bank_decides(dispute_id, won=won)

    for event in [*reversed(posts("charge.dispute")), *posts("charge.dispute")]:
        post(*event)

    sums: dict[str, int] = {}
    for entry in entries_about(f"dispute.{dispute_id}"):
        for posting in entry.postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.fen
    assert sums["dispute_clearing"] == 0
    assert sums[CASH_STRIPE] == (0 if won else -1000)
    lost = [(chargeback.dispute_id, chargeback.fen) for chargeback in again(paid).chargebacks or ()]
    assert lost == ([] if won else [(dispute_id, 1000)])
    assert "payment disputed" in caplog.text


def test_things_of_others_on_the_same_account_are_left_alone(
    paid: Order, post: Callable[..., int]
) -> None:
    root = session_of(paid).id.removeprefix("cs_test_")
    thing = SandboxObject.find(root, f"cs_test_{root}")
    thing.params = str(thing.params).replace("http://127.0.0.1:8000", "https://other.example")
    thing.save()

    assert post(*posts(COMPLETED)[0]) == HEARD
    assert again(paid).state == "held"
    assert payments.Quarantine.count() == 0


def test_a_payment_for_an_order_that_is_not_there_is_a_fault_to_look_at(
    paid: Order, post: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    again(paid).delete()

    assert post(*posts(COMPLETED)[0]) == HEARD
    assert [record.levelno for record in caplog.records if "event about" in record.message] == [
        logging.ERROR
    ]


def test_what_cannot_be_looked_at_now_is_to_be_sent_again(
    paid: Order, post: Callable[..., int]
) -> None:
    news = posts(COMPLETED)[0]
    troubles().extend([LOSE_REQUEST] * 2)

    first, second = post(*news), post(*news)

    assert (first, second) == (AGAIN, HEARD)
    assert again(paid).state == "confirmed"


def test_news_that_the_fair_does_not_follow_is_heard_and_left(
    post: Callable[..., int], paid: Order
) -> None:
    assert post(*signed(event_of(), type="customer.created")) == HEARD
    assert again(paid).state == "held"


def test_a_webhook_that_was_lost_is_made_up_for(paid: Order) -> None:
    missed = payments.catch_up()
    again_missed = payments.catch_up()

    assert (missed, again_missed) == (2, 2)
    assert again(paid).state == "confirmed"


def test_the_sandbox_posts_until_it_is_heard(paid: Order) -> None:
    troubles().extend([LOSE_REQUEST] * 2)

    first, second, third = (payments.post_webhooks() for _ in range(3))

    assert (first, second, third) == (1, 1, 0)
    assert events.waiting() == []
    assert again(paid).state == "confirmed"


def test_the_job_makes_up_for_lost_webhooks(
    paid: Order, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from infra.local.delivery.sources import scheduled_event

    _, refund_id = wallet_refund()
    refund_fails(refund_id)
    bank_decides(buyer_disputes(session_of(paid).id), won=True)

    app.handler_map["hear_missed_webhooks"](scheduled_event("hear_missed_webhooks"), None)

    assert again(paid).state == "confirmed"
    assert [errand.fen for errand in Errand.scan()] == [1000]
    assert "payment disputed" in caplog.text
