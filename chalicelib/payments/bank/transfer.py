"""Bank transfer: the buyer sends the total with a code, and the bank's statement tells when it has come."""

from contextlib import suppress

from chalicelib import orders
from chalicelib.errors import NotFound
from chalicelib.orders import Order
from chalicelib.payments.port import PaymentInstructions, ReceivedPayment, RefundState

MOST_CODES = 10  # of one transfer


class Bank:
    """Nobody here moves the money: an administrator posts the bank's statements (`statements.py`)."""

    def begin(self, order: Order) -> PaymentInstructions:
        orders.register_number(order.order_id)
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


def order_of(code: str) -> str:
    """The id of the order to which a number belongs. Raises NotFound, also where several share it: the money waits for
    a person, since nobody else can tell whose it is."""
    order_ids = orders.orders_numbered(code)
    if len(order_ids) != 1:
        raise NotFound("not-found")
    return order_ids[0]


def orders_named(words: str) -> list[Order]:
    """The orders whose codes stand in some lines of text, each once; no code is made of two lines."""
    codes = [code for line in words.splitlines() for code in orders.codes_in(line)]
    order_ids = []
    for code in dict.fromkeys(codes[:MOST_CODES]):
        with suppress(NotFound):
            order_ids.append(order_of(code))
    return sorted(orders.some_orders(order_ids), key=lambda order: order_ids.index(order.order_id))
