"""The job of the protection fund: what the ledger books on it stands on its page."""

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib import ledger
from chalicelib.governance import project_fund
from chalicelib.jobs.streams import Failures, in_order

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:journal", batch_size=100)
def note_fund(event: DynamoDBEvent) -> Failures:
    return in_order(event, _note)


def _note(record: DynamoDBRecord) -> None:
    if record.new_image:
        project_fund(ledger.booked_of(record.sequence_number, record.new_image).entry)
