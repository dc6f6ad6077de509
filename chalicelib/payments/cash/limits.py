"""How much cash the fair lets itself be owed: so many orders of one buyer that wait for cash at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib import clock, orders
from chalicelib.errors import Refused
from chalicelib.orders import PAID_LATER, Order
from chalicelib.payments.cash.models import CashBuyer, OpenCash
from chalicelib.settings import settings
from chalicelib.store import Moved, change, step

BEING_PLACED = timedelta(minutes=10)  # no request lives longer
FORGET_AFTER = timedelta(days=180)


def make_room(
    buyer_id: str, order_key: str, also: Sequence[str] = (), *, buyer: CashBuyer | None = None
) -> None:
    """Count an order that is to be paid in cash, before it is placed; the same order again is no news. `buyer` is what
    somebody has just read of the buyer, which saves a read.

    What the buyer did not take counts for 90 days, and so does what they ordered under the ids `also`.
    Raises Refused("too-many-cash-orders").
    """
    first = [buyer] if buyer else []
    step(lambda: _counted(first.pop() if first else _found(buyer_id), order_key, also))


def give_room_back(buyer_id: str, order_key: str) -> None:
    """The order was not placed after all; if it was, it keeps its room."""
    if orders.order_of_form(buyer_id, order_key) is None:
        step(lambda: _uncounted(buyer_id, order_key))


def note_cash_order(was: Order | None, now: Order) -> None:
    """Keep which piece of a drop an order for cash became: it lies among the drop's, where the form alone does not find
    it. Told from the orders' stream; twice is no news."""
    is_new = was is None or (was.order_id, was.payment_method) != (now.order_id, now.payment_method)
    if now.taking and is_new and counts(now, clock.now()):
        step(lambda: _noted(now))


def _counted(buyer: CashBuyer, order_key: str, also: Sequence[str]) -> None:
    now, most = clock.now(), settings().cash_orders
    if any(waiting.order_key == order_key for waiting in buyer.open):
        return
    still_open, elsewhere = list(buyer.open), _elsewhere(also)
    if len(still_open) + len(elsewhere) >= most:
        still_open = [
            waiting for waiting in still_open if _still_counts(buyer.buyer_id, waiting, now)
        ]
        elsewhere = [(whose, it) for whose, it in elsewhere if _still_counts(whose, it, now)]
    if len(still_open) + len(elsewhere) >= most:
        raise Refused("too-many-cash-orders", most=most)
    _keep(buyer, [*still_open, OpenCash(order_key=order_key, at=now)])


def _elsewhere(also: Sequence[str]) -> list[tuple[str, OpenCash]]:
    if not also:
        return []
    buyers = CashBuyer.batch_get(also, consistent_read=True)
    by_order = {
        waiting.order_id or orders.order_id_of(buyer.buyer_id, waiting.order_key): (
            buyer.buyer_id,
            waiting,
        )
        for buyer in buyers
        for waiting in buyer.open
    }
    for buyer_id, order_ids in orders.open_orders_of_guests(also).items():
        for order_id in order_ids - by_order.keys():
            by_order[order_id] = buyer_id, OpenCash(order_id=order_id)
    return list(by_order.values())


def _uncounted(buyer_id: str, order_key: str) -> None:
    buyer = _found(buyer_id)
    still_open = [waiting for waiting in buyer.open if waiting.order_key != order_key]
    if len(still_open) < len(buyer.open):
        _keep(buyer, still_open)


def _noted(order: Order) -> None:
    buyer, key = _found(order.buyer), str(order.form_key)
    if any(waiting.order_id == order.order_id for waiting in buyer.open):
        return
    others = [waiting for waiting in buyer.open if waiting.order_key != key]
    _keep(buyer, [*others, OpenCash(order_key=key, order_id=order.order_id, at=order.placed_at)])


def _found(buyer_id: str) -> CashBuyer:
    return CashBuyer.find_or_none(buyer_id) or CashBuyer(buyer_id)


def _keep(buyer: CashBuyer, still_open: Sequence[OpenCash]) -> None:
    version = int(buyer.version)
    change(
        CashBuyer(buyer.buyer_id),
        CashBuyer.version.set(version + 1),
        CashBuyer.open.set(list(still_open)),
        CashBuyer.forget_after.set(clock.now() + FORGET_AFTER),
        when=CashBuyer.version == version if version else CashBuyer.version.does_not_exist(),
        otherwise=Moved(),
    )


def _still_counts(buyer_id: str, waiting: OpenCash, now: datetime) -> bool:
    order = _order_of(buyer_id, waiting)
    if order is None:
        return bool(now - waiting.at < BEING_PLACED)
    return counts(order, now)


def _order_of(buyer_id: str, waiting: OpenCash) -> Order | None:
    if waiting.order_id:
        return next(iter(orders.some_orders([waiting.order_id])), None)
    return orders.order_of_form(buyer_id, waiting.order_key)


def counts(order: Order, now: datetime) -> bool:
    """Whether an order counts against its buyer's next ones: it waits for cash, or was not taken not long ago."""
    return order.payment_method in PAID_LATER and orders.is_owed(order, now)
