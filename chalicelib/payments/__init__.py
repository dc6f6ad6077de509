"""Payments: how money comes in from buyers and goes back to them, whoever moves it."""

from chalicelib.payments import (
    balances,
    bank_file,
    books,
    cover,
    earnings,
    ledger,
    outlook,
    payout_accounts,
    payout_port,
    payouts,
    reconcile,
    stripe_recipients,
    stripe_transfers,
    unfit,
)
from chalicelib.payments.bank import reference_for
from chalicelib.payments.bank_lines import book
from chalicelib.payments.bank_posting import post_bank_line
from chalicelib.payments.batches import project_batches
from chalicelib.payments.errands import errands
from chalicelib.payments.invoice_lines import CREDIT, INVOICE
from chalicelib.payments.invoice_models import Document
from chalicelib.payments.invoices import (
    documents_of,
    make_credit_notes,
    make_invoices,
    open_document,
)
from chalicelib.payments.models import BankLine, Errand, Pickup, PickupPoint, Quarantine
from chalicelib.payments.pickup import not_fetched, pickups_at, project_pickup
from chalicelib.payments.place import change_way, check_out, ways_for
from chalicelib.payments.points import (
    LONGEST_OF_POINT,
    close_point,
    get_point,
    open_point,
    points_for_basket,
    points_of,
    spot_for_basket,
)
from chalicelib.payments.port import Adapter, Instructions, Received, RefundState
from chalicelib.payments.quarantine import carry_on
from chalicelib.payments.refunds import refund_failed, refund_sent, send_refunds, sent_by_hand
from chalicelib.payments.rules import PAID, REFUSED, SENT_BACK, spoken
from chalicelib.payments.sandbox import PAY, REFUSE, Sandbox
from chalicelib.payments.statement_file import MOST_BYTES, Came
from chalicelib.payments.statements import (
    Preview,
    post_statement,
    preview_statement,
    upload_statement,
)
from chalicelib.payments.stripe_events import catch_up, hear, post_webhooks
from chalicelib.payments.stripe_settings import HalfConfigured, check_stripe, takes_stripe
from chalicelib.payments.stripe_words import NotHeard
from chalicelib.payments.suspense import (
    assign_line,
    bank_line,
    finish_assignment,
    in_suspense,
    order_named,
    return_line,
)
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
    "finish_assignment",
    "get_point",
    "hear",
    "in_suspense",
    "ledger",
    "make_credit_notes",
    "make_invoices",
    "methods",
    "not_fetched",
    "open_document",
    "open_point",
    "order_named",
    "outlook",
    "payout_accounts",
    "payout_port",
    "payouts",
    "pickups_at",
    "points_for_basket",
    "points_of",
    "post_bank_line",
    "post_statement",
    "post_webhooks",
    "preview_statement",
    "project_batches",
    "project_pickup",
    "receive_cash",
    "reconcile",
    "reference_for",
    "refund_failed",
    "refund_sent",
    "return_line",
    "send_refunds",
    "sent_by_hand",
    "spoken",
    "spot_for_basket",
    "stripe_recipients",
    "stripe_transfers",
    "take",
    "takes_stripe",
    "unfit",
    "upload_statement",
    "ways_for",
]
