"""Every minute: claims whose clock has run out are decided by it, and what was left half done is finished."""

import logging

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock
from chalicelib.governance import sweep_claims

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.sweep")


@jobs.schedule("rate(1 minute)")
def end_claims(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    ended = sweep_claims(clock.now())
    if ended:
        log.info("claims ended", extra={"claims": ended})
