"""The jobs of the audit log: note every change of the records that matter."""

from collections.abc import Callable
from datetime import UTC

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.accounts import WATCHED, AuditChange, write_audit

jobs = Blueprint(__name__)


def _audit(table: str) -> Callable[[DynamoDBEvent], None]:
    def write(event: DynamoDBEvent) -> None:
        write_audit(_change(table, record) for record in event)

    return write


def _change(table: str, record: DynamoDBRecord) -> AuditChange:
    return AuditChange(
        table=table,
        at=record.timestamp.replace(tzinfo=UTC),
        sequence=record.sequence_number,
        key=record.keys,
        before=record.old_image,
        after=record.new_image,
    )


for table_name in WATCHED:
    jobs.on_dynamodb_record(
        stream_arn=f"stream:{table_name}", batch_size=100, name=f"audit_{table_name}"
    )(_audit(table_name))
