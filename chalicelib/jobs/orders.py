"""Jobs of orders and payments: the sellers' inboxes, and money that must not stay where it is."""

import logging
from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, DynamoDBEvent, DynamoDBRecord

from chalicelib.orders import CANCELLED, Order, order_from_image, project_order
from chalicelib.payments import PAID, Payment, close, settle

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.jobs")
Failures = dict[str, list[dict[str, str]]]


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def fill_inboxes(event: DynamoDBEvent) -> Failures:
    return _in_order(event, _fill_inbox)


@jobs.on_dynamodb_record(stream_arn="stream:orders", batch_size=100)
def close_cancelled(event: DynamoDBEvent) -> Failures:
    """The page that cancels sends the money back at once; this makes sure of it after a crash."""
    return _in_order(event, _close_cancelled)


@jobs.on_dynamodb_record(stream_arn="stream:payments", batch_size=100)
def settle_payments(event: DynamoDBEvent) -> Failures:
    """The page that takes the payment tells the order at once; this makes sure of it after a crash."""
    return _in_order(event, _settle)


def _fill_inbox(record: DynamoDBRecord) -> None:
    project_order(_order(record.old_image), _order(record.new_image), record.sequence_number)


def _close_cancelled(record: DynamoDBRecord) -> None:
    was, now = _order(record.old_image), _order(record.new_image)
    if now and now.state == CANCELLED and (was is None or was.state != CANCELLED):
        close(now)


def _settle(record: DynamoDBRecord) -> None:
    if record.new_image:
        payment: Payment = Payment.from_raw_data(record.new_image)
        if payment.state == PAID:
            settle(Payment.find(payment.payment_id))


def _order(image: dict[str, Any] | None) -> Order | None:
    return order_from_image(image) if image else None


def _is_for_show(record: DynamoDBRecord) -> bool:
    """Orders of the demonstration data are nobody's work; told before anything is read from them."""
    return bool((record.new_image or {}).get("demo") == {"BOOL": True})


def _in_order(event: DynamoDBEvent, one: Callable[[DynamoDBRecord], None]) -> Failures:
    """A stream goes on only when its first failure is mended: name that record, and the rest waits behind it."""
    for record in event:
        if _is_for_show(record):
            continue
        try:
            one(record)
        except Exception:
            log.exception("record not taken", extra={"sequence": record.sequence_number})
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}
