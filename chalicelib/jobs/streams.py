"""What jobs on streams share: records one after the other, and none forgotten."""

import logging
from collections.abc import Callable
from typing import Any

from chalice.app import DynamoDBEvent, DynamoDBRecord

from chalicelib.orders import Order, order_from_image

log = logging.getLogger("countyfair.jobs")
Failures = dict[str, list[dict[str, str]]]


def in_order(event: DynamoDBEvent, hear: Callable[[DynamoDBRecord], None]) -> Failures:
    """A stream goes on only when its first failure is mended: name that record, and the rest waits behind it."""
    for record in event:
        if is_for_show(record):
            continue
        try:
            hear(record)
        except Exception:
            log.exception("record not taken", extra={"sequence": record.sequence_number})
            return {"batchItemFailures": [{"itemIdentifier": record.sequence_number}]}
    return {"batchItemFailures": []}


def order_in(image: dict[str, Any] | None) -> Order | None:
    """The order that a record of the orders' stream shows before or after its change; a free slot of a drop is none."""
    return order_from_image(image) if image and "placed_at" in image else None


def is_for_show(record: DynamoDBRecord) -> bool:
    """Orders of the demonstration data are nobody's work; told before anything is read from them."""
    return bool((record.new_image or {}).get("demo") == {"BOOL": True})
