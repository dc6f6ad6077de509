"""States and names of payments: what needs asking no one."""

BEGUN, REFUSED, PAID, CANCELLED, REFUNDED = "begun", "refused", "paid", "cancelled", "refunded"
OPEN = (BEGUN, REFUSED)
CASH, SANDBOX = "cod", "sandbox"
PRODUCTION = "production"


def methods_of(stage: str) -> tuple[str, ...]:
    """How a buyer may pay, the usual way first. The sandbox moves no money, so it never stands in production."""
    return (CASH,) if stage == PRODUCTION else (CASH, SANDBOX)


def payment_id_of(method: str, order_id: str) -> str:
    """The one payment of an order by a method."""
    return f"{method}.{order_id}"


def refund_id_of(payment_id: str) -> str:
    """The full refund of a payment: there is only one, so asking again finds it."""
    return f"full.{payment_id}"
