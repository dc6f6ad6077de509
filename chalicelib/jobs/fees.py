"""Every night, before the books are checked: what the payment provider has kept for itself."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.payments import fee_ports, post_fees

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.ledger")
AT_A_QUARTER_PAST_TWO_IN_SHANGHAI = "cron(15 18 * * ? *)"


@jobs.schedule(AT_A_QUARTER_PAST_TWO_IN_SHANGHAI)
def read_fees(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    log.info("fees read", extra={"fees": post_fees(fee_ports())})
