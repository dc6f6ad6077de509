"""Jobs of impact: fold the orders' stream, and compare what was folded with the orders at night."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent

from chalicelib.impact import OrderChange, fold, reconcile

jobs = Blueprint(__name__)
AT_TWO_IN_SHANGHAI = "cron(0 18 * * ? *)"


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def fold_orders(event: DynamoDBEvent) -> None:
    """A batch counts wholly or is delivered again: watermarks make both the same. The shard's id stands in events
    with a tumbling window, which the subscription therefore asks for."""
    whole: dict[str, Any] = event.to_dict()
    fold(
        whole["shardId"],
        [
            OrderChange(record.sequence_number, record.old_image, record.new_image)
            for record in event
        ],
    )


@jobs.schedule(AT_TWO_IN_SHANGHAI)
def compare_with_orders(event: CloudWatchEvent) -> None:  # noqa: ARG001 - Chalice passes it
    reconcile()
