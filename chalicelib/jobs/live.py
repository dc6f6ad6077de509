"""Every minute: lives that nobody films any more end by themselves."""

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib import clock
from chalicelib.live import end_silent_lives

jobs = Blueprint(__name__)


@jobs.schedule("rate(1 minute)")
def end_lives(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    end_silent_lives(clock.now())
