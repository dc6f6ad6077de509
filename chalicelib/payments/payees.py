"""To whom money goes back by hand: whoever sent it, as the bank's statement names them, or the account that the buyer
has named because no statement does."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chalicelib import clock, orders
from chalicelib.errors import Refused
from chalicelib.orders import Order
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.models import Errand, RefundAccount
from chalicelib.payments.rules import BANK, CASH, PICKUP, quarantined_payment
from chalicelib.payouts import BankAccount, checked_account

BY_HAND = (BANK, CASH, PICKUP)
FORGET_AFTER = timedelta(days=400)
MOST_AT_ONCE = 100
_WHOLE_NUMBER = r"\d{8,32}"


@dataclass(frozen=True, slots=True)
class RefundPayee:
    """Who is paid back, on which account, as far as anybody knows; all of it is empty where the buyer is asked."""

    holder: str = ""
    number: str = ""
    bank: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether one can pay by it: banks hide figures of an account behind stars, or leave it out."""
        return bool(self.holder and re.fullmatch(_WHOLE_NUMBER, re.sub(r"[\s-]", "", self.number)))


def payees_of(errands: Sequence[Errand]) -> Mapping[str, list[RefundPayee]]:
    """To whom the money of up to 100 errands goes, by errand key: what the buyer has named, and what the bank's
    statement says of who paid. One read unit for each order, line and account."""
    order_ids = sorted({errand.order_id for errand in errands})
    if not order_ids:
        return {}
    payments = {order.order_id: order.payment_id for order in orders.some_orders(order_ids)}
    accounts = {
        account.order_id: _named_by(account)
        for account in RefundAccount.batch_get(order_ids, consistent_read=True)
    }
    paid_by = {
        errand.errand_key: quarantined_payment(errand.refund_id)
        or payments.get(errand.order_id)
        or ""
        for errand in errands
    }
    payers = _payers_of(paid_by.values())
    return {
        errand.errand_key: [
            *([accounts[errand.order_id]] if errand.order_id in accounts else []),
            *payers.get(paid_by[errand.errand_key], []),
        ]
        for errand in errands
    }


def refund_account(order: Order) -> RefundPayee | None:
    """On which account the buyer wants a refund that a person sends, empty if they are to say so; None when nobody has
    to ask them. Nothing is read for an order that owes no such refund, and at most three units for one that does."""
    if not _waits_for_hand(order):
        return None
    account = RefundAccount.find_or_none(order.order_id)
    if account:
        return _named_by(account)
    payers = _payers_of([order.payment_id or ""]).get(order.payment_id or "", [])
    return None if any(payer.is_whole for payer in payers) else RefundPayee()


def keep_refund_account(order_id: str, account: BankAccount, *, buyer_id: str) -> None:
    """The buyer names the account for a refund that a person sends; what was said last counts. Raises Invalid for the
    fields "holder", "bank" and "number", NotFound, Refused("no-account-needed")."""
    order = orders.get_order(order_id, buyer_id=buyer_id)
    if refund_account(order) is None:
        raise Refused("no-account-needed")
    account = checked_account(account)
    RefundAccount(
        order.order_id,
        holder=account.holder,
        bank=account.bank,
        number=account.number,
        forget_after=clock.now() + FORGET_AFTER,
    ).save()


def _waits_for_hand(order: Order) -> bool:
    return any(
        refund.sent_at is None and (refund.by_hand or order.payment_method in BY_HAND)
        for refund in order.refunds or ()
    )


def _named_by(account: RefundAccount) -> RefundPayee:
    return RefundPayee(account.holder, account.number, account.bank)


def _payers_of(payment_ids: Iterable[str]) -> dict[str, list[RefundPayee]]:
    """Who paid, by the payment's id, as their lines of the bank say."""
    line_ids = {payment_id: _line_of(payment_id) for payment_id in payment_ids}
    lines = _lines(set(line_ids.values()))
    parts = _lines({part for line in lines.values() for part in line.parts or ()} - {*lines})
    lines |= parts
    return {
        payment_id: list(
            dict.fromkeys(
                RefundPayee(lines[part].payer, lines[part].account or "")
                for part in lines[line_id].parts or [line_id]
                if part in lines
            )
        )
        for payment_id, line_id in line_ids.items()
        if line_id in lines
    }


def _line_of(payment_id: str) -> str:
    way, _, rest = payment_id.partition(".")
    return rest.partition(".")[0] if way == BANK else ""


def _lines(line_ids: set[str]) -> dict[str, BankLine]:
    some = sorted(line_ids - {""})
    return {
        line.line_id: line
        for i in range(0, len(some), MOST_AT_ONCE)
        for line in BankLine.batch_get(some[i : i + MOST_AT_ONCE], consistent_read=True)
    }
