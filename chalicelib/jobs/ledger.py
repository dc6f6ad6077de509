"""Jobs of the ledger: the journal from the orders, the balances from the journal, and both checked at night."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord

from chalicelib import ledger, payments, payouts
from chalicelib.jobs.streams import Failures, in_order

jobs = Blueprint(__name__)
AT_HALF_PAST_TWO_IN_SHANGHAI = "cron(30 18 * * ? *)"
NEW = "INSERT"


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def post_orders(event: DynamoDBEvent) -> Failures:
    return in_order(event, _post_order)


@jobs.on_dynamodb_record(stream_arn="stream:quarantine", batch_size=100)
def post_quarantined(event: DynamoDBEvent) -> Failures:
    return in_order(event, _post_quarantined)


@jobs.on_dynamodb_record(stream_arn="stream:journal", batch_size=100)
def fold_journal(event: DynamoDBEvent) -> None:
    """A batch counts wholly or is delivered again: watermarks make both the same, as with `fold_orders`. Refunds are
    covered when what was settled before them is folded."""
    whole: dict[str, Any] = event.to_dict()
    booked = [
        ledger.booked_of(record.sequence_number, record.new_image)
        for record in event
        if record.event_name == NEW
    ]
    ledger.fold_balances(whole["shardId"], booked)
    payouts.cover_refunds(booking.entry for booking in booked)


@jobs.schedule(AT_HALF_PAST_TWO_IN_SHANGHAI)
def check_books(event: CloudWatchEvent) -> None:  # noqa: ARG001 - Chalice passes it
    payments.check_ledger()


def _post_order(record: DynamoDBRecord) -> None:
    ledger.post_order(record.old_image, record.new_image)


def _post_quarantined(record: DynamoDBRecord) -> None:
    if record.new_image:
        payments.post_quarantine(record.new_image)
