"""The port through which the fair asks for money, whoever moves it."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.orders import Order
from chalicelib.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a buyer does next: a path of ours to pay at, or "" when there is nothing to do now."""

    path: str = ""


class Adapter(Protocol):
    """One way to be paid. Every call may be repeated."""

    def begin(self, order: Order) -> Instructions:
        """Be ready to take the order's total."""
        ...

    def confirm(self, order: Order, evidence: str) -> Payment:
        """Judge the evidence that came in; the payment says what became of it."""
        ...

    def cancel(self, order: Order) -> Payment | None:
        """Take no money for this order any more. The payment, if there is one; what was paid stays paid."""
        ...

    def refund(self, payment: Payment, fen: int, refund_id: str) -> None:
        """Send money back, once for each refund id."""
        ...
