"""Jobs of payments: money that must not stay where it is, also after a crash between two writes."""

from chalice.app import Blueprint, CloudWatchEvent, DynamoDBEvent, DynamoDBRecord

from chalicelib import clock
from chalicelib.jobs.streams import Failures, in_order, order_in
from chalicelib.orders import CANCELLED
from chalicelib.payments import (
    BankLine,
    Quarantine,
    book,
    finish_assignment,
    note_cash_order,
    note_loss,
    post_bank_line,
    project_batches,
    project_pickup,
    quarantine_refund_id,
    send_back,
    sweep_money_back,
)

jobs = Blueprint(__name__)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def send_money_back(event: DynamoDBEvent) -> Failures:
    """The page that cancels or refunds sends the money at once; this makes sure of it after a crash, and goes on when
    the payment service is away."""
    return in_order(event, _send_money_back)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def list_cash(event: DynamoDBEvent) -> Failures:
    """Who fetches goods at which point, who owes cash, and which couriers' batches bring which."""
    return in_order(event, _list_cash)


@jobs.on_dynamodb_record(stream_arn="stream:quarantine", batch_size=100)
def mend_quarantine(event: DynamoDBEvent) -> Failures:
    """Whoever quarantines a payment sends its money back at once; this makes sure of it after a crash."""
    return in_order(event, _mend_quarantine)


@jobs.on_dynamodb_record(stream_arn="stream:bank_lines", batch_size=100)
def mend_bank_lines(event: DynamoDBEvent) -> Failures:
    """Whoever posts a statement books its lines at once; this makes sure of it after a crash, and keeps the ledger."""
    return in_order(event, _mend_bank_line)


@jobs.schedule("rate(5 minutes)")
def send_money_later(event: CloudWatchEvent) -> None:  # noqa: ARG001 - what a schedule sends
    sweep_money_back(clock.now())


def _send_money_back(record: DynamoDBRecord) -> None:
    was, now = order_in(record.old_image), order_in(record.new_image)
    if now is None:
        return
    is_over = now.state == CANCELLED and (was is None or was.state != CANCELLED)
    if is_over or len(now.refunds or ()) > len((was.refunds if was else None) or ()):
        send_back(now.order_id, clock.now())


def _list_cash(record: DynamoDBRecord) -> None:
    if now := order_in(record.new_image):
        project_pickup(now)
        project_batches(now)
        note_cash_order(order_in(record.old_image), now)


def _mend_quarantine(record: DynamoDBRecord) -> None:
    if record.new_image:
        quarantine: Quarantine = Quarantine.from_raw_data(record.new_image)
        send_back(quarantine_refund_id(quarantine.payment_id), clock.now())


def _mend_bank_line(record: DynamoDBRecord) -> None:
    if record.new_image:
        line: BankLine = BankLine.from_raw_data(record.new_image)
        book(line.line_id)
        finish_assignment(line.line_id)
        note_loss(line)
        post_bank_line(line)
