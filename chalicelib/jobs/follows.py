"""Jobs of follows: count them, and let them go on when a guest signs in or has received something."""

from typing import Any

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.accounts import is_guest
from chalicelib.jobs.streams import Failures, in_order, new_guests, order_in
from chalicelib.notices import FollowChange, bring_follows, count_followers, count_guest

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:follows", batch_size=100)
def count_follows(event: DynamoDBEvent) -> None:
    """A batch counts wholly or is delivered again: watermarks make both the same."""
    whole: dict[str, Any] = event.to_dict()
    changes = [
        FollowChange(record.sequence_number, record.old_image, record.new_image) for record in event
    ]
    count_followers(whole["shardId"], changes)


@jobs.on_dynamodb_record(stream_arn="stream:people", batch_size=100)
def bring_guests_follows(event: DynamoDBEvent) -> Failures:
    return in_order(event, _bring)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def count_guests_follows(event: DynamoDBEvent) -> Failures:
    return in_order(event, _count_guest)


def _bring(record: DynamoDBRecord) -> None:
    for guest_id, person_id in new_guests(record):
        bring_follows(guest_id, person_id)


def _count_guest(record: DynamoDBRecord) -> None:
    """Whoever waits for what they follow to count has received an order."""
    before, after = order_in(record.old_image), order_in(record.new_image)
    has_come = after and after.delivered_at and not (before and before.delivered_at)
    if after and has_come and is_guest(after.buyer):
        count_guest(after.buyer)
