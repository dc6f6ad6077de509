"""Money that came to the bank finds its order, or a courier's batch, or waits in suspense for a person."""

from collections.abc import Sequence
from contextlib import suppress

from chalicelib import clock, orders
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import CURRENCY, Order
from chalicelib.payments.bank.batches import batch_fen, came_in
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.transfer import orders_named
from chalicelib.payments.rules import BANK, batches_in
from chalicelib.store import AlreadyThere, change, put_new

NEW, TAKEN, REMITTED, SUSPENSE, LOST = "new", "taken", "remitted", "suspense", "lost"
CLAIMED, RETURNED, FROM_PROVIDER = "claimed", "returned", "from-provider"
WAITING = "yes"


def book(line_id: str) -> BankLine:
    """Find out what a new line is for. A job repeats this after a crash; twice is no news."""
    line = BankLine.find(line_id)
    if line.state != NEW:
        return line
    several = orders_named(line.words or line.remark)
    if len(several) > 1:
        return _for_orders(line, several)
    if several:
        return _for_order(line, several[0])
    batch, fen = _batch_of(line)
    if not batch:
        return _to_suspense(line, "reference-unknown")
    if fen != int(line.fen) or not came_in(batch, line_id):
        return _to_suspense(line, "batch-differs")
    return settled(line, REMITTED, reason=batch)


def settled(
    line: BankLine,
    state: str,
    *,
    order_id: str = "",
    order_ids: Sequence[str] = (),
    reason: str = "",
) -> BankLine:
    """A new line has its place."""
    facts = [BankLine.state.set(state), BankLine.ended_at.set(clock.now())]
    if order_id:
        facts.append(BankLine.order_id.set(order_id))
    if order_ids:
        facts.append(BankLine.order_ids.set(list(order_ids)))
    if reason:
        facts.append(BankLine.reason.set(reason))
    return change(
        BankLine(line.line_id),
        *facts,
        when=BankLine.state == NEW,
        already=lambda there: there.state != NEW,
        otherwise=NotFound("not-found"),
    )


def pay_with(order: Order, payment_id: str, fen: int) -> str:
    """Let an order take money of the bank, or refuse it for good: "" or the message of the refusal.

    The order decides once for each payment id, so that whoever repeats this hears the same.
    """
    try:
        orders.mark_paid(
            order.order_id, payment_id=payment_id, fen=fen, currency=CURRENCY, method=BANK
        )
    except Refused as refusal:
        if refusal.message_id == "busy":
            raise
        return _refused(order, payment_id, refusal.message_id)
    return ""


def _refused(order: Order, payment_id: str, why: str) -> str:
    try:
        orders.quarantine_payment(order.order_id, payment_id=payment_id)
    except Refused as refusal:
        if refusal.message_id == "busy":
            raise
        return ""  # another hand was quicker: the order has it
    return why


def _for_order(line: BankLine, order: Order) -> BankLine:
    over_fen = int(line.fen) - int(order.total_fen)
    if order.payment_method != BANK:
        return _to_suspense(line, "pays-otherwise", order.order_id)
    if over_fen < 0:
        return _to_suspense(line, "too-little", order.order_id)
    payment_id = f"{BANK}.{line.line_id}"
    if why := pay_with(order, payment_id, int(order.total_fen)):
        return _to_suspense(line, why, order.order_id)
    if over_fen:
        _keep_rest(line, over_fen, order.order_id)
    return settled(line, TAKEN, order_id=order.order_id)


def _for_orders(line: BankLine, several: Sequence[Order]) -> BankLine:
    """One transfer for several orders is split between them where it fits exactly. What one of them takes no more
    waits."""
    fits = sum(int(order.total_fen) for order in several) == int(line.fen)
    if not fits or any(order.payment_method != BANK for order in several):
        return _to_suspense(line, "two-codes")
    refusals = {
        order.order_id: pay_with(order, f"{BANK}.{line.line_id}.of-{i}", int(order.total_fen))
        for i, order in enumerate(several)
    }
    paid_ids = [order_id for order_id, why in refusals.items() if not why]
    if not paid_ids:
        return _to_suspense(line, "two-codes")
    for i, order in enumerate(several):
        if why := refusals[order.order_id]:
            _keep_rest(line, int(order.total_fen), order.order_id, reason=why, name=f"rest-{i}")
    return settled(line, TAKEN, order_id=paid_ids[0], order_ids=paid_ids)


def _keep_rest(
    line: BankLine, fen: int, order_id: str, *, reason: str = "too-much", name: str = "rest"
) -> None:
    """What an order does not take of a line waits as a line of its own."""
    rest = BankLine(
        f"{line.line_id}-{name}",
        statement_id=line.statement_id,
        at=line.at,
        fen=fen,
        remark=line.remark,
        payer=line.payer,
        account=line.account,
        state=SUSPENSE,
        waiting=WAITING,
        reason=reason,
        order_id=order_id,
    )
    with suppress(AlreadyThere):
        put_new(rest)


def _to_suspense(line: BankLine, reason: str, order_id: str = "") -> BankLine:
    facts = [BankLine.order_id.set(order_id)] if order_id else []
    return change(
        BankLine(line.line_id),
        BankLine.state.set(SUSPENSE),
        BankLine.waiting.set(WAITING),
        BankLine.reason.set(reason),
        *facts,
        when=BankLine.state == NEW,
        already=lambda there: there.state != NEW,
        otherwise=NotFound("not-found"),
    )


def _batch_of(line: BankLine) -> tuple[str, int]:
    """The courier's batch that the line names, and what was collected in it; "" without one."""
    for word in batches_in(line.words or line.remark):
        if fen := batch_fen(word):
            return word, fen
    return "", 0
