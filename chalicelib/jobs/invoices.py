"""The job of credit notes: each refund of an order that has an invoice gets one."""

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.invoices import make_credit_notes
from chalicelib.jobs.streams import Failures, in_order, order_in
from chalicelib.orders import any_order

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def credit_refunds(event: DynamoDBEvent) -> Failures:
    return in_order(event, _credit)


def _credit(record: DynamoDBRecord) -> None:
    was, now = order_in(record.old_image), order_in(record.new_image)
    if now and len(now.refunds or ()) > len((was.refunds if was else None) or ()):
        make_credit_notes(any_order(now.order_id))
