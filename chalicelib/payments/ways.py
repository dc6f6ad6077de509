"""The ways to pay: which are offered here, which fit an order, and the adapter of each."""

from chalicelib.errors import NotFound
from chalicelib.orders import Order
from chalicelib.payments.bank.transfer import Bank
from chalicelib.payments.port import Adapter, PaymentInstructions, ReceivedPayment, RefundState
from chalicelib.payments.rules import BANK, CASH, PICKUP, PRODUCTION, SANDBOX, STRIPE
from chalicelib.payments.stripe.hosted_page import Stripe
from chalicelib.payments.stripe.sandbox_page import Sandbox
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.settings import settings


def methods() -> tuple[str, ...]:
    """How a buyer may pay here."""
    return methods_of(settings().stage, has_bank=bool(settings().bank), has_stripe=takes_stripe())


def methods_of(stage: str, *, has_bank: bool = False, has_stripe: bool = False) -> tuple[str, ...]:
    """How a buyer may pay, the usual way first. The sandbox moves no money, so it never stands in production."""
    available = {BANK: has_bank, STRIPE: has_stripe, SANDBOX: stage != PRODUCTION}
    return (CASH, *(method for method, is_given in available.items() if is_given))


def ways_for(total_fen: int, *, is_fetched: bool) -> tuple[str, ...]:
    """How one order may be paid, the usual way first: who fetches the goods pays there or beforehand; a courier takes
    so much cash."""
    if is_fetched:
        return (PICKUP, *(method for method in methods() if method != CASH))
    is_too_much = total_fen > settings().cash_limit_fen
    return tuple(method for method in methods() if method != CASH or not is_too_much)


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
