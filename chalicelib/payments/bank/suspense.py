"""Money in suspense: a person gives it to an order, with what came before for that order, knows it as the payment
service's, or sends it back."""

from collections.abc import Sequence
from contextlib import suppress

from chalicelib import clock, orders
from chalicelib.errors import FairError, Invalid, NotFound, Refused
from chalicelib.money import yuan
from chalicelib.payments.bank.lines import (
    CLAIMED,
    FROM_PROVIDER,
    RETURNED,
    SUSPENSE,
    TAKEN,
    WAITING,
    pay_with,
)
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.transfer import order_of
from chalicelib.payments.rules import BANK
from chalicelib.payments.stripe.settings import takes_stripe
from chalicelib.store import Page, change, page_of, transaction

MOST_PARTS = 20


def in_suspense(cursor: str = "", limit: int = 20) -> Page[BankLine]:
    """Money without a home, the oldest first."""
    return page_of(
        lambda **page: BankLine.waiting_lines.query(WAITING, **page), cursor=cursor, limit=limit
    )


def bank_line(line_id: str) -> BankLine:
    """A line of the bank. Raises NotFound."""
    return BankLine.find(line_id)


def bank_line_or_none(line_id: str) -> BankLine | None:
    """A line of the bank, if there is one."""
    return BankLine.find_or_none(line_id) if line_id else None


def order_named(text: str) -> str:
    """The id of the order that somebody named by its code ("CF-7K3P-Q8MX") or by its id. Raises Invalid."""
    for code in orders.codes_in(f"CF{text}") or orders.codes_in(text):
        with suppress(NotFound):
            return order_of(code)
    if len(orders.orders_numbered(text)) > 1:
        raise Invalid({"order": FairError("number-is-shared")})
    try:
        return orders.any_order(text.strip()).order_id
    except NotFound:
        raise Invalid({"order": FairError("no-such-order")}) from None


def assign_line(line_id: str, order_id: str, *, by: str) -> BankLine:
    """Give money in suspense to an order by transfer that it pays exactly, with what came before for that order.

    Raises NotFound, Refused("does-not-fit", "not-in-suspense", "pays-otherwise") and the order's own refusal; then all
    of it waits as before.
    """
    order, line = orders.any_order(order_id), BankLine.find(line_id)
    if order.payment_method != BANK:
        raise Refused("pays-otherwise")
    parts = _parts(line, order_id)
    fen = sum(int(part.fen) for part in parts)
    if fen != int(order.total_fen):
        raise Refused("does-not-fit", came=yuan(fen), total=yuan(int(order.total_fen)))
    _claim(line, parts, order_id, by)
    why = finish_assignment(line_id)
    if why:
        raise Refused(why, goods=order.lines[0].title)
    return BankLine.find(line_id)


def finish_assignment(line_id: str) -> str:
    """What is left of an assignment, after its lines were claimed: "", or why the order refused the money.

    A job repeats this after a crash; twice is no news.
    """
    lead = BankLine.find(line_id)
    if lead.state != CLAIMED or lead.lead != line_id:
        return ""
    parts = [BankLine.find(part_id) for part_id in lead.parts]
    fen = sum(int(part.fen) for part in parts)
    payment_id = f"{BANK}.{line_id}.{lead.tries}"
    why = pay_with(orders.any_order(str(lead.order_id)), payment_id, fen)
    # The lead comes last: as long as it is claimed, whoever repeats this finds all parts.
    for part in sorted(parts, key=lambda part: part.line_id == line_id):
        _ended(part, lead, why)
    return why


def return_line(line_id: str, *, by: str) -> BankLine:
    """Somebody has sent money in suspense back to whoever sent it. Twice is no news. Raises NotFound and
    Refused("not-in-suspense")."""
    return _out_of_suspense(line_id, RETURNED, by)


def know_as_providers(line_id: str, *, by: str) -> BankLine:
    """Somebody knows money in suspense as what the payment service has paid out to us. Twice is no news. Raises
    NotFound, also in a fair without such a service, and Refused("not-in-suspense")."""
    if not takes_stripe():
        raise NotFound("not-found")
    return _out_of_suspense(line_id, FROM_PROVIDER, by)


def _out_of_suspense(line_id: str, state: str, by: str) -> BankLine:
    BankLine.find(line_id)
    return change(
        BankLine(line_id),
        BankLine.state.set(state),
        BankLine.by.set(by),
        BankLine.ended_at.set(clock.now()),
        BankLine.waiting.remove(),
        when=BankLine.state == SUSPENSE,
        already=lambda there: there.state == state,
        otherwise=Refused("not-in-suspense"),
    )


def _parts(line: BankLine, order_id: str) -> list[BankLine]:
    """The line, and what waits for the same order."""
    before = BankLine.waiting_lines.query(
        WAITING, filter_condition=BankLine.order_id == order_id, limit=MOST_PARTS
    )
    return [line, *(part for part in before if part.line_id != line.line_id)]


def _claim(line: BankLine, parts: Sequence[BankLine], order_id: str, by: str) -> None:
    with transaction() as tx:
        for part in parts:
            facts = [
                BankLine.state.set(CLAIMED),
                BankLine.order_id.set(order_id),
                BankLine.lead.set(line.line_id),
                BankLine.by.set(by),
                BankLine.waiting.remove(),
            ]
            if part.line_id == line.line_id:
                facts += (
                    BankLine.parts.set([each.line_id for each in parts]),
                    BankLine.tries.set((BankLine.tries | 0) + 1),
                )
            tx.update(
                BankLine(part.line_id),
                *facts,
                when=BankLine.state == SUSPENSE,
                otherwise=Refused("not-in-suspense"),
            )


def _ended(part: BankLine, lead: BankLine, why: str) -> None:
    now_waits = [BankLine.waiting.set(WAITING), BankLine.reason.set(why)]
    facts = now_waits if why else [BankLine.ended_at.set(clock.now())]
    change(
        BankLine(part.line_id),
        BankLine.state.set(SUSPENSE if why else TAKEN),
        *facts,
        when=(BankLine.state == CLAIMED) & (BankLine.lead == lead.line_id),
        already=lambda there: there.state != CLAIMED or there.lead != lead.line_id,
        otherwise=NotFound("not-found"),
    )
