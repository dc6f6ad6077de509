"""Every ten minutes: webhooks that got lost on their way from the payment service."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.payments import catch_up, post_webhooks

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.stripe")


@jobs.schedule("rate(10 minutes)")
def hear_missed_webhooks(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    post_webhooks()
    events = catch_up()
    if events:
        log.warning("webhooks missed", extra={"events": events})
