"""Bank transfer: the buyer sends the total with a code, and the bank's statement tells when it has come."""

from chalicelib import orders
from chalicelib.errors import NotFound
from chalicelib.orders import Order
from chalicelib.payments.bank.models import Reference
from chalicelib.payments.port import PaymentInstructions, ReceivedPayment, RefundState
from chalicelib.payments.rules import reference_of, references_in
from chalicelib.store import AlreadyThere, put_new

MOST_ATTEMPTS = 5
MOST_CODES = 10  # of one transfer


class Bank:
    """Nobody here moves the money: an administrator posts the bank's statements (`statements.py`)."""

    def begin(self, order: Order) -> PaymentInstructions:
        reference_for(order)
        return PaymentInstructions(f"/pay/{order.order_id}")

    def confirm(self, order: Order, evidence: str) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """A buyer's word proves nothing; the statement does."""
        return None

    def cancel(self, order: Order) -> ReceivedPayment | None:  # noqa: ARG002 - the port's shape
        """Nothing can be called back. What comes later finds its order, or waits in suspense."""
        return None

    def refund(self, order: Order, refund_id: str, fen: int, *, payment_id: str) -> RefundState:  # noqa: ARG002 - the port's shape
        """A person sends it from the bank's own pages."""
        return "by-hand"


def reference_for(order: Order) -> str:
    """The code of an order's transfer; it is kept when it is asked for first, and stays the same."""
    for attempt in range(MOST_ATTEMPTS):
        reference = reference_of(order.order_id, attempt)
        if _is_its(reference, order.order_id):
            return reference
    raise AssertionError("five codes in a row belong to other orders")


def order_of(reference: str) -> str:
    """The id of the order to which a code belongs. Raises NotFound."""
    there = Reference.find_or_none(reference)
    if there is None:
        raise NotFound("not-found")
    return str(there.order_id)


def orders_named(words: str) -> list[Order]:
    """The orders whose codes stand in some lines of text, each once; no code is made of two lines."""
    codes = [code for line in words.splitlines() for code in references_in(line)]
    references = [Reference.find_or_none(code) for code in dict.fromkeys(codes[:MOST_CODES])]
    order_ids = list(dict.fromkeys(str(there.order_id) for there in references if there))
    return sorted(orders.some_orders(order_ids), key=lambda order: order_ids.index(order.order_id))


def _is_its(reference: str, order_id: str) -> bool:
    there = Reference.find_or_none(reference)
    if there is None:
        try:
            there = put_new(Reference(reference, order_id=order_id))
        except AlreadyThere:
            there = Reference.find(reference)
    return bool(there.order_id == order_id)
