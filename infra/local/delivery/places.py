"""Bucket, queues and notifications of the local fair: made at each start, since they die with the engine."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.settings import settings
from infra.local.delivery.sources import queue_arn, queue_url

INCOMING = "incoming/"


def make_places(queues: Iterable[str]) -> None:
    """Make the bucket and the queues, and let the bucket tell the media queue of what lands under `incoming/`."""
    for name in {*queues, settings().media_queue}:
        queue_url(name)
    _make_bucket()
    _s3().put_bucket_notification_configuration(
        Bucket=settings().bucket, NotificationConfiguration=notifications(settings().media_queue)
    )
    _sqs().purge_queue(
        QueueUrl=queue_url(settings().media_queue)
    )  # S3 says hello with a test event


def notifications(queue: str) -> dict[str, Any]:
    """What the bucket tells, and whom."""
    rules = [{"Name": "prefix", "Value": INCOMING}]
    return {
        "QueueConfigurations": [
            {
                "QueueArn": queue_arn(queue),
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": rules}},
            }
        ]
    }


def announce_incoming() -> int:
    """Tell the media queue again of everything that still lies under `incoming/`; returns how many."""
    pages = _s3().get_paginator("list_objects_v2")
    count = 0
    for page in pages.paginate(Bucket=settings().bucket, Prefix=INCOMING):
        for item in page.get("Contents", []):
            _sqs().send_message(
                QueueUrl=queue_url(settings().media_queue), MessageBody=json.dumps(arrival(item))
            )
            count += 1
    return count


def arrival(item: dict[str, Any]) -> dict[str, Any]:
    """The notification of S3 for an object of a listing."""
    moment = datetime.now(UTC)
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "eventName": "ObjectCreated:Post",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {
                "name": settings().bucket,
                "arn": f"arn:aws:s3:::{settings().bucket}",
            },
            "object": {
                "key": quote_plus(item["Key"], safe="/"),
                "size": item["Size"],
                "eTag": item["ETag"].strip('"'),
                "sequencer": f"{int(moment.timestamp() * 1000):016X}",
            },
        },
    }
    return {"Records": [record]}


def _make_bucket() -> None:
    try:
        _s3().head_bucket(Bucket=settings().bucket)
    except ClientError:
        _s3().create_bucket(Bucket=settings().bucket)


def _s3() -> Any:
    return boto3.client("s3", config=Config(s3={"addressing_style": "path"}))


def _sqs() -> Any:
    return boto3.client("sqs")
