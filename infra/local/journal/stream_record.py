"""A change of an item as Lambda gets it from a DynamoDB stream."""

import json
from typing import Any

from infra.local.journal.mirror import Mirror
from infra.local.journal.writing import Event

REGION = "us-east-1"
ACCOUNT = "000000000000"


def stream_record(event: Event, mirror: Mirror) -> dict[str, Any]:
    """One entry of `Records`; the offset is its SequenceNumber and so a watermark that survives restarts."""
    images = {"OldImage": event.before, "NewImage": event.after}
    texts = {name: image for name, image in images.items() if image is not None}
    present = {name: json.loads(text) for name, text in texts.items()}
    image = next(iter(present.values()))
    return {
        "eventID": f"{event.offset:032x}",
        "eventName": _name(event),
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": int(event.at),
            "Keys": mirror.key_of(event.table, image),
            **present,
            "SequenceNumber": f"{event.offset:021d}",
            "SizeBytes": sum(map(len, texts.values())),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": stream_arn(event.table),
    }


def stream_arn(table: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/local"


def _name(event: Event) -> str:
    if event.before is None:
        return "INSERT"
    return "REMOVE" if event.after is None else "MODIFY"
