"""Cash on delivery: nothing to do for the buyer until the courier comes."""

from chalicelib import clock
from chalicelib.errors import Refused
from chalicelib.orders import Order
from chalicelib.payments.models import Payment
from chalicelib.payments.port import Instructions
from chalicelib.payments.rules import CASH, PAID, payment_id_of
from chalicelib.store import AlreadyThere, put_new


class Cash:
    """The courier collects; the seller says that the money has come."""

    def begin(self, order: Order) -> Instructions:  # noqa: ARG002 - the port's shape
        return Instructions()

    def confirm(self, order: Order, evidence: str) -> Payment:
        """Record the cash for the whole order; `evidence` is who said so. Again is no news."""
        payment = Payment(
            payment_id_of(CASH, order.order_id),
            order_id=order.order_id,
            method=CASH,
            fen=int(order.total_fen),
            currency=order.currency,
            state=PAID,
            begun_at=order.placed_at,
            paid_at=clock.now(),
            reason=evidence,
        )
        try:
            return put_new(payment)
        except AlreadyThere:
            return Payment.find(payment.payment_id)

    def cancel(self, order: Order) -> Payment | None:
        """Nothing is open before the courier comes."""
        return Payment.find_or_none(payment_id_of(CASH, order.order_id))

    def refund(self, payment: Payment, fen: int, refund_id: str) -> None:  # noqa: ARG002 - the port's shape
        """Cash goes back by hand: no machine of ours can send it. Raises Refused."""
        raise Refused("cash-goes-back-by-hand")
