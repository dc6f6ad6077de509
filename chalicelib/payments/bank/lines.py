"""Money that came to the bank finds its order, or a courier's batch, or waits in suspense for a person."""

from chalicelib import clock, orders
from chalicelib.errors import NotFound, Refused
from chalicelib.orders import CURRENCY, Order
from chalicelib.payments.bank.batches import batch_fen, came_in
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.transfer import order_of
from chalicelib.payments.rules import BANK, batches_in, references_in
from chalicelib.store import AlreadyThere, change, put_new

NEW, TAKEN, REMITTED, SUSPENSE = "new", "taken", "remitted", "suspense"
CLAIMED, RETURNED, FROM_PROVIDER = "claimed", "returned", "from-provider"
WAITING = "yes"


def book(line_id: str) -> BankLine:
    """Find out what a new line is for. A job repeats this after a crash; twice is no news."""
    line = BankLine.find(line_id)
    if line.state != NEW:
        return line
    if order := _order_of(line):
        return _for_order(line, order)
    batch, fen = _batch_of(line)
    if not batch:
        return _to_suspense(line, "reference-unknown")
    if fen != int(line.fen) or not came_in(batch, line_id):
        return _to_suspense(line, "batch-differs")
    return settled(line, REMITTED, reason=batch)


def settled(line: BankLine, state: str, *, order_id: str = "", reason: str = "") -> BankLine:
    """A new line has its place."""
    facts = [BankLine.state.set(state), BankLine.ended_at.set(clock.now())]
    if order_id:
        facts.append(BankLine.order_id.set(order_id))
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


def _order_of(line: BankLine) -> Order | None:
    """The order that the line's code names. None without a code, and for codes of several orders."""
    order_ids = set()
    for reference in references_in(line.remark):
        try:
            order_ids.add(order_of(reference))
        except NotFound:
            continue
    return orders.any_order(order_ids.pop()) if len(order_ids) == 1 else None


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


def _keep_rest(line: BankLine, fen: int, order_id: str) -> None:
    """What is more than the order's total waits as a line of its own."""
    rest = BankLine(
        f"{line.line_id}-rest",
        statement_id=line.statement_id,
        at=line.at,
        fen=fen,
        remark=line.remark,
        payer=line.payer,
        state=SUSPENSE,
        waiting=WAITING,
        reason="too-much",
        order_id=order_id,
    )
    try:
        put_new(rest)
    except AlreadyThere:
        return


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
    for word in batches_in(line.remark):
        if fen := batch_fen(word):
            return word, fen
    return "", 0
