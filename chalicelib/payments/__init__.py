"""Payments: how money comes in from buyers and goes back to them, whoever moves it."""

from chalicelib.payments.bank.batches import project_batches
from chalicelib.payments.bank.lines import book
from chalicelib.payments.bank.models import BankLine
from chalicelib.payments.bank.posting import post_bank_line
from chalicelib.payments.bank.statement import MOST_BYTES, MOST_COLUMNS
from chalicelib.payments.bank.statements import (
    confirm_columns,
    post_statement,
    preview_statement,
    unfinished_statements,
    upload_statement,
)
from chalicelib.payments.bank.suspense import (
    assign_line,
    bank_line,
    bank_line_or_none,
    finish_assignment,
    in_suspense,
    know_as_providers,
    order_named,
    return_line,
)
from chalicelib.payments.bank.waiting import (
    count_as_income,
    is_no_money,
    is_taken_back,
    note_loss,
    waiting_row,
    waiting_rows,
)
from chalicelib.payments.cash.limits import note_cash_order
from chalicelib.payments.cash.models import PickupPoint
from chalicelib.payments.cash.pickup import not_fetched, pickups_at, project_pickup
from chalicelib.payments.cash.points import (
    LONGEST_OF_POINT,
    close_point,
    get_point,
    open_point,
    points_for,
    points_of,
    spot_for,
)
from chalicelib.payments.check_out import begin, change_way, check_out
from chalicelib.payments.errands import errands
from chalicelib.payments.fees import post_fees
from chalicelib.payments.models import Quarantine
from chalicelib.payments.payees import keep_refund_account, payees_of, refund_account
from chalicelib.payments.port import ReceivedPayment
from chalicelib.payments.reconcile import check_ledger, compare_books, last_check
from chalicelib.payments.refunds import send_refunds, sent_by_hand
from chalicelib.payments.rules import REFUSED, quarantine_refund_id
from chalicelib.payments.send_back import send_back, sweep_money_back
from chalicelib.payments.stripe.fees import fee_ports
from chalicelib.payments.stripe.recipients import (
    RECIPIENT_COUNTRIES,
    be_paid_through_stripe,
    open_recipient,
    progress_of,
    recipient_of,
)
from chalicelib.payments.stripe.sandbox_page import PAY, REFUSE
from chalicelib.payments.stripe.settings import check_stripe, takes_stripe
from chalicelib.payments.stripe.transfers import payout_ports
from chalicelib.payments.stripe.words import NotHeard
from chalicelib.payments.take import (
    call_off,
    confirm,
    drop_rest,
    end_due_order,
    receive_cash,
    take,
    take_back,
)
from chalicelib.payments.unfit import post_quarantine
from chalicelib.payments.ways import cash_limit_fen, methods, ways_for, ways_for_basket
from chalicelib.payments.webhooks import catch_up, hear, post_webhooks

__all__ = [
    "LONGEST_OF_POINT",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "PAY",
    "RECIPIENT_COUNTRIES",
    "REFUSE",
    "REFUSED",
    "BankLine",
    "NotHeard",
    "PickupPoint",
    "Quarantine",
    "ReceivedPayment",
    "assign_line",
    "bank_line",
    "bank_line_or_none",
    "be_paid_through_stripe",
    "begin",
    "book",
    "call_off",
    "cash_limit_fen",
    "catch_up",
    "change_way",
    "check_ledger",
    "check_out",
    "check_stripe",
    "close_point",
    "compare_books",
    "confirm",
    "confirm_columns",
    "count_as_income",
    "drop_rest",
    "end_due_order",
    "errands",
    "fee_ports",
    "finish_assignment",
    "get_point",
    "hear",
    "in_suspense",
    "is_no_money",
    "is_taken_back",
    "keep_refund_account",
    "know_as_providers",
    "last_check",
    "methods",
    "not_fetched",
    "note_cash_order",
    "note_loss",
    "open_point",
    "open_recipient",
    "order_named",
    "payees_of",
    "payout_ports",
    "pickups_at",
    "points_for",
    "points_of",
    "post_bank_line",
    "post_fees",
    "post_quarantine",
    "post_statement",
    "post_webhooks",
    "preview_statement",
    "progress_of",
    "project_batches",
    "project_pickup",
    "quarantine_refund_id",
    "receive_cash",
    "recipient_of",
    "refund_account",
    "return_line",
    "send_back",
    "send_refunds",
    "sent_by_hand",
    "spot_for",
    "sweep_money_back",
    "take",
    "take_back",
    "takes_stripe",
    "unfinished_statements",
    "upload_statement",
    "waiting_row",
    "waiting_rows",
    "ways_for",
    "ways_for_basket",
]
