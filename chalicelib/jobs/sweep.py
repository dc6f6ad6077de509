"""Every minute: orders that were held past their time give their goods back."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock
from chalicelib.payments import end_due_orders

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.sweep")


@jobs.schedule("rate(1 minute)")
def sweep_orders(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    ended = end_due_orders(clock.now())
    if ended:
        log.info("holds ended", extra={"orders": ended})
