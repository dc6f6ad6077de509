"""Jobs of orders: the sellers' inboxes, and what is due when."""

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib import orders
from chalicelib.jobs.streams import Failures, in_order, is_for_show, name_of_batch, order_in
from chalicelib.orders import project_order

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def fill_inboxes(event: DynamoDBEvent) -> Failures:
    return in_order(event, _fill_inbox)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def remember_due(event: DynamoDBEvent) -> None:
    """A batch is kept wholly or comes again; kept twice, its orders are only looked at twice."""
    real = [record for record in event if not is_for_show(record)]
    changes = [(order_in(record.old_image), order_in(record.new_image)) for record in real]
    if changes:
        orders.remember_due(name_of_batch(event, real), changes)


def _fill_inbox(record: DynamoDBRecord) -> None:
    project_order(order_in(record.old_image), order_in(record.new_image), record.sequence_number)
