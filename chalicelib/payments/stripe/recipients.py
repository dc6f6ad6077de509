"""Sellers and creators who receive their share through Stripe: an account of theirs, and whether it is used."""

import hashlib
from dataclasses import dataclass
from typing import Any

from chalicelib import clock
from chalicelib.errors import Invalid, NotFound, Refused
from chalicelib.payments.stripe.client import patient
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.models import Recipient
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.payouts import STRIPE, BankAccount, redirect
from chalicelib.settings import settings
from chalicelib.store import AlreadyThere, put_new

# Where Stripe pays out to, nearest first; the mainland is not among its regions.
RECIPIENT_COUNTRIES = ("hk", "sg", "my", "jp", "au", "gb", "us", "ca")
TOLD = {"include": ["configuration.recipient"]}
ACTIVE = "active"
DIGITS = 8


@dataclass(frozen=True, slots=True)
class RecipientProgress:
    """Whether Stripe knows enough of a recipient to pay out; if not, the page on which it asks."""

    is_ready: bool
    url: str = ""


def recipient_of(owner: str) -> Recipient | None:
    """Raises NotFound in a fair without Stripe."""
    _check_offered()
    return Recipient.find_or_none(owner)


def open_recipient(owner: str, *, name: str, country: str) -> None:
    """Open an account that may receive transfers; again is no news. Raises Invalid, NotFound, Refused."""
    if recipient_of(owner) is not None:
        return
    if country not in RECIPIENT_COUNTRIES:
        raise Invalid({"country": "not-a-choice"})
    params = {
        "display_name": name,
        "identity": {"country": country},
        "configuration": {
            "recipient": {
                "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
            }
        },
        "dashboard": "express",
        "defaults": {
            "responsibilities": {"fees_collector": "application", "losses_collector": "application"}
        },
        "metadata": {"owner": owner, "fair": settings().base_url},
    }
    with patient():
        account = _api().v2.core.accounts.create(params, {"idempotency_key": f"recipient.{owner}"})
    try:
        put_new(Recipient(owner, account_id=account.id, name=name, opened_at=clock.now()))
    except AlreadyThere:
        return


def progress_of(recipient: Recipient, *, path: str) -> RecipientProgress:
    """How far a recipient is: ready, or the page to go on at, which leads back to our `path`. Raises Refused."""
    if is_ready(recipient):
        return RecipientProgress(is_ready=True)
    return RecipientProgress(is_ready=False, url=_sign_up_page(recipient, path))


def is_ready(recipient: Recipient) -> bool:
    """Whether Stripe knows enough to pay out."""
    with patient():
        account = _api().v2.core.accounts.retrieve(recipient.account_id, TOLD)
    setup = account.configuration and account.configuration.recipient
    if not setup or not setup.capabilities:
        return False
    transfers = setup.capabilities.stripe_balance.stripe_transfers
    return bool(transfers and transfers.status == ACTIVE)


def be_paid_through_stripe(owner: str, *, by: str, let_in_by: str = "") -> None:
    """Send an owner's payouts to their account at Stripe; as with every change, not before some days have passed.

    Raises Refused("recipient-not-ready"), Refused("device-is-new").
    """
    recipient = recipient_of(owner)
    if recipient is None or not is_ready(recipient):
        raise Refused("recipient-not-ready")
    account = BankAccount(recipient.name, "Stripe", _number_of(owner))
    redirect(owner, STRIPE, account, by=by, let_in_by=let_in_by)


def _sign_up_page(recipient: Recipient, path: str) -> str:
    back = settings().base_url + path
    onboarding = {"refresh_url": back, "return_url": back}
    params = {
        "account": recipient.account_id,
        "use_case": {"type": "account_onboarding", "account_onboarding": onboarding},
    }
    with patient():
        return str(_api().v2.core.account_links.create(params).url)


def _number_of(owner: str) -> str:
    """A number of ours in place of the provider's: pages show its end, and audits tell one owner from another."""
    return str(int(hashlib.sha256(owner.encode()).hexdigest(), 16))[:DIGITS]


def _check_offered() -> None:
    if not takes_stripe():
        raise NotFound("not-found")


def _api() -> Any:
    return Stripe().client
