"""The job of photos: each that comes in is checked, rendered, and put on the listing that it belongs to."""

import json
import logging
from urllib.parse import unquote_plus

from chalice.app import Blueprint, SQSEvent, SQSRecord

from chalicelib.catalogue import show_photo
from chalicelib.media import INCOMING, forget_upload, receive_photo
from chalicelib.settings import settings

jobs = Blueprint(__name__)
log = logging.getLogger("countyfair.media")


@jobs.on_sqs_message(queue=settings().media_queue, batch_size=1)
def receive_photos(event: SQSEvent) -> dict[str, list[dict[str, str]]]:
    """Each message is a notification of the bucket. What fails comes again; the rest of the batch is done."""
    failures = []
    for message in event:
        try:
            _receive(message)
        except Exception:
            log.exception("photo not taken")
            failures.append({"itemIdentifier": message.to_dict()["messageId"]})
    return {"batchItemFailures": failures}


def _receive(message: SQSRecord) -> None:
    for record in json.loads(message.body).get("Records", []):  # none in the bucket's test message
        key = unquote_plus(record["s3"]["object"]["key"])
        if key.startswith(INCOMING):
            _take(key)


def _take(key: str) -> None:
    """In this order, so that a crash in between leaves the upload to be announced again. A photo that was turned while
    it was put on its listing is put there anew."""
    shown_ref = ""
    while (photo := receive_photo(key)) and photo.ref != shown_ref:
        show_photo(photo)
        log.info("photo received", extra={"photo_id": photo.photo_id, "state": photo.state})
        shown_ref = photo.ref
    forget_upload(key)
