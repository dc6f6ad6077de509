"""Where events come from: the journal (as streams), the engine's queues, and the clock."""

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import boto3
from chalice.app import (
    Chalice,
    DynamoDBEventConfig,
    ScheduledEventConfig,
    ScheduleExpression,
    SQSEventConfig,
)

from chalicelib.settings import settings
from infra.local.delivery.batch import Batch, Record
from infra.local.delivery.news import News
from infra.local.delivery.schedules import next_firing
from infra.local.files import write_whole

SHARD = "shardId-local-0"
STREAM = "stream:"
REGION_AND_ACCOUNT = "us-east-1:000000000000"
MOST_MESSAGES = 10  # SQS gives no more at once
SECONDS_UNSEEN = 900
OFFSETS_BETWEEN_CHECKPOINTS = 500
MOST_TRIES = 5
MOST_TRIES_OF_A_SCHEDULE = 3


class Source(Protocol):
    """One event source of one handler."""

    name: str
    most_tries: int

    def take(self, wait: float) -> Batch | None: ...

    def done(self, ids: set[str]) -> None: ...


class Stream:
    """A table's changes, from the journal, from the offset up to which this handler has them."""

    most_tries = MOST_TRIES

    def __init__(self, config: DynamoDBEventConfig, news: News, checkpoints: Path | None) -> None:
        assert config.stream_arn.startswith(STREAM), "a stream is named by its table: stream:orders"
        self.name = config.name
        self.table = settings().table_prefix + config.stream_arn.removeprefix(STREAM)
        self._batch_size = config.batch_size
        self._news = news
        self._is_behind = False
        self._file = checkpoints / f"{config.name}.json" if checkpoints else None
        self.kept = read_checkpoint(self._file) if self._file else 0
        self._offset = self.kept

    def take(self, wait: float) -> Batch | None:
        news = self._news.after(self._offset, self.table, self._batch_size, wait)
        if news["records"]:
            self._is_behind = len(news["records"]) == self._batch_size
            return Batch(
                news["records"],
                ("dynamodb", "SequenceNumber"),
                in_order=True,
                extra={"shardId": SHARD},
            )
        self._offset = news["reached"]
        if self._is_behind or self._offset > self.kept + OFFSETS_BETWEEN_CHECKPOINTS:
            self._keep()
        self._is_behind = False
        return None

    def done(self, ids: set[str]) -> None:
        """Keep a checkpoint; while many more wait, only now and then: after a crash some come again."""
        if ids:
            self._offset = max(int(number) for number in ids)
            if not self._is_behind or self._offset > self.kept + OFFSETS_BETWEEN_CHECKPOINTS:
                self._keep()

    def _keep(self) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, json.dumps({"offset": self._offset}).encode())
        self.kept = self._offset


class Queue:
    """Messages of a queue; those that are done are deleted."""

    most_tries = MOST_TRIES

    def __init__(self, config: SQSEventConfig) -> None:
        assert config.queue, "a queue is named, not by its ARN"
        self.name = config.name
        self.queue = config.queue
        self._batch_size = min(config.batch_size, MOST_MESSAGES)
        self._handles: dict[str, str] = {}

    def take(self, wait: float) -> Batch | None:
        answer = _sqs().receive_message(
            QueueUrl=queue_url(self.queue),
            MaxNumberOfMessages=self._batch_size,
            WaitTimeSeconds=int(wait),
            VisibilityTimeout=SECONDS_UNSEEN,
            MessageSystemAttributeNames=["All"],
        )
        records = [self._record(message) for message in answer.get("Messages", [])]
        self._handles = {message["messageId"]: message["receiptHandle"] for message in records}
        return Batch(records, ("messageId",), in_order=False) if records else None

    def done(self, ids: set[str]) -> None:
        for message_id in ids:
            _sqs().delete_message(
                QueueUrl=queue_url(self.queue), ReceiptHandle=self._handles.pop(message_id)
            )

    def _record(self, message: Record) -> Record:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": queue_arn(self.queue),
            "awsRegion": "us-east-1",
        }


class Schedule:
    """A rate or cron of EventBridge. What fell due while nothing ran is not made up for."""

    most_tries = MOST_TRIES_OF_A_SCHEDULE

    def __init__(self, config: ScheduledEventConfig) -> None:
        expression = config.schedule_expression
        self.name = config.name
        self.expression = (
            expression.to_string() if isinstance(expression, ScheduleExpression) else expression
        )
        self._next = next_firing(self.expression, datetime.now(UTC))

    def take(self, wait: float) -> Batch | None:
        until = (self._next - datetime.now(UTC)).total_seconds()
        if until > wait:
            time.sleep(wait)
            return None
        time.sleep(max(0.0, until))
        self._next = next_firing(self.expression, self._next)
        return self.batch_now()

    def batch_now(self) -> Batch:
        return Batch([scheduled_event(self.name)], ("id",), in_order=True)

    def done(self, ids: set[str]) -> None:
        """Nothing is left behind by a schedule."""


def scheduled_event(name: str) -> Record:
    """The event of a schedule that fires now."""
    moment = datetime.now(UTC)
    return {
        "version": "0",
        "id": f"{name}-{moment.timestamp():.6f}",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "us-east-1",
        "resources": [f"arn:aws:events:{REGION_AND_ACCOUNT}:rule/{name}"],
        "detail": {},
    }


class CheckpointDamaged(Exception):
    """Nobody knows any more how far a handler has come."""


def sources_of(app: Chalice, endpoint: str, checkpoints: Path | None) -> list[Source]:
    """The event sources that an application declares. Raises TypeError for a kind that the fair does not use."""
    news = News(endpoint)
    return [_source(source, news, checkpoints) for source in app.event_sources]


def queue_names(app: Chalice) -> set[str]:
    return {str(config.queue) for config in app.event_sources if isinstance(config, SQSEventConfig)}


def least_kept(sources: Iterable[Source]) -> int | None:
    """The offset up to which every handler of a stream has kept that it has all; None without streams."""
    return min((source.kept for source in sources if isinstance(source, Stream)), default=None)


def read_checkpoint(file: Path) -> int:
    """How far a handler has come. Raises CheckpointDamaged."""
    if not file.exists():
        return 0
    try:
        return int(json.loads(file.read_text())["offset"])
    except (ValueError, KeyError, TypeError):
        raise CheckpointDamaged(
            f"{file} is not what was written: put it back from a copy, or delete it, and its handler hears again "
            "what the journal still has"
        ) from None


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION_AND_ACCOUNT}:{name}"


@cache
def queue_url(name: str) -> str:
    """The address of a queue; it is made if there is none. Raises what boto3 raises."""
    return str(_sqs().create_queue(QueueName=name)["QueueUrl"])


@cache
def _sqs() -> Any:
    return boto3.client("sqs")


def _source(config: Any, news: News, checkpoints: Path | None) -> Source:
    if isinstance(config, DynamoDBEventConfig):
        return Stream(config, news, checkpoints)
    if isinstance(config, SQSEventConfig):
        return Queue(config)
    if isinstance(config, ScheduledEventConfig):
        return Schedule(config)
    raise TypeError(f"{config.name}: the fair has no {type(config).__name__}")
