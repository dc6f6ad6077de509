"""Payouts: a run every night makes each week's payout of each owner once, so that a missed night is no loss; and what
refunds take back of them."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock, payments, payouts

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.payouts")
AT_THREE_IN_SHANGHAI = "cron(0 19 * * ? *)"


@jobs.schedule(AT_THREE_IN_SHANGHAI)
def make_payouts(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    run = payouts.run_payouts(clock.now())
    log.info(
        "payouts made", extra={"payouts": len(run), "fen": sum(int(payout.fen) for payout in run)}
    )
    payouts.send_transfers(payments.payout_ports())


@jobs.schedule("rate(10 minutes)")
def reverse_transfers(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    """Soon, before the recipient has spent it."""
    payouts.carry_out_reversals(payments.payout_ports())
