"""Queues and what lands in the bucket."""

import json
from pathlib import Path
from typing import Any

import boto3
from chalice.app import Chalice

from chalicelib.settings import settings
from chalicelib.store import put_object
from infra.local.delivery.places import announce_incoming, make_places
from infra.local.delivery.sources import queue_url
from tests.local.listening import Taken, delivery


def test_messages_of_a_queue_are_taken_and_the_refused_one_is_tried_again(tmp_path: Path) -> None:
    app, taken = Chalice("listener"), Taken()

    @app.on_sqs_message(queue="small-queue", batch_size=10)
    def listen(event: Any) -> Any:
        taken.append(event.to_dict())
        first_time = len(taken) == 1
        refused = [message.to_dict() for message in event if first_time and message.body == "tea"]
        return {
            "batchItemFailures": [{"itemIdentifier": failure["messageId"]} for failure in refused]
        }

    for body in ("pear", "tea", "honey"):
        sqs().send_message(QueueUrl=queue_url("small-queue"), MessageBody=body)
    delivery(app, tmp_path).deliver_all()

    assert [sorted(record["body"] for record in event["Records"]) for event in taken] == [
        ["honey", "pear", "tea"],
        ["tea"],
    ]
    (record, *_) = taken[0]["Records"]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"].endswith(":small-queue")


def test_a_photo_that_lands_under_incoming_is_told_to_the_media_queue(tmp_path: Path) -> None:
    app, taken = media_listener()
    make_places([])
    put_object("incoming/梨 1.jpg", b"jpeg", content_type="image/jpeg")
    put_object("photos/p.jpg", b"jpeg", content_type="image/jpeg")

    delivery(app, tmp_path).deliver_all()

    assert [keys(event) for event in taken] == [["incoming/%E6%A2%A8+1.jpg"]]


def test_what_still_lies_under_incoming_is_told_again(tmp_path: Path) -> None:
    app, taken = media_listener()
    put_object("incoming/梨 1.jpg", b"jpeg", content_type="image/jpeg")
    make_places([])

    told = announce_incoming()
    delivery(app, tmp_path).deliver_all()

    assert told == 1
    assert [keys(event) for event in taken] == [["incoming/%E6%A2%A8+1.jpg"]]


def media_listener() -> tuple[Any, Taken]:
    app, taken = Chalice("media"), Taken()

    @app.on_sqs_message(queue=settings().media_queue, batch_size=10)
    def arrived(event: Any) -> None:
        taken.append(event.to_dict())

    return app, taken


def keys(event: dict[str, Any]) -> list[str]:
    bodies = [json.loads(record["body"]) for record in event["Records"]]
    return [record["s3"]["object"]["key"] for body in bodies for record in body["Records"]]


def sqs() -> Any:
    return boto3.client("sqs")
