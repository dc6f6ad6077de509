"""The job of the audit log: note every change of the records that matter."""

from datetime import UTC

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.accounts import AuditChange, write_audit

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:people", batch_size=100)
def audit_people(event: DynamoDBEvent) -> None:
    _write("people", event)


@jobs.on_dynamodb_record(stream_arn="stream:devices", batch_size=100)
def audit_devices(event: DynamoDBEvent) -> None:
    _write("devices", event)


@jobs.on_dynamodb_record(stream_arn="stream:links", batch_size=100)
def audit_links(event: DynamoDBEvent) -> None:
    _write("links", event)


@jobs.on_dynamodb_record(stream_arn="stream:codes", batch_size=100)
def audit_codes(event: DynamoDBEvent) -> None:
    _write("codes", event)


@jobs.on_dynamodb_record(stream_arn="stream:offices", batch_size=100)
def audit_offices(event: DynamoDBEvent) -> None:
    _write("offices", event)


@jobs.on_dynamodb_record(stream_arn="stream:listings", batch_size=100)
def audit_listings(event: DynamoDBEvent) -> None:
    _write("listings", event)


@jobs.on_dynamodb_record(stream_arn="stream:payout_accounts", batch_size=100)
def audit_payout_accounts(event: DynamoDBEvent) -> None:
    _write("payout_accounts", event)


@jobs.on_dynamodb_record(stream_arn="stream:sessions", batch_size=100)
def audit_sessions(event: DynamoDBEvent) -> None:
    _write("sessions", event)


@jobs.on_dynamodb_record(stream_arn="stream:claims", batch_size=100)
def audit_claims(event: DynamoDBEvent) -> None:
    _write("claims", event)


@jobs.on_dynamodb_record(stream_arn="stream:fund_entries", batch_size=100)
def audit_fund_entries(event: DynamoDBEvent) -> None:
    _write("fund_entries", event)


def _write(table: str, event: DynamoDBEvent) -> None:
    write_audit(_change(table, record) for record in event)


def _change(table: str, record: DynamoDBRecord) -> AuditChange:
    return AuditChange(
        table=table,
        at=record.timestamp.replace(tzinfo=UTC),
        sequence=record.sequence_number,
        key=record.keys,
        before=record.old_image,
        after=record.new_image,
    )
