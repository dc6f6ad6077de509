"""What Lambda calls: each event reaches the jobs that asked for it, and a failure is told, not swallowed."""

import sys
from types import ModuleType
from typing import Any

import pytest
from chalice.app import Blueprint, Chalice, DynamoDBEvent

from infra.cloud import entry
from infra.cloud.functions import functions_of


class Stall:
    """An application of three jobs that hear of orders, and what they heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.app = Chalice("stall")
        jobs = Blueprint("stall")

        @jobs.on_dynamodb_record(stream_arn="stream:orders")
        def count(event: DynamoDBEvent) -> None:
            self.heard.append("count")

        @jobs.on_dynamodb_record(stream_arn="stream:orders")
        def stumble(event: DynamoDBEvent) -> None:
            raise RuntimeError("no")

        @jobs.on_dynamodb_record(stream_arn="stream:orders")
        def half(event: DynamoDBEvent) -> dict[str, Any]:
            self.heard.append("half")
            return {"batchItemFailures": [{"itemIdentifier": "2"}]}

        @jobs.on_dynamodb_record(stream_arn="stream:people")
        def greet(event: DynamoDBEvent) -> None:
            self.heard.append("greet")

        self.app.register_blueprint(jobs)


@pytest.fixture
def stall(monkeypatch: pytest.MonkeyPatch) -> Stall:
    made = Stall()
    monkeypatch.setattr(entry, "fair", lambda: made.app)
    return made


def change(table: str, *numbers: str) -> dict[str, Any]:
    arn = f"arn:aws:dynamodb:us-east-1:1:table/fair-{table}/stream/2026"
    records = [
        {"eventSourceARN": arn, "dynamodb": {"SequenceNumber": number}} for number in numbers
    ]
    return {"Records": records, "eventSourceARN": arn, "state": {}}


def test_a_change_reaches_every_job_of_its_table_and_no_other(stall: Stall) -> None:
    entry.stream(change("orders", "1", "2"), None)

    assert stall.heard == ["count", "half"]


def test_a_job_that_fails_has_the_batch_come_again_from_its_first_failure(stall: Stall) -> None:
    answer = entry.stream(change("orders", "1", "2"), None)

    assert answer["batchItemFailures"] == [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]


def test_the_end_of_a_window_without_changes_is_no_failure(stall: Stall) -> None:
    answer = entry.stream(change("people"), None)

    assert answer == {"batchItemFailures": [], "state": {}}


def test_a_rule_fires_the_job_that_it_is_named_after(app: Any) -> None:
    fired: list[str] = []
    event = {"resources": ["arn:aws:events:us-east-1:1:rule/fair-sweep_orders"]}
    kept = app.handler_map["sweep_orders"]
    app.handler_map["sweep_orders"] = lambda *_: fired.append("sweep_orders")

    try:
        entry.schedule(event, None)
    finally:
        app.handler_map["sweep_orders"] = kept

    assert fired == ["sweep_orders"]


def test_a_message_of_the_media_queue_reaches_the_job_of_photos(app: Any) -> None:
    message = {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": '{"Event": "s3:TestEvent"}',
        "eventSourceARN": "arn:aws:sqs:us-east-1:1:fair-media",
    }

    assert entry.queue({"Records": [message]}, None) == {"batchItemFailures": []}


def test_every_entry_of_the_template_is_there(app: Any) -> None:
    assert isinstance(sys.modules[entry.__name__], ModuleType)
    assert all(callable(getattr(entry, function.entry)) for function in functions_of(app))
