"""A fair that takes money through Stripe, where Stripe is the sandbox: the adapter's own code, and no network."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib import payments
from chalicelib.orders import Order
from chalicelib.payments.sandbox import events
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.secrets import SANDBOX_KEY, SANDBOX_WEBHOOK
from chalicelib.payments.sandbox.world import buyer_pays, recipient_signs_up
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import HostedSession, Recipient
from tests.goods import buy, pears, stocked

WALLET = True


@pytest.fixture
def stripe_fair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both halves of the settings."""
    monkeypatch.setenv("FAIR_SECRET_STRIPE_KEY", SANDBOX_KEY)
    monkeypatch.setenv("FAIR_SECRET_STRIPE_WEBHOOK", SANDBOX_WEBHOOK)


@pytest.fixture(autouse=True)
def no_troubles() -> Iterator[None]:
    """Whatever a test lets go wrong goes wrong in that test only."""
    troubles().clear()
    yield
    troubles().clear()


def paid_through_stripe(owner: str) -> Recipient:
    """An owner who lives in Hong Kong, has an account at Stripe, and is paid there."""
    payments.open_recipient(owner, name="Wu", country="hk")
    recipient = Recipient.find(owner)
    recipient_signs_up(recipient.account_id)
    payments.be_paid_through_stripe(owner, by="pwu")
    return recipient


def troubles() -> Any:
    from chalicelib.payments.sandbox.http import SandboxHTTP

    return SandboxHTTP.troubles


def stripe_loses(requests: int) -> None:
    """The next requests do not reach Stripe."""
    from chalicelib.payments.sandbox.http import LOSE_REQUEST

    troubles().extend([LOSE_REQUEST] * requests)


def held_order(form_key: str = "form-1") -> Order:
    """Two pears for 10 yuan, on their way to be paid through Stripe."""
    stocked("pear", left=9)
    order = buy(pears(2), form_key=form_key, method="stripe")
    payments.begin(order)
    return order


def session_of(order: Order) -> Any:
    """The page at which an order is being paid now."""
    kept = HostedSession.find(f"stripe.{order.order_id}")
    return Stripe().session(kept.session_id)


def pay_at_stripe(order: Order) -> None:
    """The buyer pays on Stripe's page, and nobody has told us yet."""
    buyer_pays(session_of(order).id)


def paid_at_stripe(form_key: str = "form-1") -> Order:
    """Paid on the hosted page; the fair has not heard of it."""
    order = held_order(form_key)
    pay_at_stripe(order)
    return order


def session_runs_out(session_id: str) -> None:
    Stripe().client.v1.checkout.sessions.expire(session_id)


def refunded_at_stripe() -> list[int]:
    """What went back, in fen, one for each refund."""
    return [int(thing.fen) for thing in SandboxObject.scan(SandboxObject.kind == "refund")]


def posts(kind: str = "", at: datetime | None = None) -> list[tuple[bytes, str]]:
    """What waits to be posted: bodies and headers, the oldest first."""
    return [events.signed(event, at) for event in events.waiting() if event.state.startswith(kind)]


def hours_pass(hours: int) -> None:
    """All that the sandbox knows was so many hours ago."""
    for thing in SandboxObject.scan():
        thing.made_at -= timedelta(hours=hours)
        thing.save()
