"""The port through which the fair asks for money and sends it back, whoever moves it."""

from dataclasses import dataclass
from typing import Literal, Protocol

from chalicelib.orders import Order

RefundState = Literal["sent", "pending", "by-hand"]


@dataclass(frozen=True, slots=True)
class PaymentInstructions:
    """What a buyer does next: a path of ours to pay at, or "" when there is nothing to do now. `url` is the page of
    somebody else to which that path leads, if it leads to one."""

    path: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedPayment:
    """Money that has come. The same payment always has the same id. `method` is the way on which it came; without
    one, that of the order: a buyer may have changed it in between."""

    payment_id: str
    fen: int
    currency: str
    method: str = ""


class Adapter(Protocol):
    """One way to be paid. Every call may be repeated, and keeps what it needs to know by itself."""

    def begin(self, order: Order) -> PaymentInstructions:
        """Be ready to take the order's total."""
        ...

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:
        """Judge the evidence that came in: the money that it proves, if it proves any."""
        ...

    def cancel(self, order: Order) -> ReceivedPayment | None:
        """Take no money for this order any more. What turned out to be paid before that, if anything was."""
        ...

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:
        """Send money of a payment back, once for each refund id. "pending": `refund_sent` is called when it has gone.

        The payment is usually `order.payment_id`; it is another one when the order refused it.
        """
        ...
