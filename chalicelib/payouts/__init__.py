"""Payouts: what sellers and creators are paid, by file with two people or through a provider."""

from chalicelib.payouts.accounts import (
    HELD_DAYS,
    STRIPE,
    BankAccount,
    account_of,
    checked_account,
    keep_account,
    redirect,
)
from chalicelib.payouts.bank_file import (
    approve_file,
    file_as_csv,
    file_of,
    files_of,
    make_file,
    payouts_in_file,
    payouts_in_no_file,
    post_file,
    withdraw_file,
)
from chalicelib.payouts.cover import cover_refunds
from chalicelib.payouts.end import post_payout, void_payout
from chalicelib.payouts.models import PENDING, Payout, PayoutAccount, Reversal
from chalicelib.payouts.outlook import outlook_of, trace_of_order
from chalicelib.payouts.port import PayoutPort, TransferOutcome, send_transfers
from chalicelib.payouts.reversals import carry_out_reversals
from chalicelib.payouts.runs import next_run, payout_of, payouts_in, payouts_to, run_payouts

__all__ = [
    "HELD_DAYS",
    "PENDING",
    "STRIPE",
    "BankAccount",
    "Payout",
    "PayoutAccount",
    "PayoutPort",
    "Reversal",
    "TransferOutcome",
    "account_of",
    "approve_file",
    "carry_out_reversals",
    "checked_account",
    "cover_refunds",
    "file_as_csv",
    "file_of",
    "files_of",
    "keep_account",
    "make_file",
    "next_run",
    "outlook_of",
    "payout_of",
    "payouts_in",
    "payouts_in_file",
    "payouts_in_no_file",
    "payouts_to",
    "post_file",
    "post_payout",
    "redirect",
    "run_payouts",
    "send_transfers",
    "trace_of_order",
    "void_payout",
    "withdraw_file",
]
