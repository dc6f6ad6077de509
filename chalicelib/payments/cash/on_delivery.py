"""Cash on delivery: nothing to do for the buyer until the courier comes."""

from chalicelib.orders import Order
from chalicelib.payments.port import PaymentInstructions, ReceivedPayment, RefundState


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
