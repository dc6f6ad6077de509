"""The sandbox's balance: a transaction for each thing that its events tell of as money that moved, with its fee.

What bears no fee and is told by no event of its own, such as a part of a transfer that comes back, is left out."""

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.payments.sandbox import objects as shown
from chalicelib.payments.sandbox.checks import StripeRefusal
from chalicelib.payments.sandbox.events import FEE, since
from chalicelib.payments.sandbox.keys import SandboxRequest, digest_of
from chalicelib.payments.sandbox.models import SandboxObject
from chalicelib.payments.sandbox.objects import Json, root_of
from chalicelib.payments.sandbox.pay import page

FEE_BP = 290  # of a charge, to the nearest fen; it stays with Stripe when the charge is refunded
DISPUTE_FEE_FEN = 1_500  # comes back when the dispute is won
ALL_BP = 10_000
COMPARES = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
EQUAL = ("currency", "source", "type")
NOT_MOVED = ("lost", "unpaid")


def fee_of(fen: int) -> int:
    """What Stripe keeps of a charge here."""
    return (fen * FEE_BP + ALL_BP // 2) // ALL_BP


@dataclass(frozen=True, slots=True)
class BalanceMove:
    """What an event's kind means to the balance: in (1) or out (−1), and the fee of so many fen."""

    type: str
    category: str
    sign: int
    fee: Callable[[int], int] = lambda _: 0


MOVES = {
    "checkout.session.completed": BalanceMove("charge", "charge", 1, fee_of),
    "checkout.session.async_payment_succeeded": BalanceMove("payment", "charge", 1, fee_of),
    "refund.created": BalanceMove("refund", "refund", -1),
    "refund.failed": BalanceMove("refund_failure", "refund_failure", 1),
    "charge.dispute.created": BalanceMove("adjustment", "dispute", -1, lambda _: DISPUTE_FEE_FEN),
    "charge.dispute.closed": BalanceMove(
        "adjustment", "dispute_reversal", 1, lambda _: -DISPUTE_FEE_FEN
    ),
    "transfer.created": BalanceMove("transfer", "transfer", -1),
    FEE: BalanceMove("stripe_fee", "fee", -1),
}


def list_transactions(request: SandboxRequest) -> Json:
    """The newest first. An event that is told twice is one transaction, of the first time."""
    if "payout" in request.params:
        raise StripeRefusal(400, "", "The sandbox pays out to no bank.", param="payout")
    events = sorted([*since(0), *since(0, kind=FEE)], key=lambda event: event.made_at, reverse=True)
    transactions = {
        transaction["id"]: transaction
        for transaction in map(_transaction, filter(_has_moved, events))
    }
    matching = [
        transaction
        for transaction in transactions.values()
        if _is_asked_for(transaction, request.params)
    ]
    return page(matching, request)


def _has_moved(event: SandboxObject) -> bool:
    thing = json.loads(event.params)
    return (
        event.state in MOVES and thing.get("payment_status", thing.get("status")) not in NOT_MOVED
    )


def _transaction(event: SandboxObject) -> Json:
    thing, move = json.loads(event.params), MOVES[event.state]
    fen = int(thing.get("amount", thing.get("amount_total", 0)))
    amount, fee = move.sign * fen, move.fee(fen)
    is_session = thing.get("object") == "checkout.session"
    return {
        "id": f"txn_{digest_of(event.state, thing['id'])}",
        "object": "balance_transaction",
        "amount": amount,
        "available_on": shown.seconds(event.made_at),
        "created": shown.seconds(event.made_at),
        "currency": thing["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [],
        "net": amount - fee,
        "reporting_category": move.category,
        "source": f"ch_{root_of(thing['id'])}" if is_session else thing["id"],
        "status": "available",
        "type": move.type,
    }


def _is_asked_for(transaction: Json, params: Json) -> bool:
    created = params.get("created", {})
    bounds = created.items() if isinstance(created, dict) else [("gte", created), ("lte", created)]
    return all(COMPARES[name](transaction["created"], moment) for name, moment in bounds) and all(
        transaction[name] == params[name] for name in EQUAL if name in params
    )
