"""The ways to pay: which are offered here, and the adapter of each."""

from chalicelib.errors import NotFound
from chalicelib.payments.bank.transfer import Bank
from chalicelib.payments.cash.on_delivery import Cash
from chalicelib.payments.port import Adapter
from chalicelib.payments.rules import BANK, CASH, PICKUP, SANDBOX, STRIPE, methods_of
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.sandbox_page import Sandbox
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.settings import settings


def methods() -> tuple[str, ...]:
    """How a buyer may pay here."""
    return methods_of(settings().stage, has_bank=bool(settings().bank), has_stripe=takes_stripe())


def adapter_of(method: str) -> Adapter:
    """The adapter of a way of paying, also of one that is offered no longer: its money still goes back.

    Raises NotFound for a way that never was.
    """
    adapters: dict[str, type[Adapter]] = {
        BANK: Bank,
        CASH: Cash,
        PICKUP: Cash,
        SANDBOX: Sandbox,
        STRIPE: Stripe,
    }
    if method not in adapters:
        raise NotFound("not-found")
    return adapters[method]()
