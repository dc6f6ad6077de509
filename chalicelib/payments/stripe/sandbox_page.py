"""The built-in sandbox: Stripe's interface before a page of our own, on which the buyer says whether it succeeds."""

from chalicelib.orders import Order
from chalicelib.payments.port import PaymentInstructions, ReceivedPayment, RefundState
from chalicelib.payments.rules import PRODUCTION, SANDBOX
from chalicelib.payments.sandbox.secrets import SANDBOX_WEBHOOK
from chalicelib.payments.stripe.client import sandbox_client
from chalicelib.payments.stripe.hosted_page import HostedPage
from chalicelib.settings import settings

PAY, REFUSE = "pay", "refuse"
INTENT_PREFIX = "pi_"


class Sandbox(HostedPage):
    """Moves no money, and does not start where money is real."""

    method = SANDBOX

    def __init__(self) -> None:
        if settings().stage == PRODUCTION:
            raise RuntimeError("the sandbox takes no money, so it does not start in production")
        super().__init__(sandbox_client(), (SANDBOX_WEBHOOK,))

    def begin(self, order: Order) -> PaymentInstructions:
        """The page is ours, so there is no other to lead to."""
        return PaymentInstructions(super().begin(order).path)

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:
        """Do what the buyer says, "pay" or "refuse", as its hosted page would. Raises Refused("payment-is-over")."""
        from chalicelib.payments.sandbox import world

        session_id = self._open(order).id
        if evidence == PAY:
            world.buyer_pays(session_id)
        else:
            world.buyer_fails(session_id)
        return super().confirm(order, evidence)

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:
        """A payment that the sandbox never saw moved nothing, so nothing moves back."""
        if not payment_id.startswith(INTENT_PREFIX):
            return "sent"
        return super().refund(order, refund_id, fen, payment_id=payment_id)
