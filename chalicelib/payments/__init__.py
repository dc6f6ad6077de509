"""Payments: how money comes in from buyers and goes back to them, whoever moves it."""

from chalicelib.payments.models import Payment
from chalicelib.payments.port import Adapter, Instructions
from chalicelib.payments.rules import BEGUN, CANCELLED, PAID, REFUNDED, REFUSED
from chalicelib.payments.sandbox import PAY, REFUSE, Sandbox
from chalicelib.payments.take import (
    begin,
    call_off,
    close,
    confirm,
    end_due_orders,
    methods,
    receive_cash,
    settle,
)

__all__ = [
    "BEGUN",
    "CANCELLED",
    "PAID",
    "PAY",
    "REFUNDED",
    "REFUSE",
    "REFUSED",
    "Adapter",
    "Instructions",
    "Payment",
    "Sandbox",
    "begin",
    "call_off",
    "close",
    "confirm",
    "end_due_orders",
    "methods",
    "receive_cash",
    "settle",
]
