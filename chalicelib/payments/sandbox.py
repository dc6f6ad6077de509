"""The built-in sandbox: a page of our own on which the buyer says whether the payment succeeds."""

from contextlib import suppress

from chalicelib import clock
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import Order
from chalicelib.payments.models import Payment
from chalicelib.payments.port import Instructions
from chalicelib.payments.rules import (
    BEGUN,
    CANCELLED,
    OPEN,
    PAID,
    PRODUCTION,
    REFUNDED,
    REFUSED,
    SANDBOX,
    payment_id_of,
)
from chalicelib.settings import settings
from chalicelib.store import AlreadyThere, change, put_new

PAY, REFUSE = "pay", "refuse"


class Sandbox:
    """Moves no money, and does not start where money is real."""

    def __init__(self) -> None:
        if settings().stage == PRODUCTION:
            raise RuntimeError("the sandbox takes no money, so it does not start in production")

    def begin(self, order: Order) -> Instructions:
        """Open the payment; again is no news."""
        payment = Payment(
            payment_id_of(SANDBOX, order.order_id),
            order_id=order.order_id,
            method=SANDBOX,
            fen=int(order.total_fen),
            currency=order.currency,
            state=BEGUN,
            begun_at=clock.now(),
        )
        with suppress(AlreadyThere):
            put_new(payment)
        return Instructions(f"/pay/{order.order_id}")

    def confirm(self, order: Order, evidence: str) -> Payment:
        """Take "pay" or "refuse" from the buyer; a refused payment may be tried again while the order is held.

        Raises Refused("payment-is-over") when the payment was cancelled.
        """
        try:
            return self._judged(order, evidence)
        except Refused:
            found = Payment.find_or_none(payment_id_of(SANDBOX, order.order_id))
            if found and found.state == CANCELLED:
                raise
        self.begin(order)
        return self._judged(order, evidence)

    def _judged(self, order: Order, evidence: str) -> Payment:
        state = PAID if evidence == PAY else REFUSED
        moments = [Payment.paid_at.set(clock.now())] if state == PAID else []
        return change(
            Payment(payment_id_of(SANDBOX, order.order_id)),
            Payment.state.set(state),
            *moments,
            when=Payment.state.is_in(*OPEN),
            already=lambda one: one.state in (PAID, REFUNDED),
            otherwise=Refused("payment-is-over"),
        )

    def cancel(self, order: Order) -> Payment | None:
        """Close an open payment, so that it can no longer be paid."""
        payment = Payment(payment_id_of(SANDBOX, order.order_id))
        try:
            return change(
                payment,
                Payment.state.set(CANCELLED),
                Payment.ended_at.set(clock.now()),
                when=Payment.state.is_in(*OPEN),
                already=lambda _: True,
                otherwise=NotFound("not-found"),
            )
        except NotFound:
            return None

    def refund(self, payment: Payment, fen: int, refund_id: str) -> None:
        """Nothing was moved, so nothing moves back: the record of the payment is all there is."""
