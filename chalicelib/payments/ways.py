"""The ways to pay: which are offered here, and the adapter of each."""

from chalicelib.errors import NotFound
from chalicelib.orders import Order
from chalicelib.payments.bank.transfer import Bank
from chalicelib.payments.port import Adapter, PaymentInstructions, ReceivedPayment, RefundState
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


class Cash:
    """The courier collects; the seller says that the money has come (`receive_cash`)."""

    def begin(self, order: Order) -> PaymentInstructions:  # noqa: ARG002 - the port's shape
        return PaymentInstructions()

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """A buyer proves nothing about cash."""
        return None

    def cancel(self, order: Order) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """Nothing is open before the courier comes."""
        return None

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:  # noqa: ARG002 - the port's shape
        """No machine of ours can send cash."""
        return "by-hand"
