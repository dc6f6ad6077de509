"""Jobs of search: note what changed on show, and build the index anew when much has, and at night from the listings."""

import logging

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent

from chalicelib.search import build_if_due, note_changes, rebuild

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.jobs")
AT_FOUR_IN_SHANGHAI = "cron(0 20 * * ? *)"


@jobs.on_dynamodb_record(stream_arn="stream:listings", batch_size=100)
def note_listings(event: DynamoDBEvent) -> None:
    """A batch is noted wholly or is delivered again; twice does no harm."""
    note_changes((record.old_image, record.new_image) for record in event)


@jobs.schedule("rate(1 minute)")
def build_index(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    build_if_due()


@jobs.schedule(AT_FOUR_IN_SHANGHAI)
def rebuild_index(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    if missed := rebuild():
        log.error("the index had not heard of all", extra={"listings": missed})
