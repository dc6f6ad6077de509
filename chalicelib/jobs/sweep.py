"""Every minute: what time alone does to orders."""

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock, orders, payments

jobs = Blueprint(__name__)


@jobs.schedule("rate(1 minute)")
def sweep_orders(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    orders.sweep_orders(clock.now(), payments.end_due_order)
