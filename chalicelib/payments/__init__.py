"""Payments: how money comes in from buyers and goes back to them, whoever moves it."""

from chalicelib.invoices.documents import (
    documents_of,
    make_credit_notes,
    make_invoices,
    open_document,
)
from chalicelib.invoices.lines import CREDIT, INVOICE
from chalicelib.invoices.models import Document
from chalicelib.ledger import balances, books, earnings, journal
from chalicelib.payments import reconcile, unfit
from chalicelib.payments.bank.batches import project_batches
from chalicelib.payments.bank.lines import book
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.posting import post_bank_line
from chalicelib.payments.bank.statement_file import MOST_BYTES, Came
from chalicelib.payments.bank.statements import (
    Preview,
    post_statement,
    preview_statement,
    upload_statement,
)
from chalicelib.payments.bank.suspense import (
    assign_line,
    bank_line,
    finish_assignment,
    in_suspense,
    know_as_providers,
    order_named,
    return_line,
)
from chalicelib.payments.bank.transfer import reference_for
from chalicelib.payments.cash.limits import note_cash_order
from chalicelib.payments.cash.models import Pickup, PickupPoint
from chalicelib.payments.cash.pickup import not_fetched, pickups_at, project_pickup
from chalicelib.payments.cash.points import (
    LONGEST_OF_POINT,
    close_point,
    get_point,
    open_point,
    points_for_basket,
    points_of,
    spot_for_basket,
)
from chalicelib.payments.errands import errands
from chalicelib.payments.fees import post_fees
from chalicelib.payments.models import Errand, Quarantine
from chalicelib.payments.place import change_way, check_out, ways_for
from chalicelib.payments.port import Adapter, Instructions, Received, RefundState
from chalicelib.payments.quarantine import carry_on
from chalicelib.payments.refunds import refund_failed, refund_sent, send_refunds, sent_by_hand
from chalicelib.payments.rules import PAID, REFUSED, SENT_BACK, quarantine_refund_id, spoken
from chalicelib.payments.send_back import send_back, sweep_money_back
from chalicelib.payments.stripe import recipients as stripe_recipients
from chalicelib.payments.stripe import transfers as stripe_transfers
from chalicelib.payments.stripe.fees import fee_ports
from chalicelib.payments.stripe.sandbox_page import PAY, REFUSE, Sandbox
from chalicelib.payments.stripe.settings import HalfConfigured, check_stripe, takes_stripe
from chalicelib.payments.stripe.words import NotHeard
from chalicelib.payments.take import (
    begin,
    call_off,
    close,
    confirm,
    end_due_order,
    receive_cash,
    take,
)
from chalicelib.payments.ways import adapter_of, methods
from chalicelib.payments.webhooks import catch_up, hear, post_webhooks
from chalicelib.payouts import accounts as payout_accounts
from chalicelib.payouts import bank_file, cover, outlook, reversals
from chalicelib.payouts import end as payout_end
from chalicelib.payouts import port as payout_port
from chalicelib.payouts import runs as payout_runs

__all__ = [
    "CREDIT",
    "INVOICE",
    "LONGEST_OF_POINT",
    "MOST_BYTES",
    "PAID",
    "PAY",
    "REFUSE",
    "REFUSED",
    "SENT_BACK",
    "Adapter",
    "BankLine",
    "Came",
    "Document",
    "Errand",
    "HalfConfigured",
    "Instructions",
    "NotHeard",
    "Pickup",
    "PickupPoint",
    "Preview",
    "Quarantine",
    "Received",
    "RefundState",
    "Sandbox",
    "adapter_of",
    "assign_line",
    "balances",
    "bank_file",
    "bank_line",
    "begin",
    "book",
    "books",
    "call_off",
    "carry_on",
    "catch_up",
    "change_way",
    "check_out",
    "check_stripe",
    "close",
    "close_point",
    "confirm",
    "cover",
    "documents_of",
    "earnings",
    "end_due_order",
    "errands",
    "fee_ports",
    "finish_assignment",
    "get_point",
    "hear",
    "in_suspense",
    "journal",
    "know_as_providers",
    "make_credit_notes",
    "make_invoices",
    "methods",
    "not_fetched",
    "note_cash_order",
    "open_document",
    "open_point",
    "order_named",
    "outlook",
    "payout_accounts",
    "payout_end",
    "payout_port",
    "payout_runs",
    "pickups_at",
    "points_for_basket",
    "points_of",
    "post_bank_line",
    "post_fees",
    "post_statement",
    "post_webhooks",
    "preview_statement",
    "project_batches",
    "project_pickup",
    "quarantine_refund_id",
    "receive_cash",
    "reconcile",
    "reference_for",
    "refund_failed",
    "refund_sent",
    "return_line",
    "reversals",
    "send_back",
    "send_refunds",
    "sent_by_hand",
    "spoken",
    "spot_for_basket",
    "stripe_recipients",
    "stripe_transfers",
    "sweep_money_back",
    "take",
    "takes_stripe",
    "unfit",
    "upload_statement",
    "ways_for",
]
