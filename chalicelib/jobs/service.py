"""The nightly job of reviews and questions: whether their tallies still hold."""

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.service import recount_all

jobs = Blueprint(__name__)
AT_A_QUARTER_TO_THREE_IN_SHANGHAI = "cron(45 18 * * ? *)"


@jobs.schedule(AT_A_QUARTER_TO_THREE_IN_SHANGHAI)
def recount_tallies(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    recount_all()
