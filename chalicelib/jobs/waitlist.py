"""Every minute: what came back is offered to the first in line, and offers that are over go on to the next."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock, stock

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.jobs")


@jobs.schedule("rate(1 minute)")
def serve_lines(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    if pieces := stock.serve_lines(clock.now()):
        log.info("pieces offered to people in line", extra={"pieces": pieces})
