"""What jobs on streams share: records one after the other, and none forgotten."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from chalice.app import DynamoDBEvent, DynamoDBRecord

from chalicelib.accounts import Person
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


def new_guests(record: DynamoDBRecord) -> list[tuple[str, str]]:
    """The guests that a person takes along by a change of the people's stream, each with the person's id: whoever signs
    in may have done something as a guest."""
    before, after = _person_in(record.old_image), _person_in(record.new_image)
    earlier = set(before.also or ()) if before else set()
    new = [guest_id for guest_id in after.also or () if guest_id not in earlier] if after else []
    return [(guest_id, after.person_id) for guest_id in new] if after else []


def is_for_show(record: DynamoDBRecord) -> bool:
    """Orders of the demonstration data are nobody's work; told before anything is read from them."""
    return bool((record.new_image or {}).get("demo") == {"BOOL": True})


def name_of_batch(event: DynamoDBEvent, records: Sequence[DynamoDBRecord]) -> str:
    """The shard of a batch, and the first and the last of the changes in it that count."""
    whole: dict[str, Any] = event.to_dict()
    ends = records[0].sequence_number, records[-1].sequence_number
    return f"{whole.get('shardId', '')}#{'-'.join(ends)}"


def _person_in(image: dict[str, Any] | None) -> Person | None:
    return Person.from_raw_data(dict(image)) if image else None
