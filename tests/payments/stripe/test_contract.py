"""The sandbox promises what Stripe promises: one list of scenarios, run against both when there is a key."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.payments.sandbox.world import buyer_pays, recipient_signs_up
from chalicelib.payments.stripe.client import sandbox_client, stripe_client
from chalicelib.payments.stripe.settings import TEST, StripeSettings
from tests.gathered import not_reached
from tests.payments.stripe.scenarios import SCENARIOS, World, session_asked

GIVEN = "STRIPE_TEST_KEY"
RECIPIENT = "STRIPE_TEST_RECIPIENT"  # the id of an account that may receive transfers
CARD = "pm_card_bypassPending"  # its money is there at once


def sandbox_world() -> World:
    api = sandbox_client()

    def pay(fen: int) -> Any:
        asked = session_asked()
        asked["line_items"][0]["price_data"]["unit_amount"] = fen
        session = api.v1.checkout.sessions.create(asked)
        buyer_pays(session.id)
        found = api.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
        return found.payment_intent

    def recipient() -> str:
        asked = {"identity": {"country": "hk"}, "configuration": {"recipient": {}}}
        made = api.v2.core.accounts.create(asked)
        recipient_signs_up(made.id)
        return str(made.id)

    return World(api, pay, recipient)


def stripe_world(key: str) -> World:
    """Stripe's test mode. Nobody can tap on its hosted page here, so a test card pays an intent of its own."""
    assert key.startswith(TEST), f"{GIVEN} is no key of the test mode"
    api = stripe_client(StripeSettings(key, ()))

    def pay(fen: int) -> Any:
        methods = {"enabled": True, "allow_redirects": "never"}
        asked = {"amount": fen, "currency": "cny", "payment_method": CARD, "confirm": True}
        return api.v1.payment_intents.create({**asked, "automatic_payment_methods": methods})

    def recipient() -> str:
        """Nobody can sign up on its pages here either: one that has done so before."""
        if not os.environ.get(RECIPIENT):
            pytest.skip(f"{RECIPIENT} is not set")
        return os.environ[RECIPIENT]

    return World(api, pay, recipient)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_the_sandbox_keeps_the_contract(scenario: Callable[[World], None]) -> None:
    scenario(sandbox_world())


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_stripe_keeps_the_contract(scenario: Callable[[World], None]) -> None:
    key = os.environ.get(GIVEN, "")
    if not key:
        count = len(SCENARIOS)
        not_reached.add(
            f"Stripe's test mode: {GIVEN} is not set; {count} scenarios ran against the sandbox alone"
        )
        pytest.skip(f"{GIVEN} is not set")

    scenario(stripe_world(key))
