"""What jobs hear: the events of streams, and how a job is told of them."""

from typing import Any


def hear(app: Any, job: str, event: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = app.handler_map[job](event, None)
    return answer


def stream(*images: tuple[Any, Any]) -> dict[str, Any]:
    """A stream event of changes, each from an old record to a new one, numbered from 1."""
    return {"Records": [_record(str(i), *pair) for i, pair in enumerate(images, 1)]}


def _record(number: str, old: Any, new: Any) -> dict[str, Any]:
    images = {"OldImage": old, "NewImage": new}
    kept = {name: record.serialize() for name, record in images.items() if record}
    return {
        "eventID": number,
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/fair-orders/stream/now",
        "dynamodb": {
            "Keys": {},
            "SequenceNumber": number,
            "SizeBytes": 1,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "ApproximateCreationDateTime": 0,
            **kept,
        },
    }
